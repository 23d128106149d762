-- Who looks after a group on which weekday (值班表); the group's own teacher where nothing is said.
CREATE TABLE care_duty (
    group_id   BIGINT NOT NULL REFERENCES care_group (id),
    weekday    BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 5),
    teacher_id BIGINT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (group_id, weekday)
);
CREATE INDEX care_duty_teacher ON care_duty (teacher_id, weekday);
