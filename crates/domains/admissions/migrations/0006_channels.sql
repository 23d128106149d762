-- What a school entered is confirmed by a code of the platform: nothing of it is kept here.
ALTER TABLE registration DROP COLUMN code_digest;

-- Where a registration came from the city's registration system: the number that it has there, and a
-- keyed digest of what it said, by which the next day's list is compared.
CREATE TABLE registration_city (
    registration_id BIGINT NOT NULL PRIMARY KEY REFERENCES registration (id),
    campaign_id     BIGINT NOT NULL REFERENCES campaign (id),
    number          TEXT   NOT NULL CHECK (number <> ''),
    content         TEXT   NOT NULL,
    UNIQUE (campaign_id, number)
);
