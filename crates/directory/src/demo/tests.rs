//! The invented county has the published sizes, and nobody in it can be taken for a real person.

use std::collections::{HashMap, HashSet};

use vocab::{SchoolYear, Stage};

use super::*;

fn county(plan: Plan) -> County {
    let at = "2021-12-19T12:00:00Z".parse().unwrap();
    County::generate(plan, SchoolYear::starting(2021).unwrap(), at)
}

fn small() -> County {
    county(Plan::cixi(1).smaller(50))
}

#[test]
fn the_full_county_has_exactly_the_published_sizes() {
    let it = county(Plan::cixi(2021));
    let schools = |counted| it.schools.iter().filter(|it| it.is_counted() == counted).count();
    assert_eq!((it.towns.len(), schools(true), schools(false)), (19, 134, 180));
    let pupils = |of: &dyn Fn(&School) -> bool| -> usize {
        it.schools.iter().filter(|it| of(it)).map(|it| it.students.len()).sum()
    };
    assert_eq!(pupils(&School::is_day_compulsory), 119_000);
    let compulsory = |it: &School| it.stages.iter().any(|it| it.is_compulsory());
    assert_eq!(pupils(&compulsory), 119_000 + 16_000);
    assert_eq!(pupils(&|it| matches!(it.sort, Sort::Senior | Sort::Vocational)), 30_000);
    assert_eq!(pupils(&|it| it.sort == Sort::Kindergarten), 48_000);
    assert_eq!((it.students.len(), it.staff.len()), (213_000, 15_000));

    let families: HashSet<usize> = it.day_pupils().map(|(_, it)| it.family).collect();
    assert_eq!(families.len(), 107_500);
    assert!(it.guardians.len() * 2 >= it.families.len() * 3, "one and a half guardians a family");
    assert!((495_000..=515_000).contains(&it.people()), "{}", it.people());

    // Some part of the teachers rounds to 94.94 %, some part of grade 9 to 74.77 %.
    let reaches = |total: usize, hundredths: usize| {
        (0..=total).any(|part| (part * 20_000 + total) / (2 * total) == hundredths)
    };
    let nine = it.day_pupils().filter(|(_, s)| it.classes[s.class].grade.number() == 9).count();
    assert_eq!(it.day_teachers().count(), 7_000);
    assert!(reaches(7_000, 9494) && reaches(nine, 7477) && nine > 10_000, "{nine}");
    assert!(it.schools.iter().all(|it| it.is_counted() || it.students.len() <= 360));
    check_people(&it);
    check_schools(&it);
}

/// A temporary number was made of a few digits of the pupil's id, and two pupils of one birthday
/// got the same: with a quarter of the county it happened.
#[test]
fn no_two_pupils_have_the_same_roll_number() {
    for times in [4, 9, 30] {
        let it = county(Plan::cixi(330_299).smaller(times));
        let mut numbers = HashSet::new();
        for number in it.students.iter().filter_map(Student::roll_number) {
            assert!(numbers.insert(number.open().to_owned()), "twice at 1/{times}");
        }
        assert!(numbers.len() > 1_000);
    }
}

#[test]
fn a_small_county_keeps_the_same_rules() {
    for seed in 0..6 {
        let it = county(Plan::cixi(seed).smaller(50));
        check_people(&it);
        check_schools(&it);
        let families: HashSet<usize> = it.day_pupils().map(|(_, it)| it.family).collect();
        assert_eq!((it.day_pupils().count(), families.len()), (2_380, 2_150));
    }
}

#[test]
fn one_seed_makes_one_county() {
    assert_eq!(small(), small());
    assert_ne!(small().students, county(Plan::cixi(2).smaller(50)).students);
}

