-- A pause ends by itself when its limit is reached; a closed case comes back on a day and lies on a
-- desk (`looking`) until it was looked at.
ALTER TABLE case_record ADD COLUMN resume_at TEXT;
ALTER TABLE case_record ADD COLUMN look_at TEXT;
ALTER TABLE case_record ADD COLUMN looking BIGINT NOT NULL DEFAULT 0 CHECK (looking IN (0, 1));
CREATE INDEX case_record_resume ON case_record (resume_at) WHERE resume_at IS NOT NULL;
CREATE INDEX case_record_look ON case_record (look_at) WHERE look_at IS NOT NULL AND looking = 0;
CREATE INDEX case_record_overdue ON case_record (entry, due_at, id) WHERE outcome IS NULL;

-- Where a case was moved to another place.
ALTER TABLE case_event ADD COLUMN moved_to BIGINT REFERENCES place (id);

-- A desk is looked through kind by kind; `task` is what somebody was asked for besides.
ALTER TABLE case_desk ADD COLUMN entry TEXT NOT NULL DEFAULT '';
ALTER TABLE case_desk ADD COLUMN task BIGINT;
CREATE INDEX case_desk_entry ON case_desk (place_id, role, entry, due_at, case_id);

-- What other offices and schools were asked for while a case was at a step: an opinion, a measure.
-- `words` is what they were told, `document` what they answered.
CREATE TABLE case_task (
    case_id      BIGINT NOT NULL REFERENCES case_record (id),
    number       BIGINT NOT NULL,
    task         TEXT   NOT NULL,
    entry        TEXT   NOT NULL,
    role         TEXT   NOT NULL,
    place_id     BIGINT NOT NULL REFERENCES place (id),
    asked_at     TEXT   NOT NULL,
    remind_at    TEXT,
    due_at       TEXT   NOT NULL,
    ended_at     TEXT,
    answered     BIGINT NOT NULL CHECK (answered IN (0, 1)),
    words        TEXT   NOT NULL,
    document     TEXT,
    account_id   BIGINT REFERENCES account (id),
    reminded_at  TEXT,
    escalated_at TEXT,
    PRIMARY KEY (case_id, number),
    CHECK (due_at >= asked_at),
    CHECK (answered = 0 OR ended_at IS NOT NULL)
);
CREATE INDEX case_task_place ON case_task (place_id, role, case_id);
CREATE INDEX case_task_remind ON case_task (remind_at) WHERE ended_at IS NULL AND reminded_at IS NULL;
CREATE INDEX case_task_due ON case_task (due_at) WHERE ended_at IS NULL AND escalated_at IS NULL;

-- Who is a party to a case: it is in none of their lists, and they can do nothing to it.
CREATE TABLE case_party (
    case_id  BIGINT NOT NULL REFERENCES case_record (id),
    role     TEXT   NOT NULL,
    place_id BIGINT NOT NULL REFERENCES place (id),
    PRIMARY KEY (case_id, role, place_id)
);
