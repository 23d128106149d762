-- Kindergartens are asked for in ways of their own: the one of the area, or any by a draw.
ALTER TABLE registration ADD COLUMN asks TEXT NOT NULL DEFAULT 'public'
    CHECK (asks IN ('public', 'private', 'nearby', 'wide'));
UPDATE registration SET asks = wish;
ALTER TABLE registration DROP COLUMN wish;
ALTER TABLE registration RENAME COLUMN asks TO wish;
