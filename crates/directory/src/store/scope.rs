//! Scopes as conditions: each takes the place as `$1`, and stands between the two halves of a
//! statement.

use crate::scope::{Reach, Scope};

/// On a pupil `s`.
pub(super) fn pupils(scope: Scope) -> &'static str {
    match scope.reach {
        // A statement must use every value that it is given.
        Reach::County => "$1 IS NOT NULL",
        Reach::Town => "s.school_id IN (SELECT id FROM school WHERE town_id = $1)",
        Reach::School => "s.school_id = $1",
        Reach::Class => "s.class_id = $1",
    }
}

/// On someone `s` who works somewhere.
pub(super) fn staff(scope: Scope) -> &'static str {
    match scope.reach {
        Reach::County => "$1 IS NOT NULL",
        Reach::Town => "s.place_id IN (SELECT id FROM school WHERE town_id = $1)",
        Reach::School => "s.place_id = $1",
        Reach::Class => "s.place_id = (SELECT school_id FROM class WHERE id = $1)",
    }
}

/// On a school `h`.
pub(super) fn schools(scope: Scope) -> &'static str {
    match scope.reach {
        Reach::County => "$1 IS NOT NULL",
        Reach::Town => "h.town_id = $1",
        Reach::School => "h.id = $1",
        Reach::Class => "h.id = (SELECT school_id FROM class WHERE id = $1)",
    }
}
