-- The school calendar: terms of the county, and days on which it or a part of it does otherwise.
CREATE TABLE term (
    term      TEXT NOT NULL PRIMARY KEY,
    first_day TEXT NOT NULL,
    last_day  TEXT NOT NULL,
    CHECK (last_day > first_day)
);

-- `follows` is the weekday (1 Monday … 7 Sunday) whose timetable a made-up day takes over.
CREATE TABLE day_change (
    place_id    BIGINT NOT NULL REFERENCES place (id),
    day         TEXT   NOT NULL,
    kind        TEXT   NOT NULL CHECK (kind IN ('closed', 'lessons')),
    follows     BIGINT CHECK (follows BETWEEN 1 AND 7),
    reason      TEXT   NOT NULL CHECK (reason <> ''),
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (place_id, day)
);
CREATE INDEX day_change_day ON day_change (day);
