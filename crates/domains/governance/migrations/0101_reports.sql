-- Documents on their way: drafted, agreed, checked, signed, numbered, issued, made public. `content`
-- is the document with every figure's value, from its signature on; `digest` its SM3 once it is issued.
CREATE TABLE report (
    id          BIGINT NOT NULL PRIMARY KEY,
    place_id    BIGINT NOT NULL REFERENCES place (id),
    template    TEXT   NOT NULL,
    office      TEXT   NOT NULL,
    title       TEXT   NOT NULL CHECK (title <> ''),
    recipients  TEXT   NOT NULL,
    copies      TEXT   NOT NULL,
    contact     TEXT   NOT NULL,
    openness    TEXT   NOT NULL CHECK (openness IN ('active', 'asked', 'closed')),
    open_reason TEXT   NOT NULL,
    as_of       TEXT   NOT NULL,
    due_on      TEXT,
    body        TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('draft', 'agreeing', 'checking', 'signing', 'signed', 'issued', 'public')),
    drafted_by  BIGINT REFERENCES account (id),
    drafter     TEXT   NOT NULL,
    begun_on    TEXT   NOT NULL,
    signer      TEXT,
    signed_on   TEXT,
    year        BIGINT,
    ordinal     BIGINT,
    number      TEXT   UNIQUE,
    issued_on   TEXT,
    content     TEXT,
    digest      TEXT,
    public_on   TEXT,
    CHECK ((signed_on IS NULL) = (content IS NULL)),
    CHECK ((number IS NULL) = (digest IS NULL)),
    UNIQUE (place_id, year, ordinal)
);
CREATE INDEX report_of ON report (place_id, id);
CREATE INDEX report_state ON report (place_id, state, id);

-- What was saved, and how its figures read then.
CREATE TABLE report_version (
    report_id BIGINT NOT NULL REFERENCES report (id),
    version   BIGINT NOT NULL,
    title     TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    figures   TEXT   NOT NULL,
    saved_at  TEXT   NOT NULL,
    saved_by  BIGINT REFERENCES account (id),
    saver     TEXT   NOT NULL,
    PRIMARY KEY (report_id, version)
);

-- Who did what on the way.
CREATE TABLE report_step (
    id         BIGINT NOT NULL PRIMARY KEY,
    report_id  BIGINT NOT NULL REFERENCES report (id),
    done_at    TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id),
    who        TEXT   NOT NULL,
    what       TEXT   NOT NULL,
    words      TEXT   NOT NULL
);
CREATE INDEX report_step_of ON report_step (report_id, id);

-- The offices that must agree, and which have.
CREATE TABLE report_agreed (
    report_id BIGINT NOT NULL REFERENCES report (id),
    office    TEXT   NOT NULL,
    agreed_on TEXT,
    PRIMARY KEY (report_id, office)
);
CREATE INDEX report_agreed_open ON report_agreed (office, report_id);

-- 素材 and 大事记, sent in by offices and schools, and the document that took them in.
CREATE TABLE report_material (
    id        BIGINT NOT NULL PRIMARY KEY,
    place_id  BIGINT NOT NULL REFERENCES place (id),
    sender    TEXT   NOT NULL,
    kind      TEXT   NOT NULL CHECK (kind IN ('event', 'honour', 'document', 'work')),
    day       TEXT   NOT NULL,
    title     TEXT   NOT NULL CHECK (title <> ''),
    words     TEXT   NOT NULL,
    sent_on   TEXT   NOT NULL,
    sent_by   BIGINT REFERENCES account (id),
    report_id BIGINT REFERENCES report (id)
);
CREATE INDEX report_material_day ON report_material (place_id, day, id);
CREATE INDEX report_material_in ON report_material (report_id);
