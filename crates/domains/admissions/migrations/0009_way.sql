-- Kindergartens are come to in ways of their own: from the area, by a draw, or where a place was left.
ALTER TABLE placement ADD COLUMN came TEXT NOT NULL DEFAULT 'public'
    CHECK (came IN ('private', 'public', 'nearby', 'wide', 'around'));
UPDATE placement SET came = way;
ALTER TABLE placement DROP COLUMN way;
ALTER TABLE placement RENAME COLUMN came TO way;
