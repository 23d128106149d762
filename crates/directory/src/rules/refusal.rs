//! Reasons for which the directory says no, in the words of those who are told.

/// Why the rules say no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Days of a change lie outside every term.
    #[error("{day}不在任何学期内,不能设置停课或调课。请先核对学期的起止日期")]
    OutsideTerm {
        /// The day.
        day: jiff::civil::Date,
    },
}
