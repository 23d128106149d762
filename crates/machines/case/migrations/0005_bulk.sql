-- Who was reminded of a case by hand (催办), when, by whom.
CREATE TABLE case_reminder (
    case_id    BIGINT NOT NULL REFERENCES case_record (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    at         TEXT   NOT NULL,
    by_account BIGINT REFERENCES account (id),
    PRIMARY KEY (case_id, account_id, at)
);

-- What of a bulk decision could not be done, and why.
CREATE TABLE case_left (
    job_id  BIGINT NOT NULL REFERENCES job (id),
    case_id BIGINT NOT NULL REFERENCES case_record (id),
    why     TEXT   NOT NULL,
    PRIMARY KEY (job_id, case_id)
);
CREATE INDEX case_left_case ON case_left (case_id);
