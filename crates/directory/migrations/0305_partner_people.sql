-- What somebody read of a partner's person before changing it, and whose telephone it is.
ALTER TABLE institution_person ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX institution_person_phone ON institution_person (phone_index);
