//! The SQL of the published figures: counted from the tables child by child, apart from the
//! statements by which the product shows them.

use db::{Error, Row, Tx};

/// A number that was published, or that the demo county is to have.
pub(super) struct Size {
    pub(super) what: &'static str,
    sql: &'static str,
    /// The least and the most that it may be.
    pub(super) bounds: (i64, i64),
}

impl Size {
    /// What the tables hold.
    pub(super) async fn count(&self, tx: &mut Tx) -> Result<i64, Error> {
        Ok(tx.one(self.sql, &[], |row| row.get("n")).await?.unwrap_or_default())
    }
}

/// A figure that was published as a part of a whole.
pub(super) struct Figure {
    pub(super) what: &'static str,
    sql: &'static str,
    pub(super) part: i64,
    pub(super) whole: i64,
    /// The published percentage, in hundredths.
    pub(super) hundredths: i64,
}

impl Figure {
    /// The part and the whole that the tables hold.
    pub(super) async fn count(&self, tx: &mut Tx) -> Result<(i64, i64), Error> {
        let read = |row: &Row| Ok((row.get("part")?, row.get("total")?));
        Ok(tx.one(self.sql, &[], read).await?.unwrap_or_default())
    }
}

/// The four figures of autumn 2021, of the schools of compulsory education where nobody boards.
pub(super) const FIGURES: [Figure; 4] = [
    Figure {
        what: "开展课后服务的学校",
        sql: "
            SELECT COUNT(DISTINCT s.id) AS total,
                   COUNT(DISTINCT CASE WHEN p.state IN ('recorded', 'opened') THEN s.id END) AS part
            FROM school s
            JOIN school_stage g ON g.school_id = s.id AND g.stage IN ('primary', 'junior')
            LEFT JOIN programme p ON p.school_id = s.id AND p.term = '2021-1'
            WHERE s.boarding = 0",
        part: 104,
        whole: 104,
        hundredths: 10_000,
    },
    Figure {
        what: "参加课后服务的学生",
        sql: "
            SELECT COUNT(DISTINCT e.student_id) AS total, COUNT(DISTINCT p.student_id) AS part
            FROM student c
            JOIN enrolment e ON e.student_id = c.id AND e.superseded_at IS NULL
            JOIN school s ON s.id = e.school_id AND s.boarding = 0
            LEFT JOIN participation p ON p.student_id = c.id AND p.school_id = s.id
                AND p.term = '2021-1' AND p.service = 'basic' AND p.since <= '2021-12-20'
                AND COALESCE(p.until, '9999-12-31') > '2021-12-20'
            WHERE e.standing = 'enrolled' AND e.grade > 0 AND e.grade < 10
              AND e.since <= '2021-12-20' AND COALESCE(e.until, '9999-12-31') > '2021-12-20'",
        part: 98_746,
        whole: 119_000,
        hundredths: 8_298,
    },
    Figure {
        what: "参与课后服务的教师",
        sql: "
            SELECT COUNT(DISTINCT t.id) AS total, COUNT(DISTINCT c.staff_id) AS part
            FROM staff t
            JOIN school s ON s.id = t.place_id AND s.boarding = 0
            JOIN school_stage g ON g.school_id = s.id AND g.stage IN ('primary', 'junior')
            LEFT JOIN care_teacher c ON c.staff_id = t.id AND c.term = '2021-1'
                AND c.since <= '2021-12-20' AND COALESCE(c.until, '9999-12-31') > '2021-12-20'
            WHERE t.subject IS NOT NULL AND COALESCE(t.left_on, '9999-12-31') > '2021-12-20'",
        part: 6_646,
        whole: 7_000,
        hundredths: 9_494,
    },
    Figure {
        what: "参加晚自习的九年级学生",
        sql: "
            SELECT COUNT(DISTINCT e.student_id) AS total, COUNT(DISTINCT p.student_id) AS part
            FROM enrolment e
            JOIN school s ON s.id = e.school_id AND s.boarding = 0
            LEFT JOIN participation p ON p.student_id = e.student_id AND p.school_id = s.id
                AND p.term = '2021-1' AND p.service = 'evening' AND p.since <= '2021-12-20'
                AND COALESCE(p.until, '9999-12-31') > '2021-12-20'
            WHERE e.standing = 'enrolled' AND e.superseded_at IS NULL AND e.grade = 9
              AND e.since <= '2021-12-20' AND COALESCE(e.until, '9999-12-31') > '2021-12-20'",
        part: 9_264,
        whole: 12_390,
        hundredths: 7_477,
    },
];

/// The sizes of the county.
pub(super) const SIZES: [Size; 10] = [
    Size {
        what: "镇、街道",
        sql: "SELECT COUNT(*) AS n FROM place WHERE kind = 'town'",
        bounds: (19, 19),
    },
    Size {
        what: "学校(纳入统计)",
        sql: "
            SELECT COUNT(DISTINCT school_id) AS n FROM school_stage WHERE stage <> 'kindergarten'",
        bounds: (134, 134),
    },
    Size {
        what: "幼儿园",
        sql: "
            SELECT COUNT(DISTINCT school_id) AS n FROM school_stage WHERE stage = 'kindergarten'",
        bounds: (180, 180),
    },
    Size {
        what: "参加课后服务的家庭(近9万)",
        sql: "
            SELECT COUNT(DISTINCT c.family_id) AS n
            FROM participation p JOIN student c ON c.id = p.student_id
            WHERE p.term = '2021-1' AND p.service = 'basic' AND p.since <= '2021-12-20'
              AND COALESCE(p.until, '9999-12-31') > '2021-12-20'",
        bounds: (88_500, 90_000),
    },
    Size {
        what: "其他义务教育学生",
        sql: "
            SELECT COUNT(*) AS n FROM student c JOIN school s ON s.id = c.school_id
            WHERE s.boarding = 1 AND c.standing = 'enrolled' AND c.grade > 0 AND c.grade < 10",
        bounds: (16_000, 16_000),
    },
    Size {
        what: "高中段学生",
        sql: "SELECT COUNT(*) AS n FROM student WHERE standing = 'enrolled' AND grade > 9",
        bounds: (30_000, 30_000),
    },
    Size {
        what: "在园幼儿",
        sql: "SELECT COUNT(*) AS n FROM student WHERE standing = 'enrolled' AND grade < 0",
        bounds: (48_000, 48_000),
    },
    Size {
        what: "教职工",
        sql: "SELECT COUNT(*) AS n FROM staff WHERE left_on IS NULL",
        bounds: (15_000, 15_000),
    },
    Size {
        what: "每百户监护人",
        sql: "
            SELECT (SELECT COUNT(*) FROM guardian) * 100 / (SELECT COUNT(*) FROM family) AS n",
        bounds: (150, 400),
    },
    Size {
        what: "合计人数(约50万)",
        sql: "
            SELECT (SELECT COUNT(*) FROM student) + (SELECT COUNT(*) FROM guardian)
                 + (SELECT COUNT(*) FROM staff) AS n",
        bounds: (495_000, 515_000),
    },
];
