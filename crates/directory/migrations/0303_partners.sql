-- Why a partner or one of its people is no longer on the register.
ALTER TABLE institution ADD COLUMN end_reason TEXT;
ALTER TABLE institution_person ADD COLUMN end_reason TEXT;

-- The marked copy of the workbook that somebody last sent in, in sealed pieces, until it is put right.
CREATE TABLE institution_answer (
    account_id BIGINT NOT NULL REFERENCES account (id),
    number     BIGINT NOT NULL,
    made_at    BIGINT NOT NULL,
    sealed     TEXT   NOT NULL,
    PRIMARY KEY (account_id, number)
);
CREATE INDEX institution_answer_made ON institution_answer (made_at);
