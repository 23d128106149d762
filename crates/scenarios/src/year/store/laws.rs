//! What must hold at every moment of the year, each as a query for what breaks it. They are written
//! apart from the product's own statements: two ways of counting that must agree.

use db::{Error, Row, Tx};

/// Something that must hold. `$1`, where a query has it, is the present day.
pub(in crate::year) struct Law {
    pub(in crate::year) says: &'static str,
    broken_by: &'static str,
}

impl Law {
    /// The first few that break it.
    pub(in crate::year) async fn broken(
        &self,
        tx: &mut Tx,
        today: &str,
    ) -> Result<Vec<i64>, Error> {
        let read = |row: &Row| row.get("id");
        if self.broken_by.contains("$1") {
            tx.all(self.broken_by, &[&today], read).await
        } else {
            tx.all(self.broken_by, &[], read).await
        }
    }
}

/// What holds after every step.
pub(in crate::year) const ALWAYS: &[Law] = &[
    Law {
        says: "as many seats are taken as children have or are held one",
        broken_by: "
            SELECT o.id FROM offer o
            WHERE o.taken <> (SELECT COUNT(*) FROM booking b
                              WHERE b.offer_id = o.id AND b.standing IN ('seat', 'held'))
               OR o.taken > o.seats",
    },
    Law {
        says: "no two wait at the same place of a queue",
        broken_by: "
            SELECT MIN(b.id) AS id FROM booking b WHERE b.standing = 'waiting'
            GROUP BY b.offer_id, b.queue_place HAVING COUNT(*) > 1",
    },
    Law {
        says: "nobody sits in two courses at once",
        broken_by: "
            SELECT a.id FROM booking a
            JOIN booking b ON b.student_id = a.student_id AND b.offer_id > a.offer_id
            JOIN offer x ON x.id = a.offer_id
            JOIN offer y ON y.id = b.offer_id
            JOIN offer_round q ON q.id = x.round_id
            JOIN offer_round r ON r.id = y.round_id AND r.season = q.season
            JOIN offer_meeting m ON m.offer_id = x.id
            JOIN offer_meeting n ON n.offer_id = y.id AND n.weekday = m.weekday
            WHERE a.standing = 'seat' AND b.standing = 'seat'
              AND m.starts < n.ends AND n.starts < m.ends",
    },
    Law {
        says: "nobody has more seats of a round than it gives",
        broken_by: "
            SELECT MIN(b.id) AS id FROM booking b
            JOIN offer o ON o.id = b.offer_id
            JOIN offer_round r ON r.id = o.round_id
            WHERE b.standing = 'seat'
            GROUP BY b.student_id, r.id, r.seats_per_child HAVING COUNT(*) > r.seats_per_child",
    },
    Law {
        says: "a seat that costs something has an order, and an order that is due a seat",
        broken_by: "
            SELECT b.id FROM booking b
            JOIN course c ON c.offer_id = b.offer_id
            LEFT JOIN course_order o ON o.booking_id = b.id
            WHERE (b.standing = 'seat' AND c.fee > 0 AND (o.id IS NULL OR o.state = 'cancelled')
                   AND c.sessions > (SELECT COUNT(*) FROM roll_call r
                                     WHERE r.group_id = c.group_id
                                       AND r.day <= SUBSTR(b.seated_at, 1, 10)))
               OR (b.standing <> 'seat' AND o.state = 'due')",
    },
    Law {
        says: "a seat is of a published course",
        broken_by: "
            SELECT b.id FROM booking b JOIN course c ON c.offer_id = b.offer_id
            WHERE b.standing IN ('seat', 'held', 'waiting') AND c.state <> 'published'",
    },
    Law {
        says: "receipts are numbered without a gap",
        broken_by: "
            SELECT n.year AS id FROM receipt_number n
            WHERE n.last <> (SELECT COUNT(*) FROM course_order o
                             WHERE SUBSTR(o.receipt, 1, 6) = 'SJ' || CAST(n.year AS TEXT))",
    },
    Law {
        says: "no more comes back than was paid",
        broken_by: "
            SELECT o.id FROM course_order o JOIN course_refund r ON r.order_id = o.id
            GROUP BY o.id, o.amount, o.state
            HAVING SUM(r.amount) > o.amount OR o.state <> 'paid'",
    },
    Law {
        says: "what comes back for a day belongs to a day that is called off, unless it was paid out",
        broken_by: "
            SELECT r.id FROM course_refund r
            JOIN course_order o ON o.id = r.order_id
            JOIN booking b ON b.id = o.booking_id AND b.standing = 'seat'
            JOIN course c ON c.id = o.course_id
            WHERE r.for_day <> '' AND r.state <> 'paid' AND NOT EXISTS (
                SELECT 1 FROM care_day_off f
                JOIN care_group g ON g.id = f.group_id
                WHERE f.day = r.for_day AND f.made_up_on IS NULL AND g.school_id = c.school_id)",
    },
    Law {
        says: "a child has a part in a service once at a time",
        broken_by:
            "
            SELECT a.id FROM participation a
            JOIN participation b ON b.student_id = a.student_id AND b.service = a.service
                AND b.term = a.term AND b.id > a.id
            WHERE a.since IS NOT NULL AND b.since IS NOT NULL
              AND (a.until IS NULL OR a.since < a.until) AND (b.until IS NULL OR b.since < b.until)
              AND (a.until IS NULL OR b.since < a.until) AND (b.until IS NULL OR a.since < b.until)",
    },
    Law {
        says: "whoever is confirmed is in a group of the same school, term and service",
        broken_by: "
            SELECT p.id FROM participation p LEFT JOIN care_group g ON g.id = p.group_id
            WHERE p.state = 'confirmed' AND (g.id IS NULL OR g.school_id <> p.school_id
                OR g.term <> p.term OR g.kind <> p.service)",
    },
    Law {
        says: "a roll call adds up: expected = present + absent + on leave",
        broken_by: "
            SELECT r.group_id AS id FROM roll_call r
            WHERE r.expected <> r.present + r.absent + (
                    SELECT COUNT(*) FROM roll_mark m
                    WHERE m.group_id = r.group_id AND m.day = r.day AND m.exception = 'leave')
               OR r.absent <> (
                    SELECT COUNT(*) FROM roll_mark m
                    WHERE m.group_id = r.group_id AND m.day = r.day AND m.exception = 'absent')",
    },
    Law {
        says: "no roll is called on a day that is called off",
        broken_by: "
            SELECT r.group_id AS id FROM roll_call r
            JOIN care_day_off f ON f.group_id = r.group_id AND f.day = r.day",
    },
    Law {
        says: "no roll is called in a course that is no longer given",
        broken_by: "
            SELECT r.group_id AS id FROM roll_call r
            JOIN course c ON c.group_id = r.group_id
            JOIN offer o ON o.id = c.offer_id
            WHERE r.day > SUBSTR(o.cancelled_at, 1, 10)",
    },
    Law {
        says: "a confirmed month comes to the sum of its lines",
        broken_by: "
            SELECT s.id FROM pay_sheet s
            WHERE s.state IN ('confirmed', 'reviewed')
              AND (s.total <> COALESCE((SELECT SUM(l.amount) FROM pay_line l
                                        WHERE l.sheet_id = s.id), 0)
                OR s.sessions <> COALESCE((SELECT SUM(l.sessions) FROM pay_line l
                                           WHERE l.sheet_id = s.id), 0))",
    },
    Law {
        says: "a confirmed month has a session for each roll call, no more and no fewer",
        broken_by: "
            SELECT s.id FROM pay_sheet s
            WHERE s.state IN ('confirmed', 'reviewed') AND s.sessions <> (
                SELECT COUNT(*) FROM roll_call r JOIN care_group g ON g.id = r.group_id
                WHERE g.school_id = s.school_id AND SUBSTR(r.day, 1, 7) = s.month)",
    },
    Law {
        says: "a pupil is enrolled once at a time",
        broken_by: "
            SELECT a.student_id AS id FROM enrolment a
            JOIN enrolment b ON b.student_id = a.student_id
                AND (b.since > a.since OR (b.since = a.since AND b.recorded_at > a.recorded_at))
            WHERE a.superseded_at IS NULL AND b.superseded_at IS NULL
              AND (b.until IS NULL OR b.since < b.until)
              AND (a.until IS NULL OR (a.since < a.until AND b.since < a.until))",
    },
    Law {
        says: "a pupil sits where the enrolment that runs says",
        broken_by: "
            SELECT s.id FROM student s
            WHERE s.standing = 'enrolled' AND NOT EXISTS (
                SELECT 1 FROM enrolment e
                WHERE e.student_id = s.id AND e.until IS NULL AND e.superseded_at IS NULL
                  AND e.standing = 'enrolled' AND e.school_id = s.school_id
                  AND COALESCE(e.class_id, 0) = COALESCE(s.class_id, 0) AND e.grade = s.grade)",
    },
    Law {
        says: "no two sit in one seat",
        broken_by: "
            SELECT MIN(id) AS id FROM student WHERE class_id IS NOT NULL
            GROUP BY class_id, seat HAVING COUNT(*) > 1",
    },
    Law {
        says: "a programme stands where its last step left it",
        broken_by: "
            SELECT p.id FROM programme p
            JOIN programme_step s ON s.programme_id = p.id AND s.id = (
                SELECT MAX(x.id) FROM programme_step x WHERE x.programme_id = p.id)
            WHERE (s.step, p.state) NOT IN (
                ('file', 'filed'), ('return', 'returned'), ('record', 'recorded'),
                ('withdraw', 'draft'), ('open', 'opened'))",
    },
    Law {
        says: "whoever is told something is told of an act that is recorded",
        broken_by: "SELECT i.id FROM inbox i LEFT JOIN act a ON a.id = i.act_id WHERE a.id IS NULL",
    },
];

