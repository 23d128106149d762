-- Codes that were sent to a telephone: its blind index, never the number; a keyed digest, never the
-- code. A code is typed (proved), and what it proved is used once (spent).
CREATE TABLE phone_code (
    id          BIGINT NOT NULL PRIMARY KEY,
    phone_index TEXT   NOT NULL,
    digest      TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    ends_at     BIGINT NOT NULL,
    tries       BIGINT NOT NULL DEFAULT 0,
    checks      BIGINT NOT NULL DEFAULT 0,
    proved_at   BIGINT,
    spent_at    BIGINT
);
CREATE INDEX phone_code_phone ON phone_code (phone_index, made_at);
CREATE INDEX phone_code_ends ON phone_code (ends_at);

-- One-time invitations by which the people of a school take over the accounts that wait for them.
CREATE TABLE invitation (
    id         BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    digest     TEXT   NOT NULL UNIQUE,
    made_by    BIGINT NOT NULL REFERENCES account (id),
    made_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX invitation_account ON invitation (account_id, ends_at);
CREATE INDEX invitation_maker ON invitation (made_by);
