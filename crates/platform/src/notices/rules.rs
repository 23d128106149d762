//! When a message goes out, and what it may say.

use jiff::{SignedDuration, civil};

/// From this hour on nobody is disturbed …
const NIGHT: civil::Time = civil::time(22, 0, 0, 0);
/// … until this one.
const MORNING: civil::Time = civil::time(7, 0, 0, 0);
/// How many messages one account gets a day; the rest waits in the inbox.
pub(super) const DAY_MAX: i64 = 8;
/// How often a message is tried.
const ATTEMPTS_MAX: i64 = 5;
/// The longest text of one SMS, in characters, with our signature.
const TEXT_MAX: usize = 70;
/// A longer run of digits is taken for a number of a person: ID numbers have 18, 学籍号 19.
const DIGITS_MAX: usize = 12;

/// What is to be done with a message that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Send it.
    Send,
    /// Not before then.
    Wait(civil::DateTime),
    /// Never: the reason.
    Drop(&'static str),
}

/// What is to be done with a message at `now`, where `sent_today` went to the same account.
pub(super) fn verdict(is_read: bool, sent_today: i64, now: civil::DateTime) -> Verdict {
    if is_read {
        return Verdict::Drop("已在系统内阅读，不再发送");
    }
    let awake = decent_hour(now);
    if awake > now {
        return Verdict::Wait(awake);
    }
    if sent_today >= DAY_MAX {
        return Verdict::Drop("已达每人每天的条数上限，请在系统内查看");
    }
    Verdict::Send
}

/// `at`, or the morning after where that is at night.
pub(super) fn decent_hour(at: civil::DateTime) -> civil::DateTime {
    if at.time() >= NIGHT {
        return at.date().saturating_add(jiff::Span::new().days(1)).to_datetime(MORNING);
    }
    if at.time() < MORNING { at.date().to_datetime(MORNING) } else { at }
}

/// When to try again after attempt number `attempts` failed; `None` when that was the last.
pub(super) fn again(attempts: i64, now: civil::DateTime) -> Option<civil::DateTime> {
    if attempts >= ATTEMPTS_MAX {
        return None;
    }
    let minutes = 1_i64.checked_shl(u32::try_from(attempts).unwrap_or(0)).unwrap_or(60).min(60);
    Some(now.saturating_add(SignedDuration::from_mins(minutes)))
}

/// The text of a message: who sends it, what it is about, and nothing else.
pub(super) fn text(cell_name: &str, title: &str) -> String {
    let head = format!("【{cell_name}学域】");
    let tail = "。详情请登录查看";
    let room = TEXT_MAX.saturating_sub(head.chars().count() + tail.chars().count());
    if title.chars().count() <= room {
        return format!("{head}{title}{tail}");
    }
    let short: String = title.chars().take(room.saturating_sub(1)).collect();
    format!("{head}{short}…{tail}")
}

/// Whether a text may leave: not if it looks like it holds an ID number or a 学籍号.
pub(super) fn may_leave(text: &str) -> bool {
    let mut run = 0;
    for it in text.chars() {
        // Full-width digits read the same to a person.
        let digit = it.is_ascii_digit() || ('０'..='９').contains(&it);
        run = match it {
            _ if digit => run + 1,
            // Numbers are often written in groups.
            ' ' | '\u{a0}' | '\u{3000}' if run > 0 => run,
            _ => 0,
        };
        if run > DIGITS_MAX {
            return false;
        }
    }
    true
}
