//! Who may judge whom, and the lots. The seed of a round is declared when it is opened, before anyone
//! is in it; each application's order follows from seed and application alone, so that anybody can
//! draw again and nobody can draw until it pleases.

use draw::Digest;

/// Why somebody is left out of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// They belong to the place that is judged.
    Own,
    /// They declared kin or another interest there.
    Interest,
    /// They judged the place in the last reviews.
    Visited,
    /// They put it in.
    Applicant,
}

impl LeftOut {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Own, Self::Interest, Self::Visited, Self::Applicant];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Interest => "interest",
            Self::Visited => "visited",
            Self::Applicant => "applicant",
        }
    }

    /// The reason that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Own => "本单位",
            Self::Interest => "已申报回避",
            Self::Visited => "最近评过这里",
            Self::Applicant => "申报人本人",
        }
    }
}

db::words!(LeftOut);

/// Somebody who could judge.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The account, as its text.
    pub id: String,
    /// Belongs to the place that is judged, or to what that lies in below the county.
    pub own: bool,
    /// Declared kin or another interest there.
    pub interest: bool,
    /// Judged it in one of the last reviews.
    pub visited: bool,
    /// Put it in.
    pub applicant: bool,
}

impl Candidate {
    /// Why they are left out, the gravest first.
    pub fn left_out(&self) -> Option<LeftOut> {
        let reasons = [
            (self.applicant, LeftOut::Applicant),
            (self.own, LeftOut::Own),
            (self.interest, LeftOut::Interest),
            (self.visited, LeftOut::Visited),
        ];
        reasons.into_iter().find(|it| it.0).map(|it| it.1)
    }
}

/// The order of those who may judge: their places in `pool`, first the one whose lot comes first.
pub fn order(seed: &str, application: &str, pool: &[Candidate]) -> Vec<usize> {
    let mut free: Vec<usize> =
        (0..pool.len()).filter(|at| pool[*at].left_out().is_none()).collect();
    // By their ids, so that the order in which the pool was read plays no part.
    free.sort_by(|a, b| pool[*a].id.cmp(&pool[*b].id));
    let seed = self::seed(seed, application);
    let ids: Vec<Digest> = free.iter().map(|at| Digest::of(pool[*at].id.as_bytes())).collect();
    draw::rank(&seed, &ids).into_iter().map(|at| free[at]).collect()
}

/// The seed of one application's draw.
pub fn seed(round: &str, application: &str) -> Digest {
    Digest::of(format!("{round}|{application}").as_bytes())
}
