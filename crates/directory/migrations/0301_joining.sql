-- Grown-ups who ask to be bound to a child whose roll does not name their telephone (bind), whom a
-- guardian invites (invite), and guardians whose old telephone cannot be asked any more (phone):
-- the class teacher says whether it is so.
CREATE TABLE guardian_request (
    id           BIGINT NOT NULL PRIMARY KEY,
    kind         TEXT   NOT NULL CHECK (kind IN ('bind', 'invite', 'phone')),
    student_id   BIGINT NOT NULL REFERENCES student (id),
    guardian_id  BIGINT REFERENCES guardian (id),
    name         TEXT   NOT NULL CHECK (name <> ''),
    relation     TEXT   NOT NULL,
    phone_sealed TEXT   NOT NULL,
    phone_index  TEXT   NOT NULL,
    asked_by     BIGINT REFERENCES account (id),
    asked_at     BIGINT NOT NULL,
    state        TEXT   NOT NULL CHECK (state IN ('waiting', 'confirmed', 'refused')),
    reason       TEXT,
    decided_by   BIGINT REFERENCES account (id),
    decided_at   BIGINT,
    CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CHECK ((kind = 'phone') = (guardian_id IS NOT NULL))
);
-- Asking twice makes one request.
CREATE UNIQUE INDEX guardian_request_waiting ON guardian_request (student_id, phone_index)
    WHERE state = 'waiting';
CREATE INDEX guardian_request_student ON guardian_request (student_id, asked_at);
CREATE INDEX guardian_request_guardian ON guardian_request (guardian_id);
CREATE INDEX guardian_request_asker ON guardian_request (asked_by);
CREATE INDEX guardian_request_decider ON guardian_request (decided_by);
