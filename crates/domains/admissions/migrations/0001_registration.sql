-- A campaign of entry to school: who may register when, by which rules, and how long each desk has.
-- Every figure in it is that of this campaign: the next one has its own.
CREATE TABLE campaign (
    id              BIGINT NOT NULL PRIMARY KEY,
    title           TEXT   NOT NULL CHECK (title <> ''),
    entry           TEXT   NOT NULL CHECK (entry IN ('kindergarten', 'primary', 'junior')),
    year            BIGINT NOT NULL,
    rehearsal       BIGINT NOT NULL CHECK (rehearsal IN (0, 1)),
    basis           TEXT   NOT NULL CHECK (basis <> ''),
    born_from       TEXT   NOT NULL,
    born_to         TEXT   NOT NULL,
    opens_at        TEXT   NOT NULL,
    closes_at       TEXT   NOT NULL,
    reports_on      TEXT   NOT NULL,
    private_choices BIGINT NOT NULL CHECK (private_choices BETWEEN 0 AND 3),
    unlucky         TEXT   NOT NULL CHECK (unlucky IN ('as-usual', 'last')),
    check_days      BIGINT NOT NULL CHECK (check_days > 0),
    review_days     BIGINT NOT NULL CHECK (review_days > 0),
    decide_days     BIGINT NOT NULL CHECK (decide_days > 0),
    state           TEXT   NOT NULL CHECK (state IN ('registering', 'placed', 'published')),
    version         BIGINT NOT NULL DEFAULT 1,
    CHECK (opens_at < closes_at),
    CHECK (born_from <= born_to)
);
CREATE INDEX campaign_time ON campaign (opens_at);

-- The schools that take part, with their seats, and where they stand on the county's grid in metres.
CREATE TABLE campaign_school (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    school_id   BIGINT NOT NULL REFERENCES school (id),
    ownership   TEXT   NOT NULL CHECK (ownership IN ('public', 'private')),
    seats       BIGINT NOT NULL CHECK (seats >= 0),
    east        BIGINT,
    north       BIGINT,
    PRIMARY KEY (campaign_id, school_id),
    CHECK ((east IS NULL) = (north IS NULL))
);
CREATE INDEX campaign_school_of ON campaign_school (school_id);

-- The categories of a campaign, the first before the others: those of a town where it has its own,
-- else those of the county. `documents` has one a line; `sources` are the registers that are asked.
CREATE TABLE campaign_category (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    place_id    BIGINT NOT NULL REFERENCES place (id),
    key         TEXT   NOT NULL,
    position    BIGINT NOT NULL,
    label       TEXT   NOT NULL,
    about       TEXT   NOT NULL,
    method      TEXT   NOT NULL CHECK (method IN ('nearest', 'ranked')),
    documents   TEXT   NOT NULL,
    sources     TEXT   NOT NULL,
    PRIMARY KEY (campaign_id, place_id, key)
);
CREATE INDEX campaign_category_place ON campaign_category (place_id);

-- A child that is registered. `number` says nothing of when it came. `bundle` joins siblings who are
-- to stay together. `school_id` is the school of the area where the family lives, which checks first.
CREATE TABLE registration (
    id            BIGINT NOT NULL PRIMARY KEY,
    campaign_id   BIGINT NOT NULL REFERENCES campaign (id),
    number        TEXT   NOT NULL UNIQUE,
    bundle        BIGINT,
    account_id    BIGINT REFERENCES account (id),
    student_id    BIGINT REFERENCES student (id),
    name          TEXT   NOT NULL CHECK (name <> ''),
    sex           BIGINT NOT NULL CHECK (sex IN (1, 2)),
    birth_date    TEXT   NOT NULL,
    id_sealed     TEXT   NOT NULL,
    id_index      TEXT   NOT NULL,
    guardian_name TEXT   NOT NULL,
    phone_sealed  TEXT   NOT NULL,
    school_id     BIGINT NOT NULL REFERENCES school (id),
    address       TEXT   NOT NULL,
    east          BIGINT,
    north         BIGINT,
    category      TEXT   NOT NULL,
    points        BIGINT NOT NULL DEFAULT 0,
    wish          TEXT   NOT NULL CHECK (wish IN ('public', 'private')),
    channel       TEXT   NOT NULL CHECK (channel IN ('online', 'school', 'sheet')),
    state         TEXT   NOT NULL CHECK (state IN
        ('unconfirmed', 'sent', 'returned', 'checked', 'reviewed', 'granted', 'refused',
         'withdrawn')),
    reason        TEXT,
    code_digest   TEXT,
    sent_at       TEXT   NOT NULL,
    due_at        TEXT   NOT NULL,
    version       BIGINT NOT NULL DEFAULT 1,
    CHECK (state NOT IN ('returned', 'refused') OR reason IS NOT NULL),
    CHECK ((east IS NULL) = (north IS NULL))
);
CREATE UNIQUE INDEX registration_once ON registration (campaign_id, id_index)
    WHERE state <> 'withdrawn';
CREATE INDEX registration_list ON registration (campaign_id, number);
CREATE INDEX registration_account ON registration (account_id);
CREATE INDEX registration_student ON registration (student_id);
CREATE INDEX registration_desk ON registration (school_id, state, due_at, id);
CREATE INDEX registration_bundle ON registration (bundle);

-- The private schools that a family names, the first before the others.
CREATE TABLE registration_choice (
    registration_id BIGINT NOT NULL REFERENCES registration (id),
    position        BIGINT NOT NULL CHECK (position BETWEEN 1 AND 3),
    school_id       BIGINT NOT NULL REFERENCES school (id),
    PRIMARY KEY (registration_id, position),
    UNIQUE (registration_id, school_id)
);
CREATE INDEX registration_choice_school ON registration_choice (school_id);

-- What was done with it, by whom: the family's own steps, the desks', the machine's.
CREATE TABLE registration_step (
    id              BIGINT NOT NULL PRIMARY KEY,
    registration_id BIGINT NOT NULL REFERENCES registration (id),
    kind            TEXT   NOT NULL,
    account_id      BIGINT REFERENCES account (id),
    words           TEXT   NOT NULL,
    at              TEXT   NOT NULL
);
CREATE INDEX registration_step_of ON registration_step (registration_id, id);

-- What other offices' registers answered: a yes can grant, anything else goes to a person.
CREATE TABLE registration_answer (
    registration_id BIGINT NOT NULL REFERENCES registration (id),
    source          TEXT   NOT NULL CHECK (source IN ('police', 'land', 'labour', 'health')),
    answer          TEXT   NOT NULL CHECK (answer IN ('yes', 'no', 'unknown')),
    words           TEXT   NOT NULL,
    asked_at        TEXT   NOT NULL,
    PRIMARY KEY (registration_id, source)
);
