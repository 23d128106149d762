-- What can be wrong with a pupil's record as it stands, one column a flaw. `usual_autumn` is the
-- autumn in which children born that year usually begin the grade, six years after for the first.
CREATE VIEW pupil_check AS
SELECT s.id, s.name, s.school_id, s.grade,
       CASE WHEN s.id_index IS NULL THEN 1 ELSE 0 END AS no_number,
       CASE WHEN s.class_id IS NULL THEN 1 ELSE 0 END AS no_class,
       CASE WHEN EXISTS (
           SELECT 1 FROM guardianship w JOIN guardian g ON g.id = w.guardian_id
           WHERE w.student_id = s.id AND w.is_guardian = 1 AND w.until IS NULL
             AND g.phone_index IS NOT NULL) THEN 0 ELSE 1 END AS unreachable,
       CAST(substr(s.birth_date, 1, 4) AS BIGINT) + s.grade
           + CASE WHEN s.grade < 0 THEN 6 ELSE 5 END AS usual_autumn
FROM student s
WHERE s.standing = 'enrolled';
