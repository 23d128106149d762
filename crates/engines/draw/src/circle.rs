//! The circular method (循环法): the units sit in a circle, by number or, if there are bundles, by
//! ticket; counting begins with the start and takes every so-manyth of those who are left.

/// Who is left in the circle, counted by a tree of sums: whoever sits at a place, and how many sit
/// before one, is found in a few steps.
struct Circle {
    /// Sums as of Fenwick, from 1.
    sums: Vec<usize>,
    left: usize,
}

impl Circle {
    fn of(count: usize) -> Self {
        // In a full circle the sum at a place is the width of its range.
        Self { sums: (0..=count).map(|it| it & it.wrapping_neg()).collect(), left: count }
    }

    /// Takes out the one who has `before` others before them, from 0, and gives their number.
    fn take(&mut self, before: usize) -> usize {
        let (mut at, mut rest) = (0, before);
        let mut width = self.sums.len().next_power_of_two() / 2;
        while width > 0 {
            let next = at + width;
            if next < self.sums.len() && self.sums[next] <= rest {
                rest -= self.sums[next];
                at = next;
            }
            width /= 2;
        }
        let number = at + 1;
        let mut it = number;
        while it < self.sums.len() {
            self.sums[it] -= 1;
            it += it & it.wrapping_neg();
        }
        self.left -= 1;
        number
    }

    /// How many of those left have a number of at most `number`.
    fn up_to(&self, number: usize) -> usize {
        let (mut sum, mut at) = (0, number);
        while at > 0 {
            sum += self.sums[at];
            at -= at & at.wrapping_neg();
        }
        sum
    }

    /// Takes out `number`, if they are still in.
    fn take_number(&mut self, number: usize) -> Option<()> {
        let inside = (1..self.sums.len()).contains(&number);
        let before = inside.then(|| self.up_to(number - 1))?;
        (self.up_to(number) > before).then(|| self.take(before))?;
        Some(())
    }
}

/// The numbers 1 to `count` in the order in which they are taken: `start` first, then every
/// `step`-th of those left, round and round. Nothing if there is no such start or step.
pub fn circular(count: usize, start: u64, step: u64) -> Option<Vec<usize>> {
    let first = usize::try_from(start).ok().filter(|it| (1..=count).contains(it))?;
    let skip = step.checked_sub(1)?;
    let mut circle = Circle::of(count);
    let mut order = Vec::with_capacity(count);
    let mut at = first - 1;
    loop {
        order.push(circle.take(at));
        if circle.left == 0 {
            return Some(order);
        }
        // Whoever came behind sits at `at` now; the next is `step` on, counting them as the first.
        let onward = usize::try_from(skip % circle.left as u64).ok()?;
        at = (at + onward) % circle.left;
    }
}

/// The first place, from 0, where `order` is not what counting gives; told by counting how many sit
/// between one who was taken and the next.
pub(crate) fn first_wrong(order: &[usize], count: usize, start: u64, step: u64) -> Option<usize> {
    let mut circle = Circle::of(count);
    let mut before = None;
    for (at, number) in order.iter().enumerate() {
        let right = match before {
            None => *number as u64 == start,
            Some(before) => {
                let inside = (1..=count).contains(number);
                let upto = if inside { circle.up_to(*number) } else { 0 };
                let left = circle.left as u64;
                // How far on they sit, counting from the one behind the last who was taken.
                let on = (upto as u64 + left - circle.up_to(before) as u64) % left.max(1);
                inside && on == step % left.max(1)
            }
        };
        if !right || circle.take_number(*number).is_none() {
            return Some(at);
        }
        before = Some(*number);
    }
    (order.len() != count).then_some(order.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With a real circle, walked one by one.
    fn walked(count: usize, start: u64, step: u64) -> Vec<usize> {
        let mut circle: std::collections::VecDeque<_> = (1..=count).collect();
        circle.rotate_left(usize::try_from(start).unwrap() - 1);
        let mut order = vec![circle.pop_front().unwrap()];
        while !circle.is_empty() {
            for _ in 1..step {
                circle.rotate_left(1);
            }
            order.push(circle.pop_front().unwrap());
        }
        order
    }

    #[test]
    fn twenty_from_six_by_three() {
        let order = circular(20, 6, 3).unwrap();
        assert_eq!(order[..15], [6, 9, 12, 15, 18, 1, 4, 8, 13, 17, 2, 7, 14, 20, 10]);
    }

    #[test]
    fn counting_in_steps_is_walking_round() {
        for count in 1..24 {
            for start in 1..=count as u64 {
                for step in 1..30 {
                    let order = circular(count, start, step).unwrap();
                    assert_eq!(order, walked(count, start, step), "{count} {start} {step}");
                    assert_eq!(first_wrong(&order, count, start, step), None);
                }
            }
        }
        for (count, start, step) in [(0, 1, 1), (5, 0, 1), (5, 6, 1), (5, 1, 0)] {
            assert_eq!(circular(count, start, step), None);
        }
    }

    #[test]
    fn two_who_changed_places_are_seen() {
        let right = circular(30, 7, 11).unwrap();
        for one in 0..29 {
            for other in one + 1..30 {
                let mut wrong = right.clone();
                wrong.swap(one, other);
                assert_eq!(first_wrong(&wrong, 30, 7, 11), Some(one), "{one} {other}");
            }
        }
        assert_eq!(first_wrong(&right[..29], 30, 7, 11), Some(29));
        assert_eq!(first_wrong(&[1, 1], 2, 1, 1), Some(1));
        assert_eq!(first_wrong(&[9], 2, 1, 1), Some(0));
    }
}
