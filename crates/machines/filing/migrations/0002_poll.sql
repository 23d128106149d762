-- Questionnaires (问卷). Who has answered stands in `filing_voter`, what was answered in
-- `filing_ballot`, and nothing leads from one to the other. In an anonymous one an answer lies in an
-- envelope, sealed with a key that is not in the database, until as many of its place wait as make a
-- crowd; they are then opened together, in an order of chance, under numbers of chance.
CREATE TABLE filing_voter (
    round_id   BIGINT NOT NULL REFERENCES filing_round (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    PRIMARY KEY (round_id, account_id)
);

CREATE TABLE filing_envelope (
    id       BIGINT NOT NULL PRIMARY KEY,
    round_id BIGINT NOT NULL REFERENCES filing_round (id),
    place_id BIGINT NOT NULL REFERENCES place (id),
    sealed   TEXT   NOT NULL
);
CREATE INDEX filing_envelope_round ON filing_envelope (round_id, place_id);

-- `account_id` is who answered, in a questionnaire that says so; never in an anonymous one.
CREATE TABLE filing_ballot (
    id         BIGINT NOT NULL PRIMARY KEY,
    round_id   BIGINT NOT NULL REFERENCES filing_round (id),
    place_id   BIGINT NOT NULL REFERENCES place (id),
    account_id BIGINT REFERENCES account (id)
);
CREATE INDEX filing_ballot_round ON filing_ballot (round_id, place_id, id);
CREATE INDEX filing_ballot_account ON filing_ballot (account_id);
