-- What is published (公示), for a period, and stays in the archive. Rows are stored as everyone may
-- read them: what is masked is masked before it is stored. `objections` counts those
-- that came in writing; the table holds no more of them than people can look into.
CREATE TABLE publication (
    id           BIGINT NOT NULL PRIMARY KEY,
    number       TEXT   NOT NULL UNIQUE,
    entry        TEXT   NOT NULL,
    definition   TEXT   NOT NULL REFERENCES definition (digest),
    place_id     BIGINT NOT NULL REFERENCES place (id),
    title        TEXT   NOT NULL CHECK (title <> ''),
    body         TEXT   NOT NULL,
    source       TEXT   NOT NULL,
    account_id   BIGINT REFERENCES account (id),
    published_at TEXT   NOT NULL,
    closes_on    TEXT   NOT NULL,
    withdrawn_at TEXT,
    reason       TEXT,
    version      BIGINT NOT NULL CHECK (version > 0),
    objections   BIGINT NOT NULL CHECK (objections BETWEEN 0 AND 200),
    CHECK ((withdrawn_at IS NULL) = (reason IS NULL))
);
CREATE INDEX publication_entry ON publication (entry, place_id, id);
CREATE INDEX publication_place ON publication (place_id, id);

CREATE TABLE publication_row (
    publication_id BIGINT NOT NULL REFERENCES publication (id),
    number         BIGINT NOT NULL CHECK (number > 0),
    cells          TEXT   NOT NULL,
    PRIMARY KEY (publication_id, number)
);

-- What happened to it: published, corrected, withdrawn. `before` is what stood there until then.
CREATE TABLE publication_event (
    publication_id BIGINT NOT NULL REFERENCES publication (id),
    number         BIGINT NOT NULL CHECK (number > 0),
    civil_at       TEXT   NOT NULL,
    action         TEXT   NOT NULL CHECK (action IN ('publish', 'correct', 'withdraw')),
    account_id     BIGINT REFERENCES account (id),
    reason         TEXT   NOT NULL,
    before         TEXT   NOT NULL,
    PRIMARY KEY (publication_id, number)
);
