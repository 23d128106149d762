-- A roll call: one row for a group and a day.
CREATE TABLE roll_call (
    group_id   BIGINT NOT NULL REFERENCES care_group (id),
    day        TEXT   NOT NULL,
    expected   BIGINT NOT NULL CHECK (expected >= 0),
    present    BIGINT NOT NULL CHECK (present >= 0),
    absent     BIGINT NOT NULL CHECK (absent >= 0),
    teacher_id BIGINT NOT NULL REFERENCES staff (id),
    called_at  TEXT   NOT NULL,
    PRIMARY KEY (group_id, day),
    CHECK (present + absent <= expected)
);
CREATE INDEX roll_call_teacher ON roll_call (teacher_id, day);

-- A child that was unlike the roster on that day.
CREATE TABLE roll_mark (
    group_id   BIGINT NOT NULL REFERENCES care_group (id),
    day        TEXT   NOT NULL,
    student_id BIGINT NOT NULL REFERENCES student (id),
    exception  TEXT   NOT NULL CHECK (exception IN ('absent', 'leave', 'left-early')),
    fetched_by TEXT,
    PRIMARY KEY (group_id, day, student_id),
    FOREIGN KEY (group_id, day) REFERENCES roll_call (group_id, day)
);
CREATE INDEX roll_mark_student ON roll_mark (student_id, day);

-- Leave that a guardian asked for.
CREATE TABLE care_leave (
    id           BIGINT NOT NULL PRIMARY KEY,
    student_id   BIGINT NOT NULL REFERENCES student (id),
    from_day     TEXT   NOT NULL,
    to_day       TEXT   NOT NULL,
    asked_at     TEXT   NOT NULL,
    asked_by     BIGINT REFERENCES account (id),
    withdrawn_at TEXT,
    CHECK (from_day <= to_day)
);
CREATE INDEX care_leave_student ON care_leave (student_id, to_day);

-- Who stands in for a group's teacher on a day.
CREATE TABLE care_substitute (
    group_id   BIGINT NOT NULL REFERENCES care_group (id),
    day        TEXT   NOT NULL,
    teacher_id BIGINT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (group_id, day)
);
CREATE INDEX care_substitute_teacher ON care_substitute (teacher_id, day);

-- A group's day that is called off, and the day that makes up for it, where there is one.
CREATE TABLE care_day_off (
    group_id   BIGINT NOT NULL REFERENCES care_group (id),
    day        TEXT   NOT NULL,
    made_up_on TEXT,
    reason     TEXT   NOT NULL,
    PRIMARY KEY (group_id, day)
);
CREATE INDEX care_day_made_up ON care_day_off (group_id, made_up_on);
