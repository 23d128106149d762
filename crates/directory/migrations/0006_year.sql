-- The class of the year before that goes on in this one: the pupils of one move up into the other.
ALTER TABLE class ADD COLUMN follows_id BIGINT REFERENCES class (id);
CREATE UNIQUE INDEX class_follows ON class (follows_id);
