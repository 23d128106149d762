//! The invented county as it lies in the tables: counted with SQL, not by the generator.

use super::with_county;

#[tokio::test]
async fn the_tables_hold_what_the_plan_says() {
    with_county(async |it| {
        let plan = &it.county.plan;
        let count = |number: usize| i64::try_from(number).unwrap();
        let day = "
            SELECT COUNT(*) AS n FROM student s JOIN school h ON h.id = s.school_id
            WHERE h.boarding = 0 AND EXISTS (
                SELECT 1 FROM school_stage t
                WHERE t.school_id = h.id AND t.stage IN ('primary', 'junior', 'special'))";
        assert_eq!(it.number(day).await, count(plan.day_pupils));
        let families = "
            SELECT COUNT(DISTINCT s.family_id) AS n
            FROM student s JOIN school h ON h.id = s.school_id
            WHERE h.boarding = 0 AND h.kind IN ('211', '311', '312')";
        assert_eq!(it.number(families).await, count(plan.day_families));
        let all = "SELECT COUNT(*) AS n FROM student";
        assert_eq!(it.number(all).await, count(it.county.students.len()));
        let teachers = "
            SELECT COUNT(DISTINCT p.staff_id) AS n
            FROM post p JOIN school h ON h.id = p.place_id
            WHERE p.duty = 'teacher' AND h.boarding = 0 AND h.kind IN ('211', '311', '312')";
        assert_eq!(it.number(teachers).await, count(plan.day_teachers));
    })
    .await;
}

#[tokio::test]
async fn everyone_is_enrolled_and_cared_for_and_nothing_personal_lies_open() {
    with_county(async |it| {
        let nowhere = "
            SELECT COUNT(*) AS n FROM student s
            WHERE NOT EXISTS (
                SELECT 1 FROM enrolment e
                WHERE e.student_id = s.id AND e.class_id = s.class_id AND e.until IS NULL)
            OR NOT EXISTS (
                SELECT 1 FROM guardianship g WHERE g.student_id = s.id AND g.is_guardian = 1)";
        assert_eq!(it.number(nowhere).await, 0);
        let strangers = "
            SELECT COUNT(*) AS n FROM class c
            WHERE NOT EXISTS (
                SELECT 1 FROM staff t WHERE t.id = c.head_id AND t.place_id = c.school_id)
            OR NOT EXISTS (
                SELECT 1 FROM post p WHERE p.place_id = c.id AND p.duty = 'class-teacher')";
        assert_eq!(it.number(strangers).await, 0);
        let open = "
            SELECT COUNT(*) AS n FROM student s
            WHERE s.id_sealed >= '3' AND s.id_sealed < '4'";
        assert_eq!(it.number(open).await, 0);
        let unsealed = "
            SELECT COUNT(*) AS n FROM guardian
            WHERE phone_index IS NULL AND phone_sealed IS NOT NULL OR phone_sealed LIKE '100%'";
        assert_eq!(it.number(unsealed).await, 0);
        let silent = "SELECT COUNT(*) AS n FROM guardian WHERE phone_sealed IS NULL";
        let guardians = i64::try_from(it.county.guardians.len()).unwrap();
        assert!(it.number(silent).await * 200 < guardians, "a telephone is missing now and then");
        let number = it.county.students.iter().find_map(crate::demo::Student::id_number).unwrap();
        let index = it.sealer.index(crate::fields::STUDENT_ID, number.open());
        let found: Result<_, db::Error> = db::read!(it.system.db, "by index", |tx| {
            let sql = "SELECT COUNT(*) AS n FROM student WHERE id_index = $1";
            tx.one(sql, &[&index], |row| row.get::<i64>("n")).await
        });
        assert_eq!(found.unwrap(), Some(1));
        let passwords = "SELECT COUNT(*) AS n FROM account WHERE password IS NOT NULL";
        assert_eq!(it.number(passwords).await, 0);
    })
    .await;
}
