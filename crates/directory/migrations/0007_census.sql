-- 人籍一致: in each term the class teacher says that whoever is on the roll of the class sits in it.
-- What was said in a term may be said anew; the audit trail knows every time.
CREATE TABLE census (
    term        TEXT   NOT NULL REFERENCES term (term),
    class_id    BIGINT NOT NULL REFERENCES class (id),
    on_roll     BIGINT NOT NULL CHECK (on_roll >= 0),
    checked_on  TEXT   NOT NULL,
    checked_by  BIGINT REFERENCES account (id),
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (term, class_id)
);
CREATE INDEX census_class ON census (class_id);

-- Who is on the roll and not in the class, or in the class and on no roll (then only a name is known).
CREATE TABLE census_difference (
    term       TEXT   NOT NULL,
    class_id   BIGINT NOT NULL,
    number     BIGINT NOT NULL,
    kind       TEXT   NOT NULL CHECK (kind IN ('absent', 'extra')),
    student_id BIGINT REFERENCES student (id),
    name       TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    settled_on TEXT,
    settled    TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (term, class_id, number),
    FOREIGN KEY (term, class_id) REFERENCES census (term, class_id),
    CHECK ((kind = 'absent') = (student_id IS NOT NULL)),
    CHECK ((student_id IS NULL) = (name <> '')),
    CHECK ((settled_on IS NULL) = (settled = ''))
);
CREATE INDEX census_difference_student ON census_difference (student_id);
