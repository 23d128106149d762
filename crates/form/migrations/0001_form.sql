-- What was answered, whole: a JSON object by the keys of the fields. `owner_kind` is the prefix of
-- the identifier of what it belongs to, `entry` the catalog's word for its form.
CREATE TABLE answer_document (
    owner_kind TEXT   NOT NULL,
    owner_id   BIGINT NOT NULL,
    entry      TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    PRIMARY KEY (owner_kind, owner_id)
);

-- The same, row by row, for what lists, checks and figures look at: rebuilt from the documents
-- whenever a form comes to look at another field. `number` counts several answers of one field.
CREATE TABLE answer (
    owner_kind TEXT   NOT NULL,
    owner_id   BIGINT NOT NULL,
    entry      TEXT   NOT NULL,
    field      TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    int_value  BIGINT,
    text_value TEXT,
    PRIMARY KEY (owner_kind, owner_id, field, number)
);
CREATE INDEX answer_text ON answer (entry, field, text_value);
CREATE INDEX answer_int ON answer (entry, field, int_value);
