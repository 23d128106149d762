-- When schools were last asked to mend what a check finds, from where, and how many.
CREATE TABLE check_reminder (
    indicator  BIGINT NOT NULL REFERENCES indicator (number),
    place_id   BIGINT NOT NULL REFERENCES place (id),
    day        TEXT   NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    schools    BIGINT NOT NULL CHECK (schools > 0),
    PRIMARY KEY (indicator, place_id, day)
);
