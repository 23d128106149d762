-- A log-in on its way through another house: kept by digests, for ten minutes, used once.
CREATE TABLE outside_attempt (
    state         TEXT   NOT NULL PRIMARY KEY,
    provider      TEXT   NOT NULL,
    browser       TEXT   NOT NULL,
    nonce         TEXT   NOT NULL,
    verifier      TEXT   NOT NULL,
    redirect      TEXT   NOT NULL,
    next          TEXT   NOT NULL,
    made_at       BIGINT NOT NULL,
    ends_at       BIGINT NOT NULL,
    used_at       BIGINT,
    subject_index TEXT,
    linked_at     BIGINT
);
CREATE INDEX outside_attempt_ends ON outside_attempt (ends_at);

-- Who somebody is at a provider: the blind index of the name that they have there.
CREATE TABLE outside_login (
    provider      TEXT   NOT NULL,
    subject_index TEXT   NOT NULL,
    account_id    BIGINT NOT NULL REFERENCES account (id),
    linked_at     BIGINT NOT NULL,
    PRIMARY KEY (provider, subject_index)
);
CREATE UNIQUE INDEX outside_login_account ON outside_login (account_id, provider);
