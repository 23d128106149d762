-- Every text of the catalog that something was ever begun under, by its SM3 digest: what runs ends
-- under the text it began with, whatever the catalog says by then.
CREATE TABLE definition (
    digest  TEXT   NOT NULL PRIMARY KEY,
    path    TEXT   NOT NULL,
    text    TEXT   NOT NULL,
    kept_at BIGINT NOT NULL
);

-- What this county says instead of the text that came with the program.
CREATE TABLE catalog_override (
    path       TEXT   NOT NULL PRIMARY KEY,
    digest     TEXT   NOT NULL REFERENCES definition (digest),
    changed_at BIGINT NOT NULL,
    changed_by BIGINT REFERENCES account (id)
);
