-- The dates of a school year by which schools settle and publish their entry classes, and what the
-- bureau's plan allows: levels of grade 6 only where it names a clause and the subjects.
CREATE TABLE classing_term (
    school_year BIGINT NOT NULL PRIMARY KEY,
    seal_by     TEXT   NOT NULL,
    publish_by  TEXT   NOT NULL,
    source      TEXT   NOT NULL CHECK (source <> ''),
    clause      TEXT   NOT NULL DEFAULT '',
    subjects    TEXT   NOT NULL DEFAULT '',
    version     BIGINT NOT NULL DEFAULT 1,
    CHECK (publish_by >= seal_by),
    CHECK ((clause = '') = (subjects = ''))
);

-- The division of one year group of one school. A draft can still be changed; what is sealed cannot,
-- only be given up with a reason that stays public. A rehearsal is never published.
CREATE TABLE classing (
    id           BIGINT NOT NULL PRIMARY KEY,
    number       TEXT   NOT NULL UNIQUE,
    school_id    BIGINT NOT NULL REFERENCES school (id),
    school_year  BIGINT NOT NULL,
    grade        BIGINT NOT NULL CHECK (grade IN (1, 7)),
    rehearsal    BIGINT NOT NULL CHECK (rehearsal IN (0, 1)),
    stage        TEXT   NOT NULL CHECK (stage IN ('draft', 'sealed', 'made', 'published', 'void')),
    method       TEXT   NOT NULL CHECK (method IN ('snake', 'strata', 'optimised')),
    classes      BIGINT NOT NULL CHECK (classes > 0),
    pupils       BIGINT NOT NULL CHECK (pupils >= 0),
    levels       BIGINT NOT NULL CHECK (levels IN (0, 1)),
    posted       TEXT,
    digest       TEXT,
    drafted_on   TEXT   NOT NULL,
    sealed_on    TEXT,
    made_on      TEXT,
    published_on TEXT,
    void_on      TEXT,
    reason       TEXT,
    version      BIGINT NOT NULL DEFAULT 1,
    CHECK ((stage = 'void') = (void_on IS NOT NULL)),
    CHECK ((void_on IS NULL) = (reason IS NULL)),
    CHECK (rehearsal = 0 OR stage <> 'published')
);
CREATE UNIQUE INDEX classing_live ON classing (school_id, school_year, grade)
    WHERE stage <> 'void' AND rehearsal = 0;
CREATE INDEX classing_school ON classing (school_id, id);
CREATE INDEX classing_year ON classing (school_year, grade, stage);
CREATE INDEX classing_public ON classing (published_on, id);

-- Who is divided: as the list said when it was sealed, with the class that was made and the class
-- now. `code` is the number by which a child stands on what is posted.
CREATE TABLE classing_pupil (
    classing_id  BIGINT NOT NULL REFERENCES classing (id),
    code         TEXT   NOT NULL,
    student_id   BIGINT REFERENCES student (id),
    name         TEXT   NOT NULL CHECK (name <> ''),
    sex          BIGINT NOT NULL CHECK (sex IN (1, 2)),
    origin       TEXT   NOT NULL DEFAULT '',
    special      BIGINT NOT NULL DEFAULT 0 CHECK (special IN (0, 1)),
    levels       TEXT   NOT NULL DEFAULT '',
    made_class   BIGINT,
    class_number BIGINT,
    PRIMARY KEY (classing_id, code)
);
CREATE INDEX classing_pupil_student ON classing_pupil (student_id);

-- What is asked for some of them.
CREATE TABLE classing_request (
    classing_id BIGINT NOT NULL REFERENCES classing (id),
    position    BIGINT NOT NULL,
    wish        TEXT   NOT NULL CHECK (wish IN ('together', 'apart')),
    codes       TEXT   NOT NULL,
    reason      TEXT   NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (classing_id, position)
);

-- What proves it: the sealed list and plan, the transcript, the class teachers' draw, the acts after
-- the classes were locked.
CREATE TABLE classing_file (
    classing_id BIGINT NOT NULL REFERENCES classing (id),
    kind        TEXT   NOT NULL CHECK (kind IN ('sealed', 'transcript', 'teachers', 'register')),
    content     TEXT   NOT NULL,
    PRIMARY KEY (classing_id, kind)
);

-- Who watched and signed.
CREATE TABLE classing_witness (
    classing_id BIGINT NOT NULL REFERENCES classing (id),
    account_id  BIGINT NOT NULL REFERENCES account (id),
    role        TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    words       TEXT   NOT NULL,
    signed_at   BIGINT NOT NULL,
    PRIMARY KEY (classing_id, account_id)
);
CREATE INDEX classing_witness_account ON classing_witness (account_id);
