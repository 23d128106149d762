-- Why a partner or one of its people is no longer on the register.
ALTER TABLE institution ADD COLUMN end_reason TEXT;
ALTER TABLE institution_person ADD COLUMN end_reason TEXT;
