-- A deadline may be made longer once, with whose leave the event says.
ALTER TABLE case_clock ADD COLUMN extended_at TEXT;
