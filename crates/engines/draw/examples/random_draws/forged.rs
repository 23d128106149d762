//! Changes that a forger makes: clumsy ones, and ones with all digests made anew.

use draw::Digest;

use crate::chance::Chance;

/// The file with one byte changed to another.
pub(crate) fn byte_changed(chance: &mut Chance, file: &str) -> Vec<u8> {
    let mut bytes = file.as_bytes().to_vec();
    let at = chance.below(bytes.len());
    bytes[at] = bytes[at].wrapping_add(1 + chance.byte() % 255);
    bytes
}

/// The file with one digit or letter of its content changed, a line taken out or written twice, or
/// two neighbours in the order exchanged; then with digests that fit.
pub(crate) fn digit_changed(chance: &mut Chance, file: &str) -> String {
    let mut lines: Vec<String> = file.lines().map(str::to_owned).collect();
    // The lines of the format and of the ends stay, so that the change is one of content.
    let at = 2 + chance.below(lines.len() - 4);
    match chance.below(8) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[at].clone()),
        2 => lines.swap(at, at + 1),
        3 => exchange(chance, &mut lines),
        _ => change(chance, &mut lines[at]),
    }
    sealed(&(lines.join("\n") + "\n"))
}

/// Two neighbours of the order, or of the admitted, change places.
fn exchange(chance: &mut Chance, lines: &mut [String]) {
    let key = ["\"order\":[", "\"admitted\":["][chance.below(2)];
    for line in lines.iter_mut() {
        let Some(list) = line.strip_prefix(key).and_then(|it| it.strip_suffix("],")) else {
            continue;
        };
        let mut numbers: Vec<_> = list.split(',').collect();
        if numbers.len() > 1 {
            let at = chance.below(numbers.len() - 1);
            numbers.swap(at, at + 1);
            *line = format!("{key}{}],", numbers.join(","));
        }
    }
}

/// Some digit becomes another.
fn change(chance: &mut Chance, line: &mut String) {
    let digits: Vec<_> = line.bytes().enumerate().filter(|it| it.1.is_ascii_digit()).collect();
    if let Some((at, digit)) = digits.get(chance.below(digits.len().max(1))) {
        let other = b'0' + (digit - b'0' + 1 + chance.byte() % 9) % 10;
        line.replace_range(*at..=*at, &char::from(other).to_string());
    }
}

/// The file with the digest of its declaration and its own made anew.
fn sealed(file: &str) -> String {
    let mut file = file.to_owned();
    let key = "\"declaration\":{";
    let ends = ["\"\n},\n\"drawn\":", "\"\n},\n\"ended\":"];
    let inner =
        ends.iter().find_map(|end| Some((file.find(key)? + key.len() - 1, file.find(end)?)));
    if let Some((begin, end)) = inner
        && let Some(digits) = end.checked_sub(64).filter(|it| *it > begin)
    {
        let digest = Digest::of(&file.as_bytes()[begin..digits]).to_string();
        file.replace_range(digits..end, &digest);
    }
    if let Some(digits) = file.len().checked_sub(4 + 64).filter(|it| file.is_char_boundary(*it)) {
        let digest = Digest::of(&file.as_bytes()[..digits]).to_string();
        file.replace_range(digits..digits + 64, &digest);
    }
    file
}
