//! What is stored and spoken of.

use jiff::civil::Date;

vocab::ids! {
    /// Somebody in the archive's list.
    GraduateId = "grd";
    /// Something that was asked for and goes to a person.
    RequestId = "gcr";
    /// A certificate.
    CertificateId = "grc";
}

/// A graduation as it is known, from the archive or the roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Graduation {
    pub(crate) name: String,
    pub(crate) school_name: String,
    /// A year, or a year and a month.
    pub(crate) finished: String,
}

/// A row of the archive's list.
#[derive(Debug, Clone)]
pub(crate) struct Filed {
    pub(crate) id: GraduateId,
    pub(crate) what: Graduation,
    pub(crate) id_sealed: String,
    pub(crate) id_index: String,
    /// Where the paper is: 全宗号、卷号.
    pub(crate) archive: String,
    pub(crate) added_on: Date,
}

/// A certificate.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    pub(crate) id: CertificateId,
    pub(crate) number: String,
    pub(crate) code: String,
    pub(crate) what: Graduation,
    pub(crate) id_sealed: String,
    pub(crate) id_index: String,
    pub(crate) issued_on: Date,
    /// The request that it came of, where it was not issued at once.
    pub(crate) request: Option<RequestId>,
    /// Since when it is void, and why.
    pub(crate) void: Option<(Date, String)>,
}

/// A request that a person decides.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) id: RequestId,
    pub(crate) number: String,
    /// What the person says of themselves; the name is as 浙里办 has it.
    pub(crate) says: Graduation,
    pub(crate) id_sealed: String,
    pub(crate) id_index: String,
    pub(crate) phone_sealed: String,
    pub(crate) words: String,
    /// Why it was not decided at once.
    pub(crate) why: String,
    pub(crate) asked_on: Date,
    /// The case that it became: a path inside the cell.
    pub(crate) case_link: Option<String>,
    /// What it was answered, and when.
    pub(crate) answer: Option<(String, Date)>,
}

/// How many there were of what in a time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Issued at once.
    pub(crate) at_once: i64,
    /// Asked for by hand.
    pub(crate) by_hand: i64,
    /// Of those, not answered yet.
    pub(crate) open: i64,
    /// Of those, answered with a certificate.
    pub(crate) granted: i64,
}
