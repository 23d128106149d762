-- A plan that was read: the file is kept beside it, and its sentences stay, so that every target
-- opens to the one that it came of.
CREATE TABLE work_plan (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    year       BIGINT NOT NULL,
    file_name  TEXT   NOT NULL,
    sm3        TEXT   NOT NULL,
    remarks    TEXT   NOT NULL,
    read_on    TEXT   NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    closed_on  TEXT
);
CREATE INDEX work_plan_year ON work_plan (year, id);

CREATE TABLE plan_sentence (
    plan_id BIGINT NOT NULL REFERENCES work_plan (id),
    seq     BIGINT NOT NULL,
    line    BIGINT NOT NULL,
    heading TEXT   NOT NULL,
    words   TEXT   NOT NULL,
    PRIMARY KEY (plan_id, seq)
);

-- A task or a piece of work on a list. It is held by an office of the bureau (a role at the county), a
-- town or a school; what was handed down to one waits for a signature.
CREATE TABLE task (
    id           BIGINT NOT NULL PRIMARY KEY,
    year         BIGINT NOT NULL,
    work         TEXT   NOT NULL,
    content      TEXT   NOT NULL,
    leader       TEXT   NOT NULL,
    office       TEXT   NOT NULL,
    place_id     BIGINT NOT NULL REFERENCES place (id),
    livelihood   BIGINT NOT NULL CHECK (livelihood IN (0, 1)),
    from_on      TEXT   NOT NULL,
    due_on       TEXT   NOT NULL,
    state        TEXT   NOT NULL CHECK (state IN ('sent', 'running', 'returned', 'finished', 'withdrawn')),
    origin       TEXT   NOT NULL,
    parent_id    BIGINT REFERENCES task (id),
    plan_id      BIGINT REFERENCES work_plan (id),
    plan_seq     BIGINT,
    signed_on    TEXT,
    ended_on     TEXT,
    ended_words  TEXT,
    version      BIGINT NOT NULL,
    CHECK (due_on >= from_on)
);
CREATE INDEX task_holder ON task (place_id, office, due_on);
CREATE INDEX task_year ON task (year, place_id);
CREATE INDEX task_parent ON task (parent_id);
CREATE INDEX task_plan ON task (plan_id, plan_seq);
CREATE INDEX task_state ON task (state, place_id, office);

CREATE TABLE task_joint (
    task_id BIGINT NOT NULL REFERENCES task (id),
    office  TEXT   NOT NULL,
    PRIMARY KEY (task_id, office)
);

CREATE TABLE task_step (
    id         BIGINT NOT NULL PRIMARY KEY,
    task_id    BIGINT NOT NULL REFERENCES task (id),
    name       TEXT   NOT NULL,
    due_on     TEXT   NOT NULL,
    done_on    TEXT,
    done_words TEXT
);
CREATE INDEX task_step_task ON task_step (task_id, due_on);

CREATE TABLE task_note (
    id         BIGINT NOT NULL PRIMARY KEY,
    task_id    BIGINT NOT NULL REFERENCES task (id),
    told_on    TEXT   NOT NULL,
    words      TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id)
);
CREATE INDEX task_note_task ON task_note (task_id, told_on);

-- A figure that is no count of records here: what it is, who answers for it.
CREATE TABLE reported_figure (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    definition TEXT   NOT NULL,
    unit       TEXT   NOT NULL,
    kind       TEXT   NOT NULL CHECK (kind IN ('filed', 'typed')),
    is_share   BIGINT NOT NULL CHECK (is_share IN (0, 1)),
    may_exceed BIGINT NOT NULL CHECK (may_exceed IN (0, 1)),
    office     TEXT   NOT NULL,
    place_id   BIGINT NOT NULL REFERENCES place (id),
    UNIQUE (place_id, name)
);

-- What was reported of it for a time. A row never changes but for its review; a correction is a new
-- row with its reason, and the old one says by which it was replaced.
CREATE TABLE reported_value (
    id          BIGINT NOT NULL PRIMARY KEY,
    figure_id   BIGINT NOT NULL REFERENCES reported_figure (id),
    from_on     TEXT   NOT NULL,
    to_on       TEXT   NOT NULL,
    above       BIGINT NOT NULL,
    below       BIGINT NOT NULL CHECK (below > 0),
    part        BIGINT,
    whole       BIGINT,
    rough       TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    reason      TEXT,
    corrects    BIGINT REFERENCES reported_value (id),
    filed_on    TEXT   NOT NULL,
    account_id  BIGINT REFERENCES account (id),
    state       TEXT   NOT NULL CHECK (state IN ('filed', 'good', 'refused', 'replaced')),
    reviewer_id BIGINT REFERENCES account (id),
    reviewed_on TEXT,
    review      TEXT,
    CHECK (to_on >= from_on),
    CHECK (reviewer_id IS NULL OR account_id IS NULL OR reviewer_id <> account_id)
);
CREATE INDEX reported_value_figure ON reported_value (figure_id, to_on);
CREATE INDEX reported_value_state ON reported_value (state, filed_on);

