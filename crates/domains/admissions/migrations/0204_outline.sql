-- The outline of a school's catchment, where the bureau has one: corners in ten millionths of a degree,
-- longitude and latitude, counterclockwise. It is drawn as a schematic and decides nothing: the list does.
CREATE TABLE catchment_outline (
    catchment_id BIGINT NOT NULL REFERENCES catchment (id),
    school_id    BIGINT NOT NULL REFERENCES school (id),
    corners      TEXT   NOT NULL CHECK (corners <> ''),
    PRIMARY KEY (catchment_id, school_id)
);
CREATE INDEX catchment_outline_school ON catchment_outline (school_id);
