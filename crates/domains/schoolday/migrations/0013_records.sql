-- Everything about one person is told and erased: it is found by the person.
CREATE INDEX early_leave_student ON early_leave (student_id);
CREATE INDEX early_leave_guardian ON early_leave (guardian_id);
