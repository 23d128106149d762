-- Children born in a town who come into grade 1 in a school year, as the statistics say.
CREATE TABLE birth (
    town_id     BIGINT NOT NULL REFERENCES place (id),
    school_year BIGINT NOT NULL,
    births      BIGINT NOT NULL CHECK (births >= 0),
    source      TEXT   NOT NULL,
    PRIMARY KEY (town_id, school_year)
);

-- Seats that a school has in its entry grade, where they are not those of this year's classes: a
-- building that opens or closes.
CREATE TABLE seat_plan (
    school_id   BIGINT NOT NULL REFERENCES school (id),
    stage       TEXT   NOT NULL CHECK (stage IN ('primary', 'junior')),
    school_year BIGINT NOT NULL,
    seats       BIGINT NOT NULL CHECK (seats >= 0),
    source      TEXT   NOT NULL CHECK (source <> ''),
    PRIMARY KEY (school_id, stage, school_year)
);

-- What was known so many years ahead, and how many came: what intervals are made from.
CREATE TABLE forecast_past (
    stage       TEXT   NOT NULL CHECK (stage IN ('primary', 'junior')),
    school_id   BIGINT NOT NULL REFERENCES school (id),
    school_year BIGINT NOT NULL,
    horizon     BIGINT NOT NULL CHECK (horizon BETWEEN 1 AND 6),
    known       BIGINT NOT NULL CHECK (known >= 0),
    entered     BIGINT NOT NULL CHECK (entered >= 0),
    PRIMARY KEY (stage, school_id, school_year, horizon)
);
CREATE INDEX forecast_past_school ON forecast_past (school_id);

-- From when which share of expected children to seats warns, in thousandths, and who says so.
CREATE TABLE warning_level (
    since  TEXT   NOT NULL PRIMARY KEY,
    yellow BIGINT NOT NULL CHECK (yellow > 0),
    orange BIGINT NOT NULL CHECK (orange > yellow),
    red    BIGINT NOT NULL CHECK (red > orange),
    source TEXT   NOT NULL CHECK (source <> '')
);

-- A forecast of a stage as it was worked out, and whether it was published.
CREATE TABLE forecast (
    id           BIGINT NOT NULL PRIMARY KEY,
    stage        TEXT   NOT NULL CHECK (stage IN ('primary', 'junior')),
    school_year  BIGINT NOT NULL,
    catchment_id BIGINT NOT NULL REFERENCES catchment (id),
    made_on      TEXT   NOT NULL,
    levels       TEXT   NOT NULL,
    unplaced     BIGINT NOT NULL,
    published_on TEXT,
    version      BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX forecast_stage ON forecast (stage, id);
CREATE INDEX forecast_catchment ON forecast (catchment_id);

CREATE TABLE forecast_line (
    forecast_id BIGINT NOT NULL REFERENCES forecast (id),
    school_id   BIGINT NOT NULL REFERENCES school (id),
    school_year BIGINT NOT NULL,
    known       BIGINT NOT NULL,
    expected    BIGINT NOT NULL,
    low         BIGINT NOT NULL,
    high        BIGINT NOT NULL,
    seats       BIGINT NOT NULL,
    level       TEXT   NOT NULL CHECK (level IN ('green', 'yellow', 'orange', 'red')),
    PRIMARY KEY (forecast_id, school_id, school_year),
    CHECK (low <= expected AND expected <= high)
);
CREATE INDEX forecast_line_school ON forecast_line (school_id);

-- A change of catchments that is thought of: what moves where, and the assessment without which it is
-- not adopted. A school that is not there yet has a name and seats.
CREATE TABLE catchment_change (
    id           BIGINT NOT NULL PRIMARY KEY,
    catchment_id BIGINT NOT NULL REFERENCES catchment (id),
    title        TEXT   NOT NULL CHECK (title <> ''),
    reason       TEXT   NOT NULL,
    new_school   TEXT   NOT NULL DEFAULT '',
    new_seats    BIGINT NOT NULL DEFAULT 0 CHECK (new_seats >= 0),
    state        TEXT   NOT NULL CHECK (state IN ('open', 'adopted', 'withdrawn')),
    people       TEXT   NOT NULL DEFAULT '',
    way          TEXT   NOT NULL DEFAULT '',
    seats        TEXT   NOT NULL DEFAULT '',
    voices       TEXT   NOT NULL DEFAULT '',
    transition   TEXT   NOT NULL DEFAULT '',
    emergency    TEXT   NOT NULL DEFAULT '',
    made_on      TEXT   NOT NULL,
    assessed_on  TEXT,
    decided_on   TEXT,
    version      BIGINT NOT NULL DEFAULT 1,
    CHECK ((new_school = '') = (new_seats = 0)),
    CHECK (state <> 'adopted' OR (assessed_on IS NOT NULL AND new_school = '')),
    CHECK ((state = 'open') = (decided_on IS NULL))
);
CREATE INDEX catchment_change_of ON catchment_change (catchment_id);

CREATE TABLE catchment_change_move (
    change_id     BIGINT NOT NULL REFERENCES catchment_change (id),
    area_position BIGINT NOT NULL,
    from_school   BIGINT NOT NULL REFERENCES school (id),
    to_school     BIGINT REFERENCES school (id),
    metres_before BIGINT NOT NULL CHECK (metres_before >= 0),
    metres_after  BIGINT NOT NULL CHECK (metres_after >= 0),
    PRIMARY KEY (change_id, area_position)
);
CREATE INDEX catchment_change_from ON catchment_change_move (from_school);
CREATE INDEX catchment_change_to ON catchment_change_move (to_school);
