-- Which villages, roads and house numbers belong to which school: one edition a school year and stage.
-- What is published stays; a later year has an edition of its own.
CREATE TABLE catchment (
    id           BIGINT NOT NULL PRIMARY KEY,
    school_year  BIGINT NOT NULL,
    stage        TEXT   NOT NULL CHECK (stage IN ('primary', 'junior')),
    source       TEXT   NOT NULL,
    documents    TEXT   NOT NULL DEFAULT '',
    published_on TEXT,
    version      BIGINT NOT NULL DEFAULT 1,
    UNIQUE (stage, school_year)
);

-- A village or community as a whole, or a road from one house number to another: both sides of it, or
-- the odd or the even numbers. `shared` says that several schools serve it.
CREATE TABLE catchment_area (
    catchment_id BIGINT NOT NULL REFERENCES catchment (id),
    position     BIGINT NOT NULL,
    town_id      BIGINT NOT NULL REFERENCES place (id),
    school_id    BIGINT NOT NULL REFERENCES school (id),
    name         TEXT   NOT NULL CHECK (name <> ''),
    first        BIGINT,
    last         BIGINT,
    side         TEXT   NOT NULL CHECK (side IN ('both', 'odd', 'even')),
    shared       BIGINT NOT NULL CHECK (shared IN (0, 1)),
    PRIMARY KEY (catchment_id, position),
    CHECK ((first IS NULL) = (last IS NULL)),
    CHECK (first IS NULL OR (first > 0 AND last >= first))
);
CREATE INDEX catchment_area_school ON catchment_area (catchment_id, school_id);
CREATE INDEX catchment_area_of_school ON catchment_area (school_id);
CREATE INDEX catchment_area_town ON catchment_area (catchment_id, town_id, name);
