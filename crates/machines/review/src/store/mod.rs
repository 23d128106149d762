//! The SQL of reviews.

mod applications;
pub(crate) mod measures;
mod panel;
mod rounds;
mod scores;
mod waiting;

pub(crate) use applications::{
    NewApplication, add, add_event, children_to_choose, count_forwarded, due, events, find,
    holders_of_each, is_seen, mine, of_round, set, set_reminded, set_settled,
};
pub(crate) use panel::{
    add_interest, add_pool, add_seats, candidates, end_interest, interests, load_pool,
    reopen_seats, seats, set_seat, to_score,
};
pub(crate) use rounds::{add_round, find_round, rounds, set_round, states_of_rounds};
pub(crate) use scores::{
    add_deduction, claims, deductions, save_claims, save_score, scores, scores_of_round,
};
pub(crate) use waiting::{Waiting, waits_for_applicant, waits_for_expert, waits_for_role};
