//! What the machine promises, on each database.