/// Numbers belong to nobody and are unique; ages fit; lists point at each other rightly.
#[track_caller]
fn check_people(it: &County) {
    let mut numbers = HashSet::new();
    let mut phones = HashSet::new();
    for (at, student) in it.students.iter().enumerate() {
        let class = &it.classes[student.class];
        assert!(class.students.contains(&at) && class.school == student.school);
        assert!(it.families[student.family].children.contains(&at));
        let age = i64::from(age_on(it.year.first_day(), student.born.tomorrow().unwrap()));
        let due = class.grade.number() + 5 + i64::from(class.grade.number() < 0);
        assert!(age == due || age == due + 1, "{} at {age}", class.grade);
        if let Some(number) = student.id_number() {
            assert!(number.is_invented() && number.birthday() == student.born);
            assert_eq!(number.sex(), student.sex);
            assert!(numbers.insert(number));
        }
    }
    for guardian in &it.guardians {
        let family = &it.families[guardian.family];
        let eldest = &it.students[family.children[0]];
        assert!(age_on(eldest.born, guardian.born) >= 18);
        assert!(numbers.insert(guardian.id_number()));
        assert!(guardian.phone.is_invented());
        assert!(phones.insert(&guardian.phone));
    }
    let partners = it.partners.iter().flat_map(|it| &it.people).map(|it| &it.phone);
    for phone in it.staff.iter().map(|it| &it.phone).chain(partners) {
        assert!(phone.is_invented() && phones.insert(phone));
    }
    for family in &it.families {
        assert!((1..=3).contains(&family.children.len()) && !family.guardians.is_empty());
        let born: Vec<_> = family.children.iter().map(|&at| it.students[at].born).collect();
        assert!(born.is_sorted());
        assert!(born.windows(2).all(|it| it[0] == it[1] || (it[1] - it[0]).get_days() > 270));
    }
}

/// Classes are of legal size and have one class teacher each, who works at the school.
#[track_caller]
fn check_schools(it: &County) {
    let mut names = HashSet::new();
    let mut heads = HashMap::new();
    for (at, school) in it.schools.iter().enumerate() {
        assert!(names.insert(&school.name) && !school.name.contains("慈溪"));
        assert!(school.code.is_invented() && school.code.kind().stage().is_some());
        assert!(!school.students.is_empty() && !school.staff.is_empty());
        for class in &it.classes[school.classes.clone()] {
            assert_eq!(class.school, at);
            let max = crate::rules::class_size_max(class.stage, class.grade);
            let pupils = i64::try_from(class.students.len()).unwrap();
            assert!((1..=max).contains(&pupils));
            assert!(school.staff.contains(&class.head) && it.staff[class.head].is_teacher());
            assert_eq!(heads.insert(class.head, class.id), None, "one class a class teacher");
        }
    }
    let public = it.schools.iter().filter(|it| it.stages == [Stage::Primary]);
    assert!(public.count() >= 2);
}

#[test]
fn shares_sum_to_the_total() {
    assert_eq!(shares(10, &[1, 1, 1]), [4, 3, 3]);
    assert_eq!(shares(0, &[1, 2]), [0, 0]);
    assert_eq!(shares(7, &[0, 5, 2]), [0, 5, 2]);
    assert!(shares(3, &[]).is_empty());
}

#[test]
fn there_is_a_face_for_every_role_of_the_directory() {
    use vocab::Role;
    let it = small();
    let faces = it.faces();
    let roles: HashSet<Role> = faces.iter().map(|it| it.role).collect();
    let accounts: HashSet<_> = faces.iter().map(|it| it.account).collect();
    assert_eq!(accounts.len(), faces.len(), "an account has one log-in");
    let teacher = faces.iter().find(|it| it.role == Role::Teacher).unwrap();
    let staff = it.staff.iter().position(|it| it.account == teacher.account).unwrap();
    assert_eq!(it.posts.iter().filter(|it| it.staff == staff).count(), 1, "a teacher and no more");
    let missing = Role::ALL.into_iter().filter(|it| !roles.contains(it));
    assert_eq!(missing.collect::<Vec<_>>(), [Role::OutsideTeacher]);
    assert_eq!(roles.len(), faces.len());
}
