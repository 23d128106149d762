-- Drawings (抽取). `owner_id` is the thing in another module that it is made for: a round of wishes.
-- `is_auto` says that its public values come from a source that is asked, and not from hands on site.
-- Until `revealed_at` a hidden one is known to those alone who made it and those whom its kind names.
CREATE TABLE drawing (
    id           BIGINT NOT NULL PRIMARY KEY,
    number       TEXT   NOT NULL UNIQUE,
    entry        TEXT   NOT NULL,
    definition   TEXT   NOT NULL REFERENCES definition (digest),
    place_id     BIGINT NOT NULL REFERENCES place (id),
    owner_id     BIGINT UNIQUE,
    title        TEXT   NOT NULL CHECK (title <> ''),
    rehearsal    BIGINT NOT NULL CHECK (rehearsal IN (0, 1)),
    size         BIGINT NOT NULL CHECK (size >= 0),
    stage        TEXT   NOT NULL CHECK (stage IN ('declared', 'sealed', 'drawn', 'void')),
    is_auto      BIGINT NOT NULL CHECK (is_auto IN (0, 1)),
    account_id   BIGINT REFERENCES account (id),
    declared_at  TEXT   NOT NULL,
    draws_at     TEXT   NOT NULL,
    hidden_until TEXT,
    sealed_at    TEXT,
    drawn_at     TEXT,
    revealed_at  TEXT,
    digest       TEXT,
    result       TEXT,
    reason       TEXT,
    previous_id  BIGINT REFERENCES drawing (id),
    CHECK (stage = 'declared' OR stage = 'void' OR (sealed_at IS NOT NULL AND digest IS NOT NULL)),
    CHECK (stage <> 'drawn' OR (drawn_at IS NOT NULL AND result IS NOT NULL)),
    CHECK (stage <> 'void' OR reason IS NOT NULL),
    CHECK (revealed_at IS NULL OR stage = 'drawn')
);
CREATE INDEX drawing_entry_place ON drawing (entry, place_id, id);
CREATE INDEX drawing_place ON drawing (place_id, id);
CREATE INDEX drawing_previous ON drawing (previous_id);
CREATE INDEX drawing_due ON drawing (draws_at) WHERE stage = 'sealed' AND is_auto = 1;
CREATE INDEX drawing_hidden ON drawing (hidden_until) WHERE stage = 'drawn' AND revealed_at IS NULL;

-- Who stands on the list, under which number, and what came of it. Who was left out has a reason and
-- no rank. `outcome` is what everyone may read, `why` what the family may.
CREATE TABLE drawing_line (
    drawing_id  BIGINT NOT NULL REFERENCES drawing (id),
    number      TEXT   NOT NULL,
    label       TEXT   NOT NULL,
    stratum     TEXT   NOT NULL,
    place_id    BIGINT REFERENCES place (id),
    staff_id    BIGINT REFERENCES staff (id),
    student_id  BIGINT REFERENCES student (id),
    excluded    TEXT,
    position    BIGINT CHECK (position > 0),
    picked      BIGINT NOT NULL CHECK (picked IN (0, 1)),
    outcome     TEXT,
    why         TEXT,
    PRIMARY KEY (drawing_id, number),
    CHECK (excluded IS NULL OR (position IS NULL AND picked = 0))
);
CREATE INDEX drawing_line_place ON drawing_line (place_id, drawing_id) WHERE picked = 1;
CREATE INDEX drawing_line_staff ON drawing_line (staff_id, drawing_id);
CREATE INDEX drawing_line_student ON drawing_line (student_id, drawing_id);

-- The evidence, as it is handed out.
CREATE TABLE drawing_file (
    drawing_id BIGINT NOT NULL REFERENCES drawing (id),
    kind       TEXT   NOT NULL CHECK (kind IN ('declaration', 'transcript', 'void')),
    content    TEXT   NOT NULL,
    PRIMARY KEY (drawing_id, kind)
);

-- What stays locked up: the secret until the draw, and the salts for good.
CREATE TABLE drawing_secret (
    id     BIGINT NOT NULL PRIMARY KEY REFERENCES drawing (id),
    sealed TEXT   NOT NULL
);

-- Who was there and saw it, and what they had to say.
CREATE TABLE drawing_witness (
    drawing_id BIGINT NOT NULL REFERENCES drawing (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    role       TEXT   NOT NULL,
    words      TEXT   NOT NULL,
    civil_at   TEXT   NOT NULL,
    PRIMARY KEY (drawing_id, account_id)
);
CREATE INDEX drawing_witness_account ON drawing_witness (account_id);
