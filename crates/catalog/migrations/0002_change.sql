-- What this county made of an entry, change by change: the text from then on, or none where it went
-- back to the one that came with the program. `base` is the program's text at that time, so that one
-- sees when the program has gone on since.
CREATE TABLE catalog_change (
    path       TEXT   NOT NULL,
    number     BIGINT NOT NULL CHECK (number > 0),
    digest     TEXT   REFERENCES definition (digest),
    base       TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by BIGINT REFERENCES account (id),
    PRIMARY KEY (path, number)
);
