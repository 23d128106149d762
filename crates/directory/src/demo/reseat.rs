//! Pupils and class teachers of a grade in other classes: for whoever makes the entry classes of the
//! invented county by the rules of a division, before anything is written.

use std::{collections::HashMap, ops::Range};

use vocab::PlaceId;

use super::County;

impl County {
    /// The classes of school `school` in `grade`, and the pupils who sit in them.
    pub fn year_group(&self, school: usize, grade: i64) -> (Range<usize>, Range<usize>) {
        let all = self.schools[school].classes.clone();
        let of = |it: &usize| self.classes[*it].grade.number() == grade;
        let first = all.clone().find(of).unwrap_or(all.end);
        let end = (first..all.end).find(|it| !of(it)).unwrap_or(all.end);
        if first == end {
            return (first..end, 0..0);
        }
        let pupils = self.classes[first].students.start..self.classes[end - 1].students.end;
        (first..end, pupils)
    }

    /// Seats the pupils of some groups anew: for each its classes, and who sits in them now by class
    /// and seat. Nobody may be left out or named twice; the first classes may be larger by one.
    pub fn reseat(&mut self, groups: &[(Range<usize>, Vec<Vec<usize>>)]) {
        let mut moved = HashMap::new();
        let mut students = self.students.clone();
        for (classes, seated) in groups {
            let mut next = self.classes[classes.start].students.start;
            for (class, pupils) in classes.clone().zip(seated) {
                let first = next;
                for (seat, &from) in (1..).zip(pupils) {
                    students[next] = self.students[from].clone();
                    (students[next].class, students[next].seat) = (class, seat);
                    moved.insert(from, next);
                    next += 1;
                }
                self.classes[class].students = first..next;
            }
        }
        self.students = students;
        for child in self.families.iter_mut().flat_map(|it| &mut it.children) {
            *child = moved.get(child).copied().unwrap_or(*child);
        }
    }

    /// Gives classes other class teachers: pairs of class and member of staff.
    pub fn set_heads(&mut self, heads: &[(usize, usize)]) {
        let mut at: HashMap<PlaceId, usize> = HashMap::new();
        for &(class, head) in heads {
            self.classes[class].head = head;
            at.insert(self.classes[class].id.place(), head);
        }
        for post in &mut self.posts {
            if let Some(head) = at.get(&post.place) {
                post.staff = *head;
            }
        }
    }
}
