//! The state machine by example and by chance.
