//! A campaign as everything reads it that is asked in it: with its schools and categories.

use vocab::SchoolId;

use super::{
    error::Error,
    model::{Campaign, CampaignId, Category, Seats},
    rules,
    store::campaigns,
};

/// A campaign with its schools and categories.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The campaign.
    pub campaign: Campaign,
    /// Its schools.
    pub schools: Vec<Seats>,
    /// Its categories, of all places.
    pub categories: Vec<Category>,
    /// The county.
    pub county: vocab::PlaceId,
}

impl Terms {
    /// Those of `id`.
    pub async fn load(tx: &mut db::Tx, id: CampaignId) -> Result<Self, Error> {
        let campaign = campaigns::find(tx, id).await?.ok_or(Error::Missing)?;
        let county = directory::schools::county(tx).await?.ok_or(Error::Missing)?;
        let schools = campaigns::schools(tx, id).await?;
        Ok(Self { campaign, schools, categories: campaigns::categories(tx, id).await?, county })
    }

    /// The schools that have an area.
    pub fn areas(&self) -> impl Iterator<Item = &Seats> {
        self.schools.iter().filter(|it| it.has_area())
    }

    /// One of them.
    pub fn area(&self, id: SchoolId) -> Option<&Seats> {
        self.areas().find(|it| it.school == id)
    }

    /// The schools that a family can name.
    pub fn named(&self) -> impl Iterator<Item = &Seats> {
        self.schools.iter().filter(|it| rules::may_name(self.campaign.entry, it))
    }

    /// The categories that hold at a school.
    pub fn categories_at(&self, school: SchoolId) -> Vec<Category> {
        let town = self.schools.iter().find(|it| it.school == school).map(|it| it.town);
        rules::categories_in(&self.categories, town.unwrap_or(self.county), self.county)
    }

    /// A category at a school.
    pub fn category(&self, school: SchoolId, key: &str) -> Option<Category> {
        self.categories_at(school).into_iter().find(|it| it.key == key)
    }
}
