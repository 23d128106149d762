-- Places where something was written that is counted, with the first day that it changes: what was
-- counted there is counted anew, once, however much was written.
CREATE TABLE measure_moved (
    place_id BIGINT NOT NULL REFERENCES place (id),
    day      TEXT   NOT NULL,
    why      TEXT   NOT NULL,
    PRIMARY KEY (place_id, day)
);
