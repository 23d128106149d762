-- Periods that were opened to be filed (填报). Civil times, since deadlines are civil: ISO text that
-- sorts as time runs. `definition` is what the period was opened under, `source` the rule by which
-- it closes. `mixed_at` is set once every envelope of a questionnaire has been opened.
CREATE TABLE filing_round (
    id           BIGINT NOT NULL PRIMARY KEY,
    entry        TEXT   NOT NULL,
    definition   TEXT   NOT NULL REFERENCES definition (digest),
    period       TEXT   NOT NULL,
    label        TEXT   NOT NULL CHECK (label <> ''),
    first_day    TEXT   NOT NULL,
    last_day     TEXT   NOT NULL,
    opens_at     TEXT   NOT NULL,
    closes_at    TEXT   NOT NULL,
    remind_at    TEXT,
    source       TEXT   NOT NULL,
    made_by      BIGINT REFERENCES account (id),
    reminded_at  TEXT,
    escalated_at TEXT,
    locked_at    TEXT,
    mixed_at     TEXT,
    UNIQUE (entry, period),
    CHECK (closes_at >= opens_at),
    CHECK (last_day >= first_day)
);
CREATE INDEX filing_round_entry ON filing_round (entry, first_day, id);
CREATE INDEX filing_round_remind ON filing_round (remind_at) WHERE reminded_at IS NULL;
CREATE INDEX filing_round_late ON filing_round (closes_at) WHERE escalated_at IS NULL;
CREATE INDEX filing_round_mix ON filing_round (closes_at) WHERE mixed_at IS NULL;

-- What is due from each place, or from each person, in a period. `version` counts what happened to
-- it; `filed_at` is when what stands was first handed in since it was last taken back. A release is
-- used up by the next correction.
CREATE TABLE filing_return (
    id         BIGINT NOT NULL PRIMARY KEY,
    round_id   BIGINT NOT NULL REFERENCES filing_round (id),
    place_id   BIGINT NOT NULL REFERENCES place (id),
    account_id BIGINT REFERENCES account (id),
    state      TEXT   NOT NULL CHECK (state IN ('missing', 'filed', 'withdrawn')),
    version    BIGINT NOT NULL CHECK (version >= 0),
    filed_at   TEXT,
    released   BIGINT NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
    CHECK ((state = 'filed') = (filed_at IS NOT NULL)),
    CHECK ((state = 'missing') = (version = 0))
);
CREATE UNIQUE INDEX filing_return_round ON filing_return (round_id, place_id) WHERE account_id IS NULL;
CREATE UNIQUE INDEX filing_return_person ON filing_return (round_id, account_id) WHERE account_id IS NOT NULL;
CREATE INDEX filing_return_of_round ON filing_return (round_id, state, place_id);
CREATE INDEX filing_return_place ON filing_return (place_id, round_id);
CREATE INDEX filing_return_account ON filing_return (account_id, round_id);

-- Every version of a return, with what was answered in it (`answer`, by the version's id). It held
-- from `since` until `until`: what was known on a day is what held then.
CREATE TABLE filing_version (
    id         BIGINT NOT NULL PRIMARY KEY,
    return_id  BIGINT NOT NULL REFERENCES filing_return (id),
    round_id   BIGINT NOT NULL REFERENCES filing_round (id),
    place_id   BIGINT NOT NULL REFERENCES place (id),
    number     BIGINT NOT NULL CHECK (number > 0),
    kind       TEXT   NOT NULL CHECK (kind IN ('filed', 'withdrawn')),
    since      TEXT   NOT NULL,
    until      TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    account_id BIGINT REFERENCES account (id),
    role       TEXT,
    reason     TEXT,
    one_tick   BIGINT NOT NULL DEFAULT 0 CHECK (one_tick IN (0, 1)),
    warned     BIGINT NOT NULL DEFAULT 0 CHECK (warned IN (0, 1)),
    UNIQUE (return_id, number),
    CHECK (until >= since),
    CHECK (kind <> 'withdrawn' OR reason IS NOT NULL)
);
CREATE INDEX filing_version_sum ON filing_version (round_id, kind, until, since, place_id, id);

-- That the office locked a period or a return, or released it, and why.
CREATE TABLE filing_mark (
    id         BIGINT NOT NULL PRIMARY KEY,
    round_id   BIGINT NOT NULL REFERENCES filing_round (id),
    return_id  BIGINT REFERENCES filing_return (id),
    kind       TEXT   NOT NULL CHECK (kind IN ('lock', 'release')),
    civil_at   TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id),
    role       TEXT   NOT NULL,
    reason     TEXT   NOT NULL CHECK (reason <> '')
);
CREATE INDEX filing_mark_round ON filing_mark (round_id, id);
CREATE INDEX filing_mark_return ON filing_mark (return_id, id);

-- Who was reminded when (催办), and by whom; by nobody where the system did it by the clock.
CREATE TABLE filing_reminder (
    return_id  BIGINT NOT NULL REFERENCES filing_return (id),
    civil_at   TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id),
    PRIMARY KEY (return_id, civil_at)
);
