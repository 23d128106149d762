-- A seat that a child has, with the letter that says so. Whoever gives it up, or goes from it to
-- another one, leaves it to a successor: each seat has one at most, so that no school ever has more
-- children than it had seats to give.
CREATE TABLE admission (
    id              BIGINT NOT NULL PRIMARY KEY,
    registration_id BIGINT NOT NULL REFERENCES registration (id),
    campaign_id     BIGINT NOT NULL REFERENCES campaign (id),
    school_id       BIGINT NOT NULL REFERENCES school (id),
    number          TEXT   NOT NULL UNIQUE,
    came            TEXT   NOT NULL CHECK (came IN ('placed', 'refilled')),
    issued_on       TEXT   NOT NULL,
    state           TEXT   NOT NULL CHECK (state IN
        ('expected', 'reported', 'absent', 'given-up', 'moved')),
    vaccination     TEXT   CHECK (vaccination IN ('yes', 'no', 'later')),
    reason          TEXT   NOT NULL DEFAULT '',
    ended_at        TEXT,
    successor_id    BIGINT UNIQUE REFERENCES admission (id),
    version         BIGINT NOT NULL DEFAULT 1,
    CHECK ((state = 'reported') = (vaccination IS NOT NULL)),
    CHECK ((state IN ('given-up', 'moved')) = (ended_at IS NOT NULL)),
    CHECK (state NOT IN ('absent', 'given-up', 'moved') OR reason <> ''),
    CHECK (successor_id IS NULL OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX admission_live ON admission (registration_id) WHERE ended_at IS NULL;
CREATE INDEX admission_of ON admission (registration_id, id);
CREATE INDEX admission_list ON admission (campaign_id, number);
CREATE INDEX admission_school ON admission (school_id, campaign_id, state);
CREATE INDEX admission_open ON admission (campaign_id, school_id, ended_at)
    WHERE ended_at IS NOT NULL AND successor_id IS NULL;

-- Whose turn it was for a seat at a school and who did not want it.
CREATE TABLE admission_declined (
    registration_id BIGINT NOT NULL REFERENCES registration (id),
    school_id       BIGINT NOT NULL REFERENCES school (id),
    reason          TEXT   NOT NULL CHECK (reason <> ''),
    declined_on     TEXT   NOT NULL,
    PRIMARY KEY (registration_id, school_id)
);
CREATE INDEX admission_declined_school ON admission_declined (school_id);

-- Whoever was placed before there were letters has its seat all the same.
INSERT INTO admission (id, registration_id, campaign_id, school_id, number, came, issued_on, state)
SELECT r.id, r.id, r.campaign_id, p.school_id, 'L' || SUBSTR(r.number, 2), 'placed',
       SUBSTR(u.published_at, 1, 10), 'expected'
FROM placement p JOIN placement_run u ON u.id = p.run_id AND u.published_at IS NOT NULL
JOIN registration r ON r.id = p.registration_id
WHERE p.school_id IS NOT NULL;
