//! How the windows of this term were drawn, with all the evidence; those of the next one are declared.

use std::collections::BTreeMap;

use directory::demo::School;
use drawing::{
    DrawingId,
    demo::{Listed, Past},
    given::Came,
};
use offering::{Booking, Offer, Round};
use platform::{System, seal::Sealer};
use vocab::StudentId;

use crate::aftercare::{courses::drawing_title, error::Error};

/// What came of each child: in the demo everyone got the course that the family put first.
pub(super) fn came(offers: &[Offer], bookings: &[Booking]) -> Vec<Came> {
    let titles: BTreeMap<_, &str> = offers.iter().map(|it| (it.id, it.title.as_str())).collect();
    let mut all = BTreeMap::<StudentId, &str>::new();
    for it in bookings {
        all.entry(it.student).or_insert_with(|| titles.get(&it.offer).copied().unwrap_or_default());
    }
    let told = |(student, course): (StudentId, &str)| Came {
        student,
        outcome: format!("录取：{course}"),
        why: format!("第 1 志愿“{course}”：录取。"),
    };
    all.into_iter().map(told).collect()
}

/// The kind of drawing.
const KIND: &str = "course-seats";

/// The number of the drawing of a window.
pub(super) fn number(id: DrawingId, round: &Round) -> String {
    drawing::demo::number(KIND, id, round.opens_at)
}

/// The drawing of a school's window; it is only declared where nobody is on its list yet.
pub(super) fn past((id, school): (DrawingId, &School), round: &Round, students: Vec<Came>) -> Past {
    Past {
        id,
        kind: KIND,
        owner: round.id.bits(),
        place: round.place,
        place_name: school.name.clone(),
        title: drawing_title(round),
        declared_at: round.opens_at,
        draws_at: round.closes_at,
        listed: Listed::Pupils(students),
        before: None,
    }
}

/// Writes them.
pub(super) async fn write(system: &System, sealer: &Sealer, all: &[Past]) -> Result<(), Error> {
    platform::act!(system, "demo.load.aftercare.draws", |act| {
        drawing::demo::load(act, sealer, all).await?;
        Ok(())
    })
}
