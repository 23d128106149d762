-- Indexes that the figures are counted from: each holds all that its statement asks, school by
-- school, so that a county's figure reads no table and a school's reads its own part alone.
CREATE INDEX enrolment_counted
    ON enrolment (school_id, superseded_at, standing, grade, since, until);
DROP INDEX participation_counted;
CREATE INDEX participation_counted ON participation (school_id, term, service, since, until);
DROP INDEX care_teacher_counted;
DROP INDEX care_teacher_staff;
CREATE INDEX care_teacher_counted ON care_teacher (staff_id, term, since, until);

-- What waits is little: found by term alone.
DROP INDEX participation_open;
CREATE INDEX participation_waiting ON participation (term, state, school_id)
    WHERE state IN ('applied', 'checked');
CREATE INDEX participation_student ON participation (student_id, term);
