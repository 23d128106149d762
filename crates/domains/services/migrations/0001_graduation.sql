-- Who finished a senior school, from the bureau's archive: the years before the roll was kept here.
-- `finished` is a year, or a year and a month (2003-07), as the archive has it.
CREATE TABLE graduate (
    id          BIGINT NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL CHECK (name <> ''),
    id_sealed   TEXT   NOT NULL,
    id_index    TEXT   NOT NULL,
    school_name TEXT   NOT NULL CHECK (school_name <> ''),
    finished    TEXT   NOT NULL,
    archive     TEXT   NOT NULL,
    added_on    TEXT   NOT NULL
);
CREATE UNIQUE INDEX graduate_number ON graduate (id_index, school_name);
CREATE INDEX graduate_name ON graduate (name, id);

-- What was asked for and could not be decided by itself.
CREATE TABLE graduate_request (
    id           BIGINT NOT NULL PRIMARY KEY,
    number       TEXT   NOT NULL UNIQUE,
    name         TEXT   NOT NULL,
    id_sealed    TEXT   NOT NULL,
    id_index     TEXT   NOT NULL,
    phone_sealed TEXT   NOT NULL,
    school_name  TEXT   NOT NULL,
    finished     TEXT   NOT NULL,
    words        TEXT   NOT NULL,
    why          TEXT   NOT NULL,
    asked_on     TEXT   NOT NULL,
    case_link    TEXT,
    answer       TEXT,
    closed_on    TEXT,
    CHECK ((answer IS NULL) = (closed_on IS NULL))
);
CREATE INDEX graduate_request_of ON graduate_request (id_index);
CREATE INDEX graduate_request_day ON graduate_request (asked_on);
CREATE UNIQUE INDEX graduate_request_open ON graduate_request (id_index) WHERE closed_on IS NULL;

-- The certificates, as they were issued. `request_id` says that it was by hand.
CREATE TABLE graduate_certificate (
    id          BIGINT NOT NULL PRIMARY KEY,
    number      TEXT   NOT NULL UNIQUE,
    code        TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    id_sealed   TEXT   NOT NULL,
    id_index    TEXT   NOT NULL,
    school_name TEXT   NOT NULL,
    finished    TEXT   NOT NULL,
    issued_on   TEXT   NOT NULL,
    request_id  BIGINT UNIQUE REFERENCES graduate_request (id),
    void_on     TEXT,
    void_reason TEXT,
    CHECK ((void_on IS NULL) = (void_reason IS NULL))
);
CREATE UNIQUE INDEX graduate_certificate_valid ON graduate_certificate (id_index, school_name)
    WHERE void_on IS NULL;
CREATE INDEX graduate_certificate_of ON graduate_certificate (id_index);
CREATE INDEX graduate_certificate_day ON graduate_certificate (issued_on, id);