-- A number to be reached or not to be passed. Its number is an exact fraction.
CREATE TABLE target (
    id          BIGINT NOT NULL PRIMARY KEY,
    task_id     BIGINT NOT NULL REFERENCES task (id),
    name        TEXT   NOT NULL,
    comparator  TEXT   NOT NULL CHECK (comparator IN ('equal', 'at-least', 'at-most', 'within')),
    low_above   BIGINT NOT NULL,
    low_below   BIGINT NOT NULL CHECK (low_below > 0),
    high_above  BIGINT,
    high_below  BIGINT CHECK (high_below > 0),
    unit        TEXT   NOT NULL,
    rough       TEXT   NOT NULL,
    place_id    BIGINT NOT NULL REFERENCES place (id),
    from_on     TEXT   NOT NULL,
    due_on      TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    plan_id     BIGINT REFERENCES work_plan (id),
    sentence    BIGINT,
    plan_seq    BIGINT,
    base_above  BIGINT,
    base_below  BIGINT CHECK (base_below > 0),
    base_words  TEXT   NOT NULL,
    indicator   TEXT,
    figure_id   BIGINT REFERENCES reported_figure (id),
    parent_id   BIGINT REFERENCES target (id),
    ended_on    TEXT,
    ended_why   TEXT,
    version     BIGINT NOT NULL,
    CHECK (comparator <> 'within' OR high_above IS NOT NULL),
    CHECK (indicator IS NULL OR figure_id IS NULL),
    CHECK (due_on >= from_on)
);
CREATE INDEX target_task ON target (task_id);
CREATE INDEX target_parent ON target (parent_id);
CREATE INDEX target_plan ON target (plan_id, plan_seq);
CREATE INDEX target_figure ON target (figure_id);

-- What the reader proposed, until somebody confirms or drops it. A row never goes: it says what became
-- of it.
CREATE TABLE plan_task (
    plan_id BIGINT NOT NULL REFERENCES work_plan (id),
    seq     BIGINT NOT NULL,
    work    TEXT   NOT NULL,
    content TEXT   NOT NULL,
    leader  TEXT   NOT NULL,
    office  TEXT   NOT NULL,
    written TEXT   NOT NULL,
    due_on  TEXT   NOT NULL,
    line    BIGINT NOT NULL,
    state   TEXT   NOT NULL CHECK (state IN ('open', 'taken', 'dropped')),
    version BIGINT NOT NULL,
    PRIMARY KEY (plan_id, seq)
);

CREATE TABLE plan_figure (
    plan_id    BIGINT NOT NULL REFERENCES work_plan (id),
    seq        BIGINT NOT NULL,
    task_seq   BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    comparator TEXT   NOT NULL,
    low_above  BIGINT NOT NULL,
    low_below  BIGINT NOT NULL CHECK (low_below > 0),
    high_above BIGINT,
    high_below BIGINT CHECK (high_below > 0),
    unit       TEXT   NOT NULL,
    rough      TEXT   NOT NULL,
    place      TEXT   NOT NULL,
    due_on     TEXT   NOT NULL,
    reported   BIGINT NOT NULL CHECK (reported IN (0, 1)),
    sentence   BIGINT NOT NULL,
    lines      TEXT   NOT NULL,
    why        TEXT   NOT NULL,
    doubts     TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('open', 'taken', 'dropped')),
    version    BIGINT NOT NULL,
    PRIMARY KEY (plan_id, seq)
);

CREATE TABLE plan_pair (
    plan_id BIGINT NOT NULL REFERENCES work_plan (id),
    one     BIGINT NOT NULL,
    other   BIGINT NOT NULL,
    tie     TEXT   NOT NULL CHECK (tie IN ('contradiction', 'similar', 'actual')),
    PRIMARY KEY (plan_id, one, other)
);

-- By which rules lights are lit from a day on.
CREATE TABLE light_rule (
    since      TEXT   NOT NULL PRIMARY KEY,
    yellow     BIGINT NOT NULL CHECK (yellow >= 0),
    red        BIGINT NOT NULL,
    near_days  BIGINT NOT NULL CHECK (near_days >= 0),
    near_limit BIGINT NOT NULL CHECK (near_limit BETWEEN 0 AND 1000),
    source     TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id),
    CHECK (red >= yellow)
);
INSERT INTO light_rule (since, yellow, red, near_days, near_limit, source, account_id)
VALUES ('2000-01-01', 100, 250, 10, 900, '系统起步值，本局另有督查督办办法的，由办公室按办法调整', NULL);

-- What somebody was reminded of, so that nobody is reminded twice of one thing.
CREATE TABLE task_reminder (
    task_id BIGINT NOT NULL REFERENCES task (id),
    about   TEXT   NOT NULL,
    told_on TEXT   NOT NULL,
    PRIMARY KEY (task_id, about)
);
