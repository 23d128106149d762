//! Where the pupils of a roll sit: their classes, which are made where they are not there yet, and a
//! number within the class for whom the roll gives none.

use std::collections::{BTreeSet, HashMap};

use db::Tx;
use platform::access::{self, Place, PlaceKind};
use vocab::{ClassId, Grade, SchoolId};

use super::{apply::Job, wanted::Wanted};
use crate::{
    Error,
    model::{NewClass, NewStudent, Seating},
    rules::class_name,
    store,
};

type ClassKey = (SchoolId, Grade, i64);

/// What of a pupil is stored.
#[derive(Clone, Copy)]
pub(super) enum Stored {
    Whole,
    /// Only where he or she sits: nothing is sealed for it.
    Seat,
}

impl Job<'_> {
    /// The pupils of `wanted`, with the classes that they sit in: classes that are not there yet are
    /// made.
    pub(super) async fn seated(
        &self,
        tx: &mut Tx,
        wanted: &[Wanted<'_>],
        how: Stored,
    ) -> Result<Vec<NewStudent>, Error> {
        let schools: BTreeSet<SchoolId> = wanted.iter().map(|it| it.pupil.school).collect();
        let schools: Vec<SchoolId> = schools.into_iter().collect();
        let found = store::roll_apply::classes_at(tx, self.against.year, &schools).await?;
        let mut classes: HashMap<ClassKey, ClassId> = found
            .into_iter()
            .map(|(school, grade, number, id)| ((school, grade, number), id))
            .collect();
        let key = |it: &Wanted<'_>| (it.pupil.school, it.pupil.grade, it.pupil.class_number);
        let missing: BTreeSet<ClassKey> =
            wanted.iter().map(key).filter(|it| !classes.contains_key(it)).collect();
        classes.extend(self.add_classes(tx, &missing).await?);
        let used: BTreeSet<ClassId> =
            wanted.iter().filter_map(|it| classes.get(&key(it)).copied()).collect();
        let used: Vec<ClassId> = used.into_iter().collect();
        let last = store::roll_apply::last_seats(tx, &used).await?;
        let mut last: HashMap<ClassId, i64> = last.into_iter().collect();
        let seated = wanted.iter().map(|it| {
            let class = classes.get(&key(it)).copied();
            let free = class.map(|class| last.entry(class).or_default());
            let seat = it.pupil.seat.or(free.as_ref().map(|it| **it + 1)).unwrap_or(0);
            if let Some(free) = free {
                *free = seat.max(*free);
            }
            let (school, grade, class_number) = key(it);
            let seating = class.map(|_| Seating { school, class, grade, class_number, seat });
            match how {
                Stored::Whole => it.student(self.sealer, &self.against.columns, seating),
                Stored::Seat => it.seated(seating),
            }
        });
        Ok(seated.collect())
    }

    async fn add_classes(
        &self,
        tx: &mut Tx,
        missing: &BTreeSet<ClassKey>,
    ) -> Result<Vec<(ClassKey, ClassId)>, Error> {
        let year = self.against.year;
        let (mut places, mut classes, mut made) = (Vec::new(), Vec::new(), Vec::new());
        for &(school, grade, number) in missing {
            let id: ClassId = self.origin.ids.make(self.origin.now);
            places.push(Place {
                id: id.place(),
                kind: PlaceKind::Class,
                parent: Some(school.place()),
                code: None,
                name: class_name(grade, number),
                position: number,
                since: year.first_day(),
            });
            let stages = self.against.schools.by_id(school).map_or(&[][..], |it| it.form.stages());
            let stage = stages.iter().copied().find(|it| it.grades().any(|it| it == grade));
            let stage = stage.unwrap_or_else(|| grade.stage());
            classes.push(NewClass {
                id,
                school,
                year,
                stage,
                grade,
                number,
                head: None,
                follows: None,
            });
            made.push(((school, grade, number), id));
        }
        access::add_places(tx, &places).await?;
        let ids: Vec<_> = places.iter().map(|it| it.id).collect();
        access::add_ways(tx, &ids).await?;
        store::add::add_classes(tx, &classes).await?;
        Ok(made)
    }
}
