-- A window in which a place's offers are asked for together. What is offered in one season clashes
-- with what else a child has in it.
CREATE TABLE offer_round (
    id              BIGINT NOT NULL PRIMARY KEY,
    place_id        BIGINT NOT NULL REFERENCES place (id),
    season          TEXT   NOT NULL,
    title           TEXT   NOT NULL CHECK (title <> ''),
    rule            TEXT   NOT NULL CHECK (rule IN ('wishes', 'first-come')),
    opens_at        TEXT   NOT NULL,
    closes_at       TEXT   NOT NULL,
    wishes_max      BIGINT NOT NULL CHECK (wishes_max BETWEEN 1 AND 9),
    seats_per_child BIGINT NOT NULL CHECK (seats_per_child BETWEEN 1 AND 9),
    hold_hours      BIGINT NOT NULL CHECK (hold_hours > 0),
    settled_at      TEXT,
    seed            TEXT,
    CHECK (opens_at < closes_at),
    CHECK ((settled_at IS NULL) = (seed IS NULL))
);
CREATE INDEX offer_round_place ON offer_round (place_id, season);
CREATE INDEX offer_round_open ON offer_round (closes_at) WHERE settled_at IS NULL;

-- Seats of one kind. `taken` counts seats that are given or held; a seat is decided by raising it.
CREATE TABLE offer (
    id           BIGINT NOT NULL PRIMARY KEY,
    round_id     BIGINT NOT NULL REFERENCES offer_round (id),
    title        TEXT   NOT NULL CHECK (title <> ''),
    grade_min    BIGINT NOT NULL,
    grade_max    BIGINT NOT NULL,
    seats        BIGINT NOT NULL CHECK (seats > 0),
    taken        BIGINT NOT NULL DEFAULT 0,
    queue_last   BIGINT NOT NULL DEFAULT 0,
    cancelled_at TEXT,
    CHECK (grade_min <= grade_max),
    CHECK (taken BETWEEN 0 AND seats)
);
CREATE INDEX offer_of_round ON offer (round_id, id);

CREATE TABLE offer_meeting (
    offer_id BIGINT NOT NULL REFERENCES offer (id),
    weekday  BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    starts   TEXT   NOT NULL,
    ends     TEXT   NOT NULL,
    PRIMARY KEY (offer_id, weekday, starts),
    CHECK (starts < ends)
);

-- What a child would like, best first. Within the window all are equal in time.
CREATE TABLE offer_wish (
    round_id   BIGINT NOT NULL REFERENCES offer_round (id),
    student_id BIGINT NOT NULL REFERENCES student (id),
    rank       BIGINT NOT NULL CHECK (rank > 0),
    offer_id   BIGINT NOT NULL REFERENCES offer (id),
    made_at    TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id),
    PRIMARY KEY (round_id, student_id, rank),
    UNIQUE (round_id, student_id, offer_id)
);
CREATE INDEX offer_wish_student ON offer_wish (student_id);
CREATE INDEX offer_wish_offer ON offer_wish (offer_id, rank);

-- A child's place with an offer, from the asking to the end.
CREATE TABLE booking (
    id          BIGINT NOT NULL PRIMARY KEY,
    offer_id    BIGINT NOT NULL REFERENCES offer (id),
    student_id  BIGINT NOT NULL REFERENCES student (id),
    standing    TEXT   NOT NULL
        CHECK (standing IN ('seat', 'waiting', 'held', 'lapsed', 'withdrawn')),
    queue_place BIGINT,
    held_until  TEXT,
    made_at     TEXT   NOT NULL,
    seated_at   TEXT,
    ended_at    TEXT,
    account_id  BIGINT REFERENCES account (id),
    CHECK (standing <> 'held' OR held_until IS NOT NULL),
    CHECK (standing <> 'seat' OR seated_at IS NOT NULL),
    CHECK (standing NOT IN ('lapsed', 'withdrawn') OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX booking_live ON booking (offer_id, student_id)
    WHERE standing IN ('seat', 'waiting', 'held');
CREATE INDEX booking_queue ON booking (offer_id, queue_place) WHERE standing = 'waiting';
CREATE INDEX booking_held ON booking (held_until) WHERE standing = 'held';
CREATE INDEX booking_student ON booking (student_id);
CREATE INDEX booking_roster ON booking (offer_id, seated_at);

-- What guardians thought of it, 1 to 5.
CREATE TABLE offer_rating (
    offer_id   BIGINT NOT NULL REFERENCES offer (id),
    student_id BIGINT NOT NULL REFERENCES student (id),
    stars      BIGINT NOT NULL CHECK (stars BETWEEN 1 AND 5),
    words      TEXT   NOT NULL,
    made_at    TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id),
    PRIMARY KEY (offer_id, student_id)
);
