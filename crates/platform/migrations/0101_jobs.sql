-- Long pieces of work, so that they show how far they are and outlive a restart.
-- `due_at` is when a job may be taken: at first, after a failure, or when the lease of whoever
-- works on it runs out. A job that ended has `ended_at`.
CREATE TABLE job (
    id         BIGINT NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL CHECK (kind <> ''),
    title      TEXT   NOT NULL,
    payload    TEXT   NOT NULL,
    state      TEXT   NOT NULL
        CHECK (state IN ('queued', 'running', 'done', 'failed', 'withdrawn')),
    made_by    BIGINT REFERENCES account (id),
    made_as    BIGINT REFERENCES role_grant (id),
    made_at    BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    lease      BIGINT,
    attempts   BIGINT NOT NULL CHECK (attempts >= 0),
    started_at BIGINT,
    ended_at   BIGINT,
    done       BIGINT NOT NULL CHECK (done >= 0),
    total      BIGINT NOT NULL CHECK (total >= 0),
    checkpoint TEXT,
    result     TEXT,
    link       TEXT,
    error      TEXT,
    CHECK ((ended_at IS NULL AND state IN ('queued', 'running'))
        OR (ended_at IS NOT NULL AND state IN ('done', 'failed', 'withdrawn')))
);
CREATE INDEX job_waiting ON job (due_at, id) WHERE ended_at IS NULL;
CREATE INDEX job_mine ON job (made_by, id);
CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;

-- The last turn of each kind that runs on a schedule.
CREATE TABLE job_turn (
    kind TEXT   NOT NULL PRIMARY KEY,
    turn BIGINT NOT NULL
);

-- What only one process at a time may do, and until when it has the say.
CREATE TABLE lease (
    name   TEXT   NOT NULL PRIMARY KEY,
    holder BIGINT NOT NULL,
    until  BIGINT NOT NULL
);
