-- Cases (办件). Civil times, since deadlines are civil: ISO text that sorts as time runs.
-- `definition` is what it was begun under. `due_at` is the nearest deadline that runs, far away
-- where none does; `place_id` is what it is about and bounds who sees it.
CREATE TABLE case_record (
    id         BIGINT NOT NULL PRIMARY KEY,
    number     TEXT   NOT NULL UNIQUE,
    entry      TEXT   NOT NULL,
    definition TEXT   NOT NULL REFERENCES definition (digest),
    place_id   BIGINT NOT NULL REFERENCES place (id),
    student_id BIGINT REFERENCES student (id),
    title      TEXT   NOT NULL,
    step       TEXT   NOT NULL,
    outcome    TEXT   CHECK (outcome IN ('done', 'refused', 'withdrawn')),
    made_by    BIGINT REFERENCES account (id),
    made_as    TEXT   NOT NULL,
    opened_at  TEXT   NOT NULL,
    closed_at  TEXT,
    due_at     TEXT   NOT NULL,
    paused_at  TEXT,
    version    BIGINT NOT NULL CHECK (version > 0),
    CHECK ((outcome IS NULL) = (closed_at IS NULL)),
    CHECK (paused_at IS NULL OR outcome IS NULL)
);
CREATE INDEX case_record_entry ON case_record (entry, id);
CREATE INDEX case_record_place ON case_record (place_id, entry, id);
CREATE INDEX case_record_maker ON case_record (made_by, id);
CREATE INDEX case_record_student ON case_record (student_id);

-- Whom a case waits for now: a role at a place, or one person. None where it is closed.
CREATE TABLE case_desk (
    case_id    BIGINT NOT NULL REFERENCES case_record (id),
    number     BIGINT NOT NULL,
    role       TEXT,
    place_id   BIGINT REFERENCES place (id),
    account_id BIGINT REFERENCES account (id),
    due_at     TEXT   NOT NULL,
    PRIMARY KEY (case_id, number),
    CHECK ((role IS NULL) = (place_id IS NULL)),
    CHECK ((role IS NULL) <> (account_id IS NULL))
);
CREATE INDEX case_desk_role ON case_desk (place_id, role, due_at, case_id);
CREATE INDEX case_desk_account ON case_desk (account_id, due_at, case_id);

-- The deadlines of a case, each with when it began, ends and ended. `counted` is 0 where it says
-- nothing about anyone's punctuality: withdrawn by whoever asked. `turn` counts how often the case
-- was taken up: what was closed and is taken up again has deadlines of its own.
CREATE TABLE case_clock (
    case_id      BIGINT NOT NULL REFERENCES case_record (id),
    clock        TEXT   NOT NULL,
    turn         BIGINT NOT NULL CHECK (turn > 0),
    entry        TEXT   NOT NULL,
    started_at   TEXT   NOT NULL,
    remind_at    TEXT,
    due_at       TEXT   NOT NULL,
    stopped_at   TEXT,
    counted      BIGINT NOT NULL CHECK (counted IN (0, 1)),
    reminded_at  TEXT,
    escalated_at TEXT,
    PRIMARY KEY (case_id, clock, turn),
    CHECK (due_at >= started_at)
);
CREATE INDEX case_clock_entry ON case_clock (entry, clock);
CREATE INDEX case_clock_remind ON case_clock (remind_at) WHERE stopped_at IS NULL AND reminded_at IS NULL;
CREATE INDEX case_clock_due ON case_clock (due_at) WHERE stopped_at IS NULL AND escalated_at IS NULL;

-- What happened to a case, in order: number is the version that it led to.
CREATE TABLE case_event (
    case_id    BIGINT NOT NULL REFERENCES case_record (id),
    number     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    civil_at   TEXT   NOT NULL,
    action     TEXT   NOT NULL,
    from_step  TEXT,
    to_step    TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id),
    role       TEXT,
    place_id   BIGINT REFERENCES place (id),
    reason     TEXT,
    document   TEXT   NOT NULL,
    PRIMARY KEY (case_id, number)
);
