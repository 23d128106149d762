-- How many sessions of the course were held before the seat was taken: whoever comes late neither
-- pays for them nor has used them.
ALTER TABLE course_order ADD COLUMN held_before BIGINT NOT NULL DEFAULT 0 CHECK (held_before >= 0);
