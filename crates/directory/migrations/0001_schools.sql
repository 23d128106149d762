-- Who works where, schools, campuses and classes. Names, public numbers and the tree are in `place`,
-- whose ids schools, campuses and classes share; towns and offices are places and nothing more.
CREATE TABLE staff (
    id           BIGINT NOT NULL PRIMARY KEY,
    place_id     BIGINT NOT NULL REFERENCES place (id),
    name         TEXT   NOT NULL CHECK (name <> ''),
    sex          BIGINT CHECK (sex IN (1, 2)),
    subject      TEXT,
    phone_sealed TEXT,
    phone_index  TEXT,
    account_id   BIGINT REFERENCES account (id),
    left_on      TEXT,
    version      BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX staff_place ON staff (place_id, id);
CREATE INDEX staff_name ON staff (name);
CREATE INDEX staff_phone ON staff (phone_index);
CREATE UNIQUE INDEX staff_account ON staff (account_id);

CREATE TABLE school (
    id        BIGINT NOT NULL PRIMARY KEY REFERENCES place (id),
    town_id   BIGINT NOT NULL REFERENCES place (id),
    kind      TEXT   NOT NULL,
    ownership TEXT   NOT NULL CHECK (ownership IN ('public', 'private')),
    boarding  BIGINT NOT NULL CHECK (boarding IN (0, 1)),
    address   TEXT   NOT NULL
);
CREATE INDEX school_town ON school (town_id);

-- The stages that a school teaches: two for 九年一贯制学校, three for 十二年.
CREATE TABLE school_stage (
    school_id BIGINT NOT NULL REFERENCES school (id),
    stage     TEXT   NOT NULL CHECK (stage IN
        ('kindergarten', 'primary', 'junior', 'senior', 'vocational', 'special')),
    PRIMARY KEY (school_id, stage)
);

CREATE TABLE campus (
    id        BIGINT NOT NULL PRIMARY KEY REFERENCES place (id),
    school_id BIGINT NOT NULL REFERENCES school (id),
    address   TEXT   NOT NULL
);
CREATE INDEX campus_school ON campus (school_id);

-- A class of one school year: the next year has classes of its own.
CREATE TABLE class (
    id          BIGINT NOT NULL PRIMARY KEY REFERENCES place (id),
    school_id   BIGINT NOT NULL REFERENCES school (id),
    campus_id   BIGINT REFERENCES campus (id),
    school_year BIGINT NOT NULL,
    stage       TEXT   NOT NULL,
    grade       BIGINT NOT NULL CHECK (grade BETWEEN -3 AND 12 AND grade <> 0),
    number      BIGINT NOT NULL CHECK (number > 0),
    head_id     BIGINT REFERENCES staff (id),
    UNIQUE (school_id, school_year, grade, number)
);
CREATE INDEX class_head ON class (head_id);

-- The posts that someone holds, and held. `ended_at` is when the end was recorded.
CREATE TABLE post (
    staff_id    BIGINT NOT NULL REFERENCES staff (id),
    place_id    BIGINT NOT NULL REFERENCES place (id),
    duty        TEXT   NOT NULL,
    since       TEXT   NOT NULL,
    until       TEXT,
    recorded_at BIGINT NOT NULL,
    ended_at    BIGINT,
    PRIMARY KEY (staff_id, place_id, duty, since),
    CHECK (until IS NULL OR until >= since)
);
CREATE INDEX post_place ON post (place_id, duty);
