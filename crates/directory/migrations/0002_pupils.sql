-- Pupils, their families and guardians, and where they are enrolled.
CREATE TABLE family (
    id      BIGINT NOT NULL PRIMARY KEY,
    town_id BIGINT REFERENCES place (id),
    address TEXT   NOT NULL
);

-- School, class, grade and seat are what the enrolment in force says, kept here for lists; of those
-- who left, school and grade are the last. Without a class, number and seat are 0.
-- `registry` holds the remaining columns of the national roll as a JSON object by their field codes.
-- A 学籍号 of kind G that is the letter and the ID number is not stored a second time: then
-- `roll_sealed` is NULL, and the ID number's index finds it.
CREATE TABLE student (
    id           BIGINT NOT NULL PRIMARY KEY,
    family_id    BIGINT REFERENCES family (id),
    name         TEXT   NOT NULL CHECK (name <> ''),
    sex          BIGINT CHECK (sex IN (1, 2)),
    birth_date   TEXT,
    id_kind      TEXT   NOT NULL DEFAULT '1',
    id_sealed    TEXT,
    id_index     TEXT,
    roll_kind    TEXT   CHECK (roll_kind IN ('G', 'L', 'J')),
    roll_sealed  TEXT,
    roll_index   TEXT,
    standing     TEXT   NOT NULL CHECK (standing IN ('enrolled', 'suspended', 'left', 'graduated')),
    school_id    BIGINT REFERENCES school (id),
    class_id     BIGINT REFERENCES class (id),
    grade        BIGINT,
    class_number BIGINT NOT NULL DEFAULT 0,
    seat         BIGINT NOT NULL DEFAULT 0,
    registry     TEXT   NOT NULL DEFAULT '{}',
    version      BIGINT NOT NULL DEFAULT 1,
    CHECK ((id_sealed IS NULL) = (id_index IS NULL)),
    CHECK ((roll_sealed IS NULL) = (roll_index IS NULL)),
    CHECK ((school_id IS NULL) = (grade IS NULL)),
    CHECK ((class_id IS NULL) = (class_number = 0)),
    CHECK (class_id IS NULL OR (school_id IS NOT NULL AND standing = 'enrolled'))
);
CREATE UNIQUE INDEX student_id_number ON student (id_index);
CREATE UNIQUE INDEX student_roll_number ON student (roll_index);
CREATE INDEX student_list ON student (school_id, grade, class_number, seat, id);
CREATE INDEX student_class ON student (class_id);
CREATE INDEX student_name ON student (name, school_id);
CREATE INDEX student_family ON student (family_id);

-- Where a pupil was when, as known when: a correction supersedes a row and adds another.
-- `until` is the first day that no longer counts; `ended_at` is when that was recorded.
CREATE TABLE enrolment (
    student_id    BIGINT NOT NULL REFERENCES student (id),
    since         TEXT   NOT NULL,
    recorded_at   BIGINT NOT NULL,
    school_id     BIGINT NOT NULL REFERENCES school (id),
    class_id      BIGINT REFERENCES class (id),
    grade         BIGINT NOT NULL,
    standing      TEXT   NOT NULL CHECK (standing IN ('enrolled', 'suspended')),
    reason        TEXT   NOT NULL,
    until         TEXT,
    ended_at      BIGINT,
    end_reason    TEXT,
    superseded_at BIGINT,
    PRIMARY KEY (student_id, since, recorded_at),
    CHECK (until IS NULL OR until >= since),
    CHECK ((until IS NULL) = (ended_at IS NULL))
);
CREATE INDEX enrolment_class ON enrolment (class_id, since);

CREATE TABLE guardian (
    id           BIGINT NOT NULL PRIMARY KEY,
    family_id    BIGINT REFERENCES family (id),
    name         TEXT   NOT NULL CHECK (name <> ''),
    phone_sealed TEXT,
    phone_index  TEXT,
    id_sealed    TEXT,
    id_index     TEXT,
    account_id   BIGINT REFERENCES account (id),
    version      BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX guardian_family ON guardian (family_id);
CREATE INDEX guardian_phone ON guardian (phone_index);
CREATE INDEX guardian_id_number ON guardian (id_index);
CREATE UNIQUE INDEX guardian_account ON guardian (account_id);

-- What a grown-up is to a child. Who is no guardian may still collect; who must not come near is
-- marked, whatever else the row says.
CREATE TABLE guardianship (
    student_id  BIGINT NOT NULL REFERENCES student (id),
    guardian_id BIGINT NOT NULL REFERENCES guardian (id),
    relation    TEXT   NOT NULL,
    is_guardian BIGINT NOT NULL CHECK (is_guardian IN (0, 1)),
    may_collect BIGINT NOT NULL CHECK (may_collect IN (0, 1)),
    no_contact  BIGINT NOT NULL CHECK (no_contact IN (0, 1)),
    priority    BIGINT NOT NULL,
    since       TEXT   NOT NULL,
    until       TEXT,
    recorded_at BIGINT NOT NULL,
    ended_at    BIGINT,
    PRIMARY KEY (student_id, guardian_id, since),
    CHECK (until IS NULL OR until >= since),
    CHECK (no_contact = 0 OR may_collect = 0)
);
CREATE INDEX guardianship_guardian ON guardianship (guardian_id);

-- The beginnings by which a name is found: its parts, its pinyin, its initials. By name and not by
-- person, since few names are one person's alone.
CREATE TABLE name_key (
    key  TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (key, name)
);
