-- 告家长书 as it was sent: each version is kept as families read it.
CREATE TABLE programme_letter (
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    version      BIGINT NOT NULL CHECK (version > 0),
    body         TEXT   NOT NULL CHECK (body <> ''),
    sent_at      TEXT   NOT NULL,
    sent_by      BIGINT REFERENCES account (id),
    PRIMARY KEY (programme_id, version)
);
