-- Contents that people handed in. They lie outside the database, each sealed with a key of its own,
-- which is sealed here; a content is there once however often it is given. What nobody needs any more
-- first loses its key, then its bytes, then its row.
CREATE TABLE content (
    id          BIGINT NOT NULL PRIMARY KEY,
    sm3         TEXT   UNIQUE,
    key_sealed  TEXT,
    kind        TEXT   NOT NULL CHECK (kind IN ('jpeg', 'png', 'pdf', 'xlsx', 'docx')),
    bytes       BIGINT NOT NULL CHECK (bytes > 0),
    has_preview BIGINT NOT NULL CHECK (has_preview IN (0, 1)),
    noted_at    BIGINT NOT NULL,
    CHECK ((sm3 IS NULL) = (key_sealed IS NULL))
);
CREATE INDEX content_noted ON content (noted_at);
CREATE INDEX content_gone ON content (id) WHERE sm3 IS NULL;

-- A content as it belongs to something. Of one that was taken away only the digest stays, to show
-- what it was.
CREATE TABLE file (
    id         BIGINT NOT NULL PRIMARY KEY,
    content_id BIGINT REFERENCES content (id),
    sm3        TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    bytes      BIGINT NOT NULL,
    name       TEXT   NOT NULL CHECK (name <> ''),
    owner_kind TEXT   NOT NULL,
    owner_id   BIGINT NOT NULL,
    made_by    BIGINT REFERENCES account (id),
    made_at    BIGINT NOT NULL,
    removed_at BIGINT,
    CHECK ((content_id IS NULL) = (removed_at IS NOT NULL))
);
CREATE INDEX file_owner ON file (owner_kind, owner_id, id);
CREATE INDEX file_content ON file (content_id);
CREATE INDEX file_removed ON file (removed_at) WHERE removed_at IS NOT NULL;
