-- That those who have not answered a text were reminded (催办), at most once a day and place.
CREATE TABLE consent_reminder (
    text_id    BIGINT NOT NULL REFERENCES told_text (id),
    place_id   BIGINT NOT NULL REFERENCES place (id),
    day        TEXT   NOT NULL,
    account_id BIGINT REFERENCES account (id),
    told       BIGINT NOT NULL CHECK (told > 0),
    PRIMARY KEY (text_id, place_id, day)
);