/// What holds once the jobs that are due are done.
pub(in crate::year) const AFTER_WORK: &[Law] = &[
    Law { says: "no job failed", broken_by: "SELECT id FROM job WHERE state = 'failed'" },
    Law {
        says: "nothing waits to be told to other modules",
        broken_by: "SELECT id FROM outbox WHERE delivered_at IS NULL",
    },
    Law {
        says: "no seat is free while someone waits for it",
        broken_by: "
            SELECT o.id FROM offer o
            WHERE o.cancelled_at IS NULL AND o.taken < o.seats AND EXISTS (
                SELECT 1 FROM booking b WHERE b.offer_id = o.id AND b.standing = 'waiting')",
    },
    Law {
        says: "whoever is counted in the service of a school today is enrolled there",
        broken_by: "
            SELECT p.id FROM participation p
            WHERE p.since <= $1 AND (p.until IS NULL OR p.until > $1)
              AND p.term = (SELECT MAX(t.term) FROM term t
                            WHERE t.first_day <= $1 AND t.last_day >= $1)
              AND NOT EXISTS (
                SELECT 1 FROM enrolment e
                WHERE e.student_id = p.student_id AND e.school_id = p.school_id
                  AND e.standing = 'enrolled' AND e.superseded_at IS NULL
                  AND e.since <= $1 AND (e.until IS NULL OR e.until > $1))",
    },
    Law {
        says: "whoever has a seat in a course goes to its school",
        broken_by: "
            SELECT b.id FROM booking b JOIN course c ON c.offer_id = b.offer_id
            WHERE b.standing = 'seat' AND NOT EXISTS (
                SELECT 1 FROM enrolment e
                WHERE e.student_id = b.student_id AND e.school_id = c.school_id
                  AND e.standing = 'enrolled' AND e.superseded_at IS NULL
                  AND e.since <= $1 AND (e.until IS NULL OR e.until > $1))",
    },
];
