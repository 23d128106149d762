//! Nobody's ID number stands in the repository, not even by accident.

use super::{Report, Tree};

/// The division code of invented people: no county has it.
const INVENTED: &str = "330299";
/// The examples of the standard itself (GB 11643).
const STANDARD: &[&str] = &["11010519491231002X", "440524188001010014"];

/// An 18-digit number whose birthday and check digit are right could be a person's.
pub(super) fn identity(tree: &Tree, report: &mut Report<'_>) {
    for file in &tree.files {
        for (line, at) in file.text().lines().zip(1..) {
            for word in line.split(|it: char| !it.is_ascii_alphanumeric()) {
                let excused = word.starts_with(INVENTED) || STANDARD.contains(&word);
                if could_be_real(word) && !excused {
                    let what = format!("{}…: invented people have the code {INVENTED}", &word[..6]);
                    report.add(&file.path, at, what);
                }
            }
        }
    }
}

/// Whether `word` has the shape, a possible birthday and the check digit (ISO 7064, mod 11-2).
fn could_be_real(word: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let bytes = word.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let number = |from, to| word[from..to].parse::<u32>().unwrap_or(0);
    let (year, month, day) = (number(6, 10), number(10, 12), number(12, 14));
    let birthday =
        (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let digits = bytes[..17].iter().map(|it| u32::from(it - b'0'));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = usize::try_from(sum % 11).ok().map(|it| CHECKS[it]);
    birthday
        && word[..2].parse::<u32>().is_ok_and(|it| (11..=82).contains(&it))
        && check == Some(bytes[17])
}
