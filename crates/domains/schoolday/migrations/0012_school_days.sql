-- What after-school service last followed of a school's calendar on a day that was changed: the
-- weekday whose timetable it kept, or none where there were no lessons.
CREATE TABLE care_day_followed (
    school_id BIGINT NOT NULL REFERENCES school (id),
    day       TEXT   NOT NULL,
    follows   BIGINT CHECK (follows BETWEEN 1 AND 7),
    PRIMARY KEY (school_id, day)
);

-- A session that the calendar called off; what a school calls off itself stays apart.
ALTER TABLE care_day_off ADD COLUMN by_calendar BIGINT NOT NULL DEFAULT 0
    CHECK (by_calendar IN (0, 1));

-- What families are still to be told of a changed day: a row goes when its family was told.
CREATE TABLE care_day_untold (
    day        TEXT   NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    student_id BIGINT NOT NULL REFERENCES student (id),
    heading    TEXT   NOT NULL CHECK (heading <> ''),
    line       TEXT   NOT NULL CHECK (line <> ''),
    PRIMARY KEY (day, account_id, student_id)
);
CREATE INDEX care_day_untold_student ON care_day_untold (student_id);
