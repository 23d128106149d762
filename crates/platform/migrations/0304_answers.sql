-- A list that somebody sent in and the marked copy that answers it, in sealed pieces: for a week, for
-- that person alone.
CREATE TABLE sent_list (
    account_id BIGINT NOT NULL REFERENCES account (id),
    kind       TEXT   NOT NULL CHECK (kind <> ''),
    part       TEXT   NOT NULL CHECK (part IN ('list', 'copy')),
    number     BIGINT NOT NULL,
    made_at    BIGINT NOT NULL,
    file_name  TEXT   NOT NULL,
    sealed     TEXT   NOT NULL,
    PRIMARY KEY (account_id, kind, part, number)
);
CREATE INDEX sent_list_made ON sent_list (made_at);
