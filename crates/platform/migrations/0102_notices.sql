-- Notices on their way out of the system. The inbox stays the truth: what is sent outside only
-- says that something is there.
ALTER TABLE inbox ADD COLUMN handed_at BIGINT;
CREATE INDEX inbox_unhanded ON inbox (id) WHERE handed_at IS NULL;

-- Which channel an account wants; without a row, the cell's first one. 'none' wants no message.
CREATE TABLE notice_choice (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    channel    TEXT   NOT NULL CHECK (channel IN ('sms', 'dingtalk', 'wechat', 'webhook', 'none'))
);

-- A message on one channel. `due` is civil: night and day are the reader's. `day` is the civil day
-- on which it was sent, for the quota.
CREATE TABLE message (
    id         BIGINT NOT NULL PRIMARY KEY,
    notice_id  BIGINT NOT NULL REFERENCES inbox (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    channel    TEXT   NOT NULL CHECK (channel IN ('sms', 'dingtalk', 'wechat', 'webhook')),
    state      TEXT   NOT NULL CHECK (state IN ('waiting', 'sent', 'delivered', 'failed', 'dropped')),
    due        TEXT   NOT NULL,
    day        TEXT,
    attempts   BIGINT NOT NULL CHECK (attempts >= 0),
    reference  TEXT,
    why        TEXT,
    made_at    BIGINT NOT NULL,
    sent_at    BIGINT,
    UNIQUE (notice_id, channel)
);
CREATE INDEX message_waiting ON message (due, id) WHERE state = 'waiting';
CREATE INDEX message_open ON message (sent_at, id) WHERE state = 'sent';
CREATE INDEX message_day ON message (account_id, day) WHERE day IS NOT NULL;
CREATE INDEX message_state ON message (state, id);
