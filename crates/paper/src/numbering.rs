//! The numbers of headings after GB/T 9704 7.3.3: 一、（一）1.（1）.

/// Counts headings as they come.
#[derive(Debug, Clone, Default)]
pub struct Numbering([usize; 4]);

impl Numbering {
    /// The number of the next heading of a level from 1 to 4; those below begin anew.
    pub fn next(&mut self, level: u8) -> String {
        let at = usize::from(level.clamp(1, 4)) - 1;
        self.0[at] += 1;
        self.0[at + 1..].fill(0);
        let n = self.0[at];
        match at {
            0 => format!("{}、", chinese(n)),
            1 => format!("（{}）", chinese(n)),
            2 => format!("{n}."),
            _ => format!("（{n}）"),
        }
    }
}

/// A number up to 99 in Chinese; a document with more chapters is none.
fn chinese(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (n / 10, n % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens @ 2..=9, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::Numbering;

    #[test]
    fn headings_are_numbered_as_the_standard_says_and_lower_ones_begin_anew() {
        let mut it = Numbering::default();
        let all: Vec<String> = [1, 2, 2, 3, 4, 1, 2].map(|level| it.next(level)).into();
        assert_eq!(all, ["一、", "（一）", "（二）", "1.", "（1）", "二、", "（一）"]);
        let last = (3..=21).map(|_| it.next(1)).last();
        assert_eq!(last.as_deref(), Some("二十一、"));
    }
}
