//! Who may ask for what and when, and what a withdrawal sets in motion.

use jiff::{Span, civil::DateTime};
use vocab::weekday_label;

use crate::model::{Booking, Child, Meeting, Offer, Round, SeatRule, Standing};

/// Something that a child already has at a time: a course by its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engagement {
    /// As families read it.
    pub title: String,
    /// When.
    pub meetings: Vec<Meeting>,
}

/// Why a wish or a booking is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The window is still to open.
    #[error("报名还没有开始，开放时间是 {}。", moment(.0))]
    NotYetOpen(DateTime),
    /// The window is over.
    #[error("报名已于 {} 结束。如仍有名额，请联系学校。", moment(.0))]
    Closed(DateTime),
    /// Seats were given out already.
    #[error("本轮已经派位，不能再改志愿。可以在课程页面加入候补。")]
    Settled,
    /// Seats are not given this way in this round.
    #[error("本轮采用“{}”，请按页面上的方式报名。", .0.label())]
    OtherRule(SeatRule),
    /// The offer is for other grades.
    #[error("“{title}”面向 {}–{} 年级，孩子在 {grade} 年级，不能报名。", .grades.0, .grades.1)]
    OtherGrade {
        /// The offer.
        title: String,
        /// Its grades.
        grades: (i64, i64),
        /// The child's.
        grade: i64,
    },
    /// It was called off.
    #[error("“{0}”已经取消。")]
    Cancelled(String),
    /// The child is somewhere else at that time.
    #[error("“{title}”与“{other}”时间冲突({when})。同一时段只能选一门，请换一门或先退出另一门。")]
    Clash {
        /// What was asked for.
        title: String,
        /// What the child has.
        other: String,
        /// When both meet.
        when: String,
    },
    /// The child has as many as the round gives.
    #[error("每个孩子本轮最多 {0} 门，已经满了。")]
    Enough(i64),
    /// More wishes than the round takes.
    #[error("最多填 {0} 个志愿。请删去多余的。")]
    TooManyWishes(i64),
    /// The same wish twice.
    #[error("“{0}”填了两次。每门课只填一次。")]
    Twice(String),
    /// The booking is not in a standing from which this can be done.
    #[error("这门课目前是“{}”，不能这样操作。请刷新页面查看。", .0.label())]
    NotFrom(Standing),
    /// Seats are given out when the window is over.
    #[error("报名到 {} 结束，之后才能派位。", moment(.0))]
    StillOpen(DateTime),
    /// The held seat was not answered for in time.
    #[error("保留名额的时间已过({}),名额已依次给下一位。", moment(.0))]
    HeldTooLong(DateTime),
}

/// `12 月 20 日 20:00`, as people say it.
pub fn moment(at: &DateTime) -> String {
    at.strftime("%-m 月 %-d 日 %H:%M").to_string()
}

/// Whether the window is open at `now`.
pub fn is_open(round: &Round, now: DateTime) -> Result<(), Refusal> {
    if now < round.opens_at {
        Err(Refusal::NotYetOpen(round.opens_at))
    } else if now >= round.closes_at {
        Err(Refusal::Closed(round.closes_at))
    } else if round.settled_at.is_some() {
        Err(Refusal::Settled)
    } else {
        Ok(())
    }
}

/// Whether `child` is one that `offer` is for.
pub fn is_eligible(offer: &Offer, child: Child) -> Result<(), Refusal> {
    if offer.is_cancelled {
        return Err(Refusal::Cancelled(offer.title.clone()));
    }
    if offer.grades.contains(&child.grade) {
        return Ok(());
    }
    Err(Refusal::OtherGrade {
        title: offer.title.clone(),
        grades: (*offer.grades.start(), *offer.grades.end()),
        grade: child.grade,
    })
}

/// Whether a child with `engagements` can be at `offer`.
pub fn is_free(offer: &Offer, engagements: &[Engagement]) -> Result<(), Refusal> {
    for engagement in engagements {
        if let Some(meeting) = first_clash(&offer.meetings, &engagement.meetings) {
            return Err(Refusal::Clash {
                title: offer.title.clone(),
                other: engagement.title.clone(),
                when: when(meeting),
            });
        }
    }
    Ok(())
}

