-- What a child's guardians thought of courses is found by the child.
CREATE INDEX offer_rating_student ON offer_rating (student_id);
