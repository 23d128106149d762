-- A draw for a private school may be broken off before anybody knows what comes of it, and a further
-- attempt announced: one draw a school that stands, and before it those that do not.
CREATE TABLE private_draw_attempt (
    id          BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    school_id   BIGINT NOT NULL REFERENCES school (id),
    seats       BIGINT NOT NULL CHECK (seats >= 0),
    ended_at    TEXT
);
INSERT INTO private_draw_attempt (id, campaign_id, school_id, seats)
SELECT id, campaign_id, school_id, seats FROM private_draw;
DROP TABLE private_draw;
ALTER TABLE private_draw_attempt RENAME TO private_draw;
CREATE UNIQUE INDEX private_draw_standing ON private_draw (campaign_id, school_id)
    WHERE ended_at IS NULL;
CREATE INDEX private_draw_school ON private_draw (school_id);

-- The notice by which a placement was laid before everyone: its number.
ALTER TABLE placement_run ADD COLUMN notice TEXT;
