-- Children who are cared for together, in one room, by one teacher.
CREATE TABLE care_group (
    id         BIGINT NOT NULL PRIMARY KEY,
    school_id  BIGINT NOT NULL REFERENCES school (id),
    term       TEXT   NOT NULL,
    kind       TEXT   NOT NULL CHECK (kind IN ('basic', 'late', 'evening', 'course')),
    name       TEXT   NOT NULL CHECK (name <> ''),
    class_id   BIGINT REFERENCES class (id),
    room       TEXT   NOT NULL,
    teacher_id BIGINT REFERENCES staff (id),
    since      TEXT   NOT NULL,
    until      TEXT
);
CREATE INDEX care_group_school ON care_group (school_id, term, kind);
CREATE INDEX care_group_teacher ON care_group (teacher_id, term);
CREATE INDEX care_group_class ON care_group (class_id, term);

-- A child's part in a service in a term. An end is a date, a move to another group a row more.
CREATE TABLE participation (
    id             BIGINT NOT NULL PRIMARY KEY,
    student_id     BIGINT NOT NULL REFERENCES student (id),
    school_id      BIGINT NOT NULL REFERENCES school (id),
    term           TEXT   NOT NULL,
    service        TEXT   NOT NULL CHECK (service IN ('basic', 'late', 'evening')),
    state          TEXT   NOT NULL CHECK (state IN ('applied', 'checked', 'confirmed', 'ended')),
    group_id       BIGINT REFERENCES care_group (id),
    since          TEXT,
    until          TEXT,
    channel        TEXT   NOT NULL CHECK (channel IN ('online', 'paper')),
    family_agreed  BIGINT NOT NULL CHECK (family_agreed IN (0, 1)),
    waiver         TEXT   NOT NULL CHECK (waiver IN ('none', 'asked', 'granted')),
    applied_at     TEXT   NOT NULL,
    applied_by     BIGINT REFERENCES account (id),
    CHECK (state <> 'confirmed' OR since IS NOT NULL),
    CHECK (until IS NULL OR since <= until)
);
CREATE UNIQUE INDEX participation_live ON participation (student_id, term, service)
    WHERE state <> 'ended';
CREATE INDEX participation_counted ON participation (term, service, school_id, since, until);
CREATE INDEX participation_open ON participation (school_id, term, state)
    WHERE state IN ('applied', 'checked');
CREATE INDEX participation_group ON participation (group_id, since);

-- The code that a family confirms a paper form with.
CREATE TABLE participation_code (
    participation_id BIGINT NOT NULL PRIMARY KEY REFERENCES participation (id),
    code             TEXT   NOT NULL,
    sent_at          TEXT   NOT NULL
);

-- Teachers who take part in a school's service in a term.
CREATE TABLE care_teacher (
    school_id BIGINT NOT NULL REFERENCES school (id),
    term      TEXT   NOT NULL,
    staff_id  BIGINT NOT NULL REFERENCES staff (id),
    since     TEXT   NOT NULL,
    until     TEXT,
    PRIMARY KEY (school_id, term, staff_id, since)
);
CREATE INDEX care_teacher_counted ON care_teacher (term, school_id, since, until);
CREATE INDEX care_teacher_staff ON care_teacher (staff_id, term);
