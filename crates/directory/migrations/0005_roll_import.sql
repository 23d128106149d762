-- Rolls that were sent in: the file while it is looked at, what each row says, and what became of it.
CREATE TABLE roll_import (
    id        BIGINT NOT NULL PRIMARY KEY,
    place_id  BIGINT NOT NULL REFERENCES place (id),
    made_by   BIGINT REFERENCES account (id),
    made_at   BIGINT NOT NULL,
    made_on   TEXT   NOT NULL,
    file_name TEXT   NOT NULL,
    state     TEXT   NOT NULL CHECK (state IN
        ('waiting', 'checked', 'refused', 'applying', 'closed')),
    refusal   TEXT,
    faults    BIGINT NOT NULL DEFAULT 0,
    closed_at BIGINT
);
CREATE INDEX roll_import_place ON roll_import (place_id, id);

-- The file as it came and the copy that answers it, sealed piece by piece, until the import closes.
CREATE TABLE roll_part (
    import_id BIGINT NOT NULL REFERENCES roll_import (id),
    kind      TEXT   NOT NULL CHECK (kind IN ('file', 'answer')),
    number    BIGINT NOT NULL,
    sealed    TEXT   NOT NULL,
    PRIMARY KEY (import_id, kind, number)
);

-- The schools and grades that the file speaks of: whoever is there and not named has probably left.
CREATE TABLE roll_grade (
    import_id BIGINT NOT NULL REFERENCES roll_import (id),
    school_id BIGINT NOT NULL REFERENCES school (id),
    grade     BIGINT NOT NULL,
    PRIMARY KEY (import_id, school_id, grade)
);

-- A row of the file: whom it names, or under which id it would add someone, and what it would
-- change. What it says is read from the file again when it is taken over.
CREATE TABLE roll_row (
    import_id  BIGINT NOT NULL REFERENCES roll_import (id),
    line       BIGINT NOT NULL,
    verdict    TEXT   NOT NULL CHECK (verdict IN ('same', 'new', 'known', 'fault')),
    moves      BIGINT NOT NULL CHECK (moves IN (0, 1)),
    changes    BIGINT NOT NULL CHECK (changes IN (0, 1)),
    student_id BIGINT,
    school_id  BIGINT REFERENCES school (id),
    name       TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    added      BIGINT NOT NULL DEFAULT 0 CHECK (added IN (0, 1)),
    moved      BIGINT NOT NULL DEFAULT 0 CHECK (moved IN (0, 1)),
    changed    BIGINT NOT NULL DEFAULT 0 CHECK (changed IN (0, 1)),
    PRIMARY KEY (import_id, line)
);
CREATE INDEX roll_row_verdict ON roll_row (import_id, verdict, line);
CREATE INDEX roll_row_student ON roll_row (import_id, student_id);

-- The columns of the roll that are personal beyond names and dates: addresses, telephones, aid,
-- disability, family. A JSON object by field codes, sealed as a whole.
ALTER TABLE student ADD COLUMN registry_sealed TEXT;
