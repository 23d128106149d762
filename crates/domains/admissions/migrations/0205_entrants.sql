-- Which registration a child on the list came by, where it was admitted and reported here.
ALTER TABLE classing_pupil ADD COLUMN registration_id BIGINT REFERENCES registration (id);
CREATE INDEX classing_pupil_registration ON classing_pupil (registration_id);
