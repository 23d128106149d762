-- What people are told about their data, version by version, and what they answered. Texts are added
-- and never changed; an answer that is changed ends, and another follows it.
CREATE TABLE told_text (
    id           BIGINT NOT NULL PRIMARY KEY,
    kind         TEXT   NOT NULL CHECK (kind IN ('privacy', 'children', 'photos')),
    version      BIGINT NOT NULL CHECK (version > 0),
    title        TEXT   NOT NULL CHECK (title <> ''),
    body         TEXT   NOT NULL CHECK (body <> ''),
    changes      TEXT   NOT NULL,
    since        TEXT   NOT NULL,
    published_by BIGINT REFERENCES account (id),
    published_at BIGINT NOT NULL,
    UNIQUE (kind, version),
    UNIQUE (kind, since)
);

-- Without a subject it is an answer for oneself, with one for a child.
CREATE TABLE consent (
    id           BIGINT NOT NULL PRIMARY KEY,
    text_id      BIGINT NOT NULL REFERENCES told_text (id),
    account_id   BIGINT NOT NULL REFERENCES account (id),
    subject_kind TEXT,
    subject_id   BIGINT,
    answer       TEXT   NOT NULL CHECK (answer IN ('read', 'agreed', 'refused')),
    answered_at  BIGINT NOT NULL,
    answered_on  TEXT   NOT NULL,
    ended_at     BIGINT,
    ended_on     TEXT,
    ended_by     BIGINT REFERENCES account (id),
    CHECK ((subject_kind IS NULL) = (subject_id IS NULL)),
    CHECK ((answer = 'read') = (subject_id IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_on IS NULL))
);
CREATE UNIQUE INDEX consent_own ON consent (text_id, account_id)
    WHERE subject_id IS NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX consent_subject ON consent (text_id, subject_kind, subject_id)
    WHERE subject_id IS NOT NULL AND ended_at IS NULL;
CREATE INDEX consent_account ON consent (account_id, id);
CREATE INDEX consent_about ON consent (subject_kind, subject_id, id);
