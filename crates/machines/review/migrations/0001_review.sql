-- Reviews (评选、认定、评估、考核、督导): rounds, what is judged in them, who judges, what they gave.
-- Points are hundredths, never fractions. Civil days are ISO text; 9999-12-31 is a day that never
-- comes. `seed` is declared when a round is opened, before anyone is in it: every panel of the round
-- is drawn from it.
CREATE TABLE review_round (
    id           BIGINT NOT NULL PRIMARY KEY,
    entry        TEXT   NOT NULL,
    definition   TEXT   NOT NULL REFERENCES definition (digest),
    place_id     BIGINT NOT NULL REFERENCES place (id),
    title        TEXT   NOT NULL,
    seed         TEXT   NOT NULL,
    opened_on    TEXT   NOT NULL,
    apply_until  TEXT   NOT NULL,
    score_until  TEXT   NOT NULL,
    notice_until TEXT   NOT NULL,
    state        TEXT   NOT NULL CHECK (state IN ('open', 'notice', 'closed')),
    version      BIGINT NOT NULL CHECK (version > 0)
);
CREATE INDEX review_round_entry ON review_round (entry, place_id, id);

CREATE TABLE review_application (
    id          BIGINT NOT NULL PRIMARY KEY,
    round_id    BIGINT NOT NULL REFERENCES review_round (id),
    entry       TEXT   NOT NULL,
    place_id    BIGINT NOT NULL REFERENCES place (id),
    student_id  BIGINT REFERENCES student (id),
    title       TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    total       BIGINT,
    level       TEXT,
    vetoed      BIGINT NOT NULL CHECK (vetoed IN (0, 1)),
    upward      BIGINT NOT NULL CHECK (upward IN (0, 1)),
    made_by     BIGINT REFERENCES account (id),
    made_as     TEXT   NOT NULL,
    applied_on  TEXT   NOT NULL,
    settled_at  TEXT,
    valid_until TEXT   NOT NULL,
    remind_on   TEXT   NOT NULL,
    version     BIGINT NOT NULL CHECK (version > 0)
);
CREATE INDEX review_application_round ON review_application (round_id, state, id);
CREATE INDEX review_application_place ON review_application (place_id, entry, id);
CREATE INDEX review_application_maker ON review_application (made_by, id);
CREATE INDEX review_application_student ON review_application (student_id);
CREATE INDEX review_application_remind ON review_application (remind_on);

-- What was done to an application, in order: number is the version that it led to.
CREATE TABLE review_event (
    application_id BIGINT NOT NULL REFERENCES review_application (id),
    number         BIGINT NOT NULL,
    at             TEXT   NOT NULL,
    action         TEXT   NOT NULL,
    account_id     BIGINT REFERENCES account (id),
    role           TEXT   NOT NULL,
    reason         TEXT,
    PRIMARY KEY (application_id, number)
);

-- Who was in the pool when a panel was drawn, with the lot or with why they were left out.
CREATE TABLE review_pool (
    application_id BIGINT NOT NULL REFERENCES review_application (id),
    account_id     BIGINT NOT NULL REFERENCES account (id),
    position       BIGINT,
    left_out       TEXT,
    PRIMARY KEY (application_id, account_id),
    CHECK ((position IS NULL) <> (left_out IS NULL))
);

-- The seats of a panel. Who steps down is followed by the next lot.
CREATE TABLE review_seat (
    application_id BIGINT NOT NULL REFERENCES review_application (id),
    account_id     BIGINT NOT NULL REFERENCES account (id),
    state          TEXT   NOT NULL CHECK (state IN ('scoring', 'handed-in', 'stepped-down')),
    reason         TEXT,
    handed_on      TEXT,
    PRIMARY KEY (application_id, account_id)
);
CREATE INDEX review_seat_account ON review_seat (account_id, state, application_id);

-- What an expert gave for an item; each is saved by itself.
CREATE TABLE review_score (
    application_id BIGINT NOT NULL REFERENCES review_application (id),
    account_id     BIGINT NOT NULL REFERENCES account (id),
    item           TEXT   NOT NULL,
    points         BIGINT NOT NULL CHECK (points >= 0),
    note           TEXT   NOT NULL,
    PRIMARY KEY (application_id, account_id, item)
);

-- What the applicant gives itself for an item, and by what that is shown.
CREATE TABLE review_claim (
    application_id BIGINT NOT NULL REFERENCES review_application (id),
    item           TEXT   NOT NULL,
    points         BIGINT NOT NULL CHECK (points >= 0),
    evidence       TEXT   NOT NULL,
    PRIMARY KEY (application_id, item)
);

-- Where an expert has kin or another interest, by their own word.
CREATE TABLE review_interest (
    account_id BIGINT NOT NULL REFERENCES account (id),
    place_id   BIGINT NOT NULL REFERENCES place (id),
    reason     TEXT   NOT NULL,
    since      TEXT   NOT NULL,
    until      TEXT,
    PRIMARY KEY (account_id, place_id, since)
);
CREATE INDEX review_interest_place ON review_interest (place_id);

-- Points taken off outside of a round, which run out: until is the first day they count no more.
CREATE TABLE review_deduction (
    id         BIGINT NOT NULL PRIMARY KEY,
    entry      TEXT   NOT NULL,
    place_id   BIGINT NOT NULL REFERENCES place (id),
    item       TEXT   NOT NULL,
    points     BIGINT NOT NULL CHECK (points > 0),
    reason     TEXT   NOT NULL,
    since      TEXT   NOT NULL,
    until      TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id),
    CHECK (since < until)
);
CREATE INDEX review_deduction_place ON review_deduction (place_id, entry, until);