/// The first of `ours` that meets at the same time as one of `theirs`.
pub fn first_clash(ours: &[Meeting], theirs: &[Meeting]) -> Option<Meeting> {
    ours.iter().copied().find(|our| theirs.iter().any(|their| our.clashes(*their)))
}

/// 周三 15:30–17:00.
pub fn when(meeting: Meeting) -> String {
    format!(
        "{} {}–{}",
        weekday_label(meeting.weekday),
        meeting.starts.strftime("%H:%M"),
        meeting.ends.strftime("%H:%M")
    )
}

/// Whether `child` may rank `wishes`, in this order, in a round of wishes. Wishes may clash with
/// each other: at most one of two that clash is ever given.
pub fn may_wish(
    round: &Round,
    wishes: &[&Offer],
    child: Child,
    engagements: &[Engagement],
    now: DateTime,
) -> Result<(), Refusal> {
    is_open(round, now)?;
    if round.rule != SeatRule::Wishes {
        return Err(Refusal::OtherRule(round.rule));
    }
    if i64::try_from(wishes.len()).is_ok_and(|it| it > round.wishes_max) {
        return Err(Refusal::TooManyWishes(round.wishes_max));
    }
    for (place, offer) in wishes.iter().enumerate() {
        if wishes[..place].iter().any(|it| it.id == offer.id) {
            return Err(Refusal::Twice(offer.title.clone()));
        }
        is_eligible(offer, child)?;
        is_free(offer, engagements)?;
    }
    Ok(())
}

/// Whether `child`, who has `engagements` (of which `had` in this round), may ask for a seat or a
/// place in the queue at once: first come, or what is left after the seats were given out.
pub fn may_book(
    round: &Round,
    offer: &Offer,
    child: Child,
    had: usize,
    engagements: &[Engagement],
    now: DateTime,
) -> Result<(), Refusal> {
    match (round.rule, round.settled_at) {
        (SeatRule::FirstCome, _) => is_open(round, now)?,
        (SeatRule::Wishes, None) => return Err(Refusal::OtherRule(round.rule)),
        // After the draw what is left goes first come, until the course begins: the domain's say.
        (SeatRule::Wishes, Some(_)) => {}
    }
    is_eligible(offer, child)?;
    may_sit(round, offer, had, engagements)
}

/// Whether the family may take the seat that is held for it.
pub fn may_accept(booking: &Booking, now: DateTime) -> Result<(), Refusal> {
    match (booking.standing, booking.held_until) {
        (Standing::Held, Some(until)) if now >= until => Err(Refusal::HeldTooLong(until)),
        (Standing::Held, _) => Ok(()),
        (other, _) => Err(Refusal::NotFrom(other)),
    }
}

/// Whether a child with `seats` (of which `had` in this round) may sit in `offer` too: what it
/// waited for may clash with what it got meanwhile.
pub fn may_sit(
    round: &Round,
    offer: &Offer,
    had: usize,
    seats: &[Engagement],
) -> Result<(), Refusal> {
    if i64::try_from(had).is_ok_and(|it| it >= round.seats_per_child) {
        return Err(Refusal::Enough(round.seats_per_child));
    }
    is_free(offer, seats)
}

/// Whether the family may give up what it has.
pub fn may_withdraw(booking: &Booking) -> Result<(), Refusal> {
    if booking.standing.is_live() { Ok(()) } else { Err(Refusal::NotFrom(booking.standing)) }
}

/// Until when a seat that came free at `now` is held for the next in the queue.
pub fn held_until(round: &Round, now: DateTime) -> DateTime {
    now.saturating_add(Span::new().hours(round.hold_hours))
}

/// Whether the seats of `round` may be given out.
pub fn may_settle(round: &Round, now: DateTime) -> Result<(), Refusal> {
    if round.rule != SeatRule::Wishes {
        return Err(Refusal::OtherRule(round.rule));
    }
    if round.settled_at.is_some() {
        return Err(Refusal::Settled);
    }
    if now < round.closes_at { Err(Refusal::StillOpen(round.closes_at)) } else { Ok(()) }
}
