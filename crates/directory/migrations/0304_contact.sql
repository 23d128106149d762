-- That someone must not come near a child (禁止接触), by which document, from when until when. The
-- mark itself stands in the guardianship; here is why, for the school's head alone.
CREATE TABLE contact_order (
    id              BIGINT NOT NULL PRIMARY KEY,
    student_id      BIGINT NOT NULL REFERENCES student (id),
    guardian_id     BIGINT NOT NULL REFERENCES guardian (id),
    document_sealed TEXT   NOT NULL,
    issued_on       TEXT   NOT NULL,
    could_collect   BIGINT NOT NULL CHECK (could_collect IN (0, 1)),
    set_on          TEXT   NOT NULL,
    set_at          BIGINT NOT NULL,
    set_by          BIGINT REFERENCES account (id),
    reason_sealed   TEXT,
    ended_on        TEXT,
    ended_at        BIGINT,
    ended_by        BIGINT REFERENCES account (id),
    CHECK ((ended_on IS NULL) = (ended_at IS NULL)),
    CHECK ((ended_on IS NULL) = (reason_sealed IS NULL))
);
CREATE UNIQUE INDEX contact_order_live ON contact_order (student_id, guardian_id)
    WHERE ended_on IS NULL;
CREATE INDEX contact_order_guardian ON contact_order (guardian_id);
CREATE INDEX contact_order_student ON contact_order (student_id);
