-- A bureau above or below, with the key that both have agreed on: packages between the two carry a
-- code made with it.
CREATE TABLE level_partner (
    id         BIGINT NOT NULL PRIMARY KEY,
    side       TEXT   NOT NULL CHECK (side IN ('above', 'below')),
    name       TEXT   NOT NULL UNIQUE,
    key_sealed TEXT   NOT NULL,
    since      TEXT   NOT NULL
);

-- A target on its way from one bureau to another: as it was sent, or as it arrived, word for word.
CREATE TABLE target_package (
    id          BIGINT NOT NULL PRIMARY KEY,
    number      TEXT   NOT NULL,
    side        TEXT   NOT NULL CHECK (side IN ('sent', 'arrived')),
    partner_id  BIGINT NOT NULL REFERENCES level_partner (id),
    target_id   BIGINT REFERENCES target (id),
    content     TEXT   NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('open', 'signed', 'returned')),
    made_on     TEXT   NOT NULL,
    answered_on TEXT,
    reason      TEXT,
    task_id     BIGINT REFERENCES task (id),
    UNIQUE (partner_id, side, number)
);
CREATE INDEX target_package_target ON target_package (target_id);
CREATE INDEX target_package_state ON target_package (state, side);
