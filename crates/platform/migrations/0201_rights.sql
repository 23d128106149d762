-- Passwords that are to be changed, deputies, and what the security administrator looks for.

-- The moment from which a password only lets its person set a new one: at once for a first one.
ALTER TABLE account ADD COLUMN password_until BIGINT;
CREATE INDEX account_name ON account (name);

-- Whom the holder stands in for, where it is a deputy's role.
ALTER TABLE role_grant ADD COLUMN deputy_for BIGINT REFERENCES account (id);
CREATE INDEX role_grant_role ON role_grant (role);
CREATE INDEX session_end ON session (ends_at);
