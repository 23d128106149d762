//! The figures of after-school service, each as numerator and denominator.

use vocab::{PlaceId, SchoolId};

/// A numerator over a denominator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// Those who do.
    pub part: i64,
    /// Those who could.
    pub whole: i64,
}

impl std::ops::AddAssign for Rate {
    fn add_assign(&mut self, other: Self) {
        self.part += other.part;
        self.whole += other.whole;
    }
}

/// The four figures that the bureau reports, for any set of schools.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// 覆盖率: non-boarding compulsory schools whose programme runs, of all of them.
    pub schools: Rate,
    /// 学生参与率: their pupils in basic care, of all their pupils of grades 1 to 9.
    pub students: Rate,
    /// 教师参与率: their teachers who take part, of all their teachers.
    pub teachers: Rate,
    /// 初三晚自习参与率: their ninth-graders in evening study, of all their ninth-graders.
    pub evening: Rate,
}

impl std::ops::AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.schools += other.schools;
        self.students += other.students;
        self.teachers += other.teachers;
        self.evening += other.evening;
    }
}

/// The figures of one school, with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfSchool {
    /// The school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// Its town.
    pub town: PlaceId,
    /// The town's name.
    pub town_name: String,
    /// Its figures.
    pub figures: Figures,
}

/// The figures of one town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfTown {
    /// The town.
    pub town: PlaceId,
    /// Its name.
    pub name: String,
    /// Its figures.
    pub figures: Figures,
}

/// The sum over schools.
pub fn sum(schools: &[OfSchool]) -> Figures {
    let mut sum = Figures::default();
    for school in schools {
        sum += school.figures;
    }
    sum
}

/// The figures by town, in the order in which the schools come.
pub fn by_town(schools: &[OfSchool]) -> Vec<OfTown> {
    let mut towns: Vec<OfTown> = Vec::new();
    for school in schools {
        match towns.iter_mut().find(|it| it.town == school.town) {
            Some(town) => town.figures += school.figures,
            None => towns.push(OfTown {
                town: school.town,
                name: school.town_name.clone(),
                figures: school.figures,
            }),
        }
    }
    towns
}
