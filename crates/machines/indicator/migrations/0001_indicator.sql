-- An indicator by its number, which the rows of its values carry instead of its name.
CREATE TABLE indicator (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number > 0),
    name   TEXT   NOT NULL UNIQUE
);

-- Under which text of its file it was counted from a day on.
CREATE TABLE indicator_text (
    indicator BIGINT NOT NULL REFERENCES indicator (number),
    since     TEXT   NOT NULL,
    digest    TEXT   NOT NULL REFERENCES definition (digest),
    PRIMARY KEY (indicator, since)
);

-- The days for which the whole county was counted, and when that was.
CREATE TABLE indicator_day (
    day        TEXT   NOT NULL PRIMARY KEY,
    counted_at TEXT   NOT NULL,
    changed    BIGINT NOT NULL CHECK (changed >= 0)
);

-- A value holds from its day until the next row of the same place, and was held to be so from the
-- day on which it became known until it was corrected. have and due say how complete it is.
CREATE TABLE figure (
    indicator   BIGINT NOT NULL REFERENCES indicator (number),
    place_id    BIGINT NOT NULL REFERENCES place (id),
    day         TEXT   NOT NULL,
    known_on    TEXT   NOT NULL,
    known_until TEXT   NOT NULL,
    part        BIGINT NOT NULL,
    whole       BIGINT NOT NULL,
    have        BIGINT NOT NULL,
    due         BIGINT NOT NULL,
    why         TEXT,
    PRIMARY KEY (indicator, place_id, day, known_on),
    CHECK (known_until >= known_on)
);

-- The last value of each, for cockpits and lists.
CREATE TABLE figure_now (
    place_id  BIGINT NOT NULL REFERENCES place (id),
    indicator BIGINT NOT NULL REFERENCES indicator (number),
    day       TEXT   NOT NULL,
    part      BIGINT NOT NULL,
    whole     BIGINT NOT NULL,
    have      BIGINT NOT NULL,
    due       BIGINT NOT NULL,
    PRIMARY KEY (place_id, indicator)
);
CREATE INDEX figure_now_indicator ON figure_now (indicator);

-- Who is told when a value has moved by so much: in units of what the indicator shows.
CREATE TABLE figure_watch (
    account_id BIGINT NOT NULL REFERENCES account (id),
    indicator  BIGINT NOT NULL REFERENCES indicator (number),
    place_id   BIGINT NOT NULL REFERENCES place (id),
    step       BIGINT NOT NULL CHECK (step > 0),
    part       BIGINT NOT NULL,
    whole      BIGINT NOT NULL,
    since      TEXT   NOT NULL,
    PRIMARY KEY (account_id, indicator, place_id)
);
CREATE INDEX figure_watch_indicator ON figure_watch (indicator, place_id);
