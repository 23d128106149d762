//! How large the county is: the published figures, and what follows from them.

use super::regions::Region;

/// A city's cell has one part in so many of the county's people.
const CITY_SHARE: usize = 60;

/// The sizes to be reached, exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What fixes every draw.
    pub seed: u64,
    /// Where it lies.
    pub region: Region,
    /// Towns that have schools: all nineteen, or fewer in a small county.
    pub towns: usize,
    /// How many of each sort of school, in the order of [`Sort::ALL`].
    pub schools: [usize; Sort::ALL.len()],
    /// Pupils of compulsory schools where nobody boards.
    pub day_pupils: usize,
    /// The families of those pupils.
    pub day_families: usize,
    /// Pupils of compulsory boarding schools.
    pub boarders: usize,
    /// Pupils of general and vocational senior schools.
    pub seniors: usize,
    /// Children of kindergartens.
    pub kindergarteners: usize,
    /// Teachers of the compulsory schools where nobody boards.
    pub day_teachers: usize,
    /// Everyone who works at a school or in the bureau.
    pub staff: usize,
}

/// A sort of school, as the county's plan counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// 小学, nobody boards.
    Primary,
    /// 初级中学, nobody boards.
    Junior,
    /// 九年一贯制学校, nobody boards.
    NineYear,
    /// 初级中学, boarding.
    BoardingJunior,
    /// 九年一贯制学校, private and boarding.
    BoardingNineYear,
    /// 特殊教育学校, boarding.
    Special,
    /// 普通高中.
    Senior,
    /// 中等职业学校.
    Vocational,
    /// 幼儿园, which the statistic of schools does not count.
    Kindergarten,
}

impl Sort {
    /// Every sort.
    pub const ALL: [Self; 9] = [
        Self::Primary,
        Self::Junior,
        Self::NineYear,
        Self::BoardingJunior,
        Self::BoardingNineYear,
        Self::Special,
        Self::Senior,
        Self::Vocational,
        Self::Kindergarten,
    ];
}

impl Plan {
    /// The county at full size, autumn 2021: 134 schools of the statistic and 180 kindergartens.
    ///
    /// 119 000 pupils from 107 500 families: with siblings taking part together, the 98 746 who
    /// take part (82.98 %) come from close to 89 200 families.
    pub fn cixi(seed: u64) -> Self {
        Self {
            seed,
            region: Region::CIXI,
            towns: Region::CIXI.size(),
            schools: [70, 24, 10, 3, 6, 1, 13, 7, 180],
            day_pupils: 119_000,
            day_families: 107_500,
            boarders: 16_000,
            seniors: 30_000,
            kindergarteners: 48_000,
            day_teachers: 7_000,
            staff: 15_000,
        }
    }

    /// A small cell of a city: a few schools in each of its counties, so that its bureau's desks
    /// have somebody at them. Its sizes are ours and say nothing of the city.
    pub fn city(region: Region, seed: u64) -> Self {
        let county = Self::cixi(seed).smaller(CITY_SHARE);
        Self { region, towns: region.size(), ..county }
    }

    /// The same county, so many times smaller: at least one school of each sort stays.
    #[must_use]
    pub fn smaller(&self, times: usize) -> Self {
        let part = |it: usize| (it / times).max(1);
        Self {
            seed: self.seed,
            region: self.region,
            towns: (self.towns / times).max(2),
            schools: self.schools.map(|it| part(it).max(if it > 60 { 2 } else { 1 })),
            day_pupils: part(self.day_pupils),
            day_families: part(self.day_families),
            boarders: part(self.boarders),
            seniors: part(self.seniors),
            kindergarteners: part(self.kindergarteners),
            day_teachers: part(self.day_teachers),
            staff: part(self.staff),
        }
    }
}
