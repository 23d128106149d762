-- What the county offers schools to take courses from.
CREATE TABLE course_catalogue (
    id        BIGINT NOT NULL PRIMARY KEY,
    title     TEXT   NOT NULL CHECK (title <> ''),
    field     TEXT   NOT NULL,
    about     TEXT   NOT NULL,
    grade_min BIGINT NOT NULL,
    grade_max BIGINT NOT NULL,
    source    TEXT   NOT NULL,
    since     TEXT   NOT NULL,
    until     TEXT,
    CHECK (grade_min <= grade_max)
);

-- An extension course. Its seats, grades and times are the offer's; a teacher of the school is
-- always there, also where someone from outside teaches.
CREATE TABLE course (
    id           BIGINT NOT NULL PRIMARY KEY,
    school_id    BIGINT NOT NULL REFERENCES school (id),
    term         TEXT   NOT NULL,
    offer_id     BIGINT NOT NULL UNIQUE REFERENCES offer (id),
    group_id     BIGINT REFERENCES care_group (id),
    catalogue_id BIGINT REFERENCES course_catalogue (id),
    title        TEXT   NOT NULL CHECK (title <> ''),
    about        TEXT   NOT NULL,
    teacher_id   BIGINT NOT NULL REFERENCES staff (id),
    outside_id   BIGINT REFERENCES institution_person (id),
    room         TEXT   NOT NULL,
    sessions     BIGINT NOT NULL CHECK (sessions > 0),
    fee          BIGINT NOT NULL CHECK (fee >= 0),
    fee_basis    TEXT   NOT NULL,
    materials    TEXT   NOT NULL,
    state        TEXT   NOT NULL CHECK (state IN ('draft', 'published', 'cancelled')),
    version      BIGINT NOT NULL,
    CHECK (fee = 0 OR fee_basis <> '')
);
CREATE INDEX course_school ON course (school_id, term, state);
CREATE INDEX course_teacher ON course (teacher_id, term);
CREATE INDEX course_outside ON course (outside_id, term);
CREATE INDEX course_group ON course (group_id);

-- What a family owes for a seat that costs something.
CREATE TABLE course_order (
    id         BIGINT NOT NULL PRIMARY KEY,
    booking_id BIGINT NOT NULL UNIQUE REFERENCES booking (id),
    course_id  BIGINT NOT NULL REFERENCES course (id),
    student_id BIGINT NOT NULL REFERENCES student (id),
    amount     BIGINT NOT NULL CHECK (amount > 0),
    sessions   BIGINT NOT NULL CHECK (sessions > 0),
    state      TEXT   NOT NULL CHECK (state IN ('due', 'paid', 'cancelled')),
    receipt    TEXT   UNIQUE,
    made_at    TEXT   NOT NULL,
    paid_at    TEXT,
    paid_by    TEXT   CHECK (paid_by IN ('public-payment', 'sheet')),
    CHECK ((state = 'paid') = (receipt IS NOT NULL)),
    CHECK ((state = 'paid') = (paid_at IS NOT NULL))
);
CREATE INDEX course_order_course ON course_order (course_id, state);
CREATE INDEX course_order_student ON course_order (student_id);

-- What a family gets back: for a session that was called off (`for_day`), or what was not used
-- when the seat was left (`for_day` is empty; a seat is left once).
CREATE TABLE course_refund (
    id          BIGINT NOT NULL PRIMARY KEY,
    order_id    BIGINT NOT NULL REFERENCES course_order (id),
    for_day     TEXT   NOT NULL,
    amount      BIGINT NOT NULL CHECK (amount > 0),
    used        BIGINT NOT NULL CHECK (used >= 0),
    state       TEXT   NOT NULL CHECK (state IN ('asked', 'approved', 'paid')),
    asked_at    TEXT   NOT NULL,
    approved_at TEXT,
    paid_at     TEXT,
    UNIQUE (order_id, for_day)
);
CREATE INDEX course_refund_state ON course_refund (state);

-- The last receipt number of each year.
CREATE TABLE receipt_number (
    year BIGINT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);
