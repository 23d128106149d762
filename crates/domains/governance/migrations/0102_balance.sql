-- What a school has for balanced compulsory education in a school year, as told once. A row never
-- changes but for its state: what is told later takes its place.
CREATE TABLE balance_told (
    id          BIGINT NOT NULL PRIMARY KEY,
    school_id   BIGINT NOT NULL REFERENCES school (id),
    school_year BIGINT NOT NULL,
    primaries   BIGINT NOT NULL CHECK (primaries >= 0),
    juniors     BIGINT NOT NULL CHECK (juniors >= 0),
    seniors     BIGINT NOT NULL CHECK (seniors >= 0),
    source      TEXT   NOT NULL,
    filed_on    TEXT   NOT NULL,
    account_id  BIGINT REFERENCES account (id),
    state       TEXT   NOT NULL CHECK (state IN ('filed', 'good', 'refused', 'replaced')),
    reviewer_id BIGINT REFERENCES account (id),
    reviewed_on TEXT,
    review      TEXT,
    CHECK (reviewer_id IS NULL OR account_id IS NULL OR reviewer_id <> account_id)
);
CREATE INDEX balance_told_school ON balance_told (school_id, school_year);
CREATE INDEX balance_told_year ON balance_told (school_year, state);
-- One row of a school's year is in force, and one at most waits.
CREATE UNIQUE INDEX balance_told_one ON balance_told (school_id, school_year, state)
    WHERE state IN ('filed', 'good');

-- Each amount of it: persons, rooms and yuan as whole numbers, areas in hundredths of a square metre.
CREATE TABLE balance_amount (
    told_id BIGINT NOT NULL REFERENCES balance_told (id),
    item    TEXT   NOT NULL,
    amount  BIGINT NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (told_id, item)
);

-- To what the limit of the coefficients applies, from a school year on.
CREATE TABLE balance_rule (
    since_year BIGINT NOT NULL PRIMARY KEY,
    limited    TEXT   NOT NULL CHECK (limited IN ('each', 'mean')),
    source     TEXT   NOT NULL
);
