-- Whether a browser went out to show a real name and not to log in.
ALTER TABLE outside_attempt ADD COLUMN wants_person BIGINT NOT NULL DEFAULT 0 CHECK (wants_person IN (0, 1));
