-- That a school was reminded (催办) of a term's programme, and when.
CREATE TABLE programme_reminder (
    id         BIGINT NOT NULL PRIMARY KEY,
    school_id  BIGINT NOT NULL REFERENCES school (id),
    term       TEXT   NOT NULL,
    at         TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id)
);
CREATE INDEX programme_reminder_of ON programme_reminder (term, school_id, at);
