-- What brought a case about where that was no form: what people call it, and a path inside the cell.
ALTER TABLE case_record ADD COLUMN cause_name TEXT;
ALTER TABLE case_record ADD COLUMN cause_link TEXT;

-- What came of the effects of an action: `number` is the version that the action led to.
CREATE TABLE case_effect (
    case_id  BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    position BIGINT NOT NULL,
    effect   TEXT   NOT NULL,
    words    TEXT   NOT NULL,
    link     TEXT,
    PRIMARY KEY (case_id, number, position),
    FOREIGN KEY (case_id, number) REFERENCES case_event (case_id, number)
);
