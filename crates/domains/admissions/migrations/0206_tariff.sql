-- What a kindergarten is and what it charges a month, from a day on, by which decision or notice. What held
-- before stays. `monthly` counts fen.
CREATE TABLE tariff (
    school_id BIGINT NOT NULL REFERENCES school (id),
    since     TEXT   NOT NULL,
    nature    TEXT   NOT NULL CHECK (nature IN ('public', 'inclusive', 'private')),
    monthly   BIGINT NOT NULL CHECK (monthly >= 0),
    basis     TEXT   NOT NULL CHECK (basis <> ''),
    PRIMARY KEY (school_id, since)
);
