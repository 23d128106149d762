-- A proposal of who goes where, worked out from all registrations at once. `digest` is that of what it
-- was worked out from: where that has changed, it is not confirmed.
CREATE TABLE placement_run (
    id          BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL UNIQUE REFERENCES campaign (id),
    made_at     TEXT   NOT NULL,
    digest      TEXT   NOT NULL,
    placed      BIGINT NOT NULL,
    unplaced    BIGINT NOT NULL,
    confirmed_at TEXT,
    published_at TEXT,
    CHECK (published_at IS NULL OR confirmed_at IS NOT NULL)
);

-- Where each child is to go, and why: in words for its family. Without a school no seat was left.
CREATE TABLE placement (
    registration_id BIGINT NOT NULL PRIMARY KEY REFERENCES registration (id),
    run_id          BIGINT NOT NULL REFERENCES placement_run (id),
    school_id       BIGINT REFERENCES school (id),
    way             TEXT   NOT NULL CHECK (way IN ('private', 'public')),
    why             TEXT   NOT NULL
);
CREATE INDEX placement_list ON placement (run_id, registration_id);
CREATE INDEX placement_school ON placement (school_id, run_id);
