//! What the lower floors name: identifiers that more than one crate speaks of.
//!
//! A town, a school and a class are *places* (access is granted by place), so their identifiers
//! share the bits of a [`PlaceId`]; the types keep one from being passed for another.

crate::ids! {
    /// A node of the tree that access is granted by: county, office, town, school, campus, class.
    PlaceId = "plc";
    /// A town or street.
    TownId = "twn";
    /// A school or kindergarten.
    SchoolId = "sch";
    /// A class of one school year.
    ClassId = "cls";
    /// Someone who can log in.
    AccountId = "acc";
    /// A role that an account holds at a place.
    GrantId = "grn";
    /// One log-in on one device.
    SessionId = "ses";
    /// A recorded change.
    ActId = "act";
    /// A pupil.
    StudentId = "stu";
    /// A parent or whoever stands in for one.
    GuardianId = "gua";
    /// Siblings and their guardians.
    FamilyId = "fam";
    /// Someone who works at a school or the bureau.
    StaffId = "stf";
    /// A tutoring institution or another partner.
    InstitutionId = "ins";
    /// A stored file.
    FileId = "fil";
    /// A long piece of work.
    JobId = "job";
    /// A message in someone's inbox.
    NoticeId = "ntc";
}

macro_rules! places {
    ($($name:ident)+) => { $(
        impl $name {
            /// The same place, as access sees it.
            pub fn place(self) -> PlaceId {
                self.retyped()
            }
        }
    )+ };
}
places! { TownId SchoolId ClassId }
