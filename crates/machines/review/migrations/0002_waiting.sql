-- What waits for a role: by state, of the kinds in which the role has that part.
CREATE INDEX review_application_waiting ON review_application (state, entry, place_id);
