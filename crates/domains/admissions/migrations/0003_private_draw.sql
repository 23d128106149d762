-- A draw among those who asked for a private school that has fewer seats than applicants. The list and
-- the order are those of the drawing that it owns.
CREATE TABLE private_draw (
    id          BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    school_id   BIGINT NOT NULL REFERENCES school (id),
    seats       BIGINT NOT NULL CHECK (seats >= 0),
    UNIQUE (campaign_id, school_id)
);
CREATE INDEX private_draw_school ON private_draw (school_id);
