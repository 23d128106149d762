-- What was said of a class earlier in the term, before it was said anew: as it stood then, with what
-- had been settled by that time. `round` counts from 1.
CREATE TABLE census_past (
    term        TEXT   NOT NULL,
    class_id    BIGINT NOT NULL,
    round       BIGINT NOT NULL CHECK (round > 0),
    on_roll     BIGINT NOT NULL,
    checked_on  TEXT   NOT NULL,
    checked_by  BIGINT REFERENCES account (id),
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (term, class_id, round),
    FOREIGN KEY (term, class_id) REFERENCES census (term, class_id)
);

CREATE TABLE census_past_difference (
    term       TEXT   NOT NULL,
    class_id   BIGINT NOT NULL,
    round      BIGINT NOT NULL,
    number     BIGINT NOT NULL,
    kind       TEXT   NOT NULL CHECK (kind IN ('absent', 'extra')),
    student_id BIGINT REFERENCES student (id),
    name       TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    settled_on TEXT,
    settled    TEXT   NOT NULL,
    PRIMARY KEY (term, class_id, round, number),
    FOREIGN KEY (term, class_id, round) REFERENCES census_past (term, class_id, round)
);
CREATE INDEX census_past_difference_student ON census_past_difference (student_id);
