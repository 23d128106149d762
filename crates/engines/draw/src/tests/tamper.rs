//! Evidence that was changed: by one byte, anywhere, to anything; cut short; or forged with care.

use super::{admit, declared, draw_on, drawn, people, values};
use crate::{Declaration, Digest, Evidence, Last, Receipts, Refusal, Transcript, Void};

/// Every byte of `file` becomes every other; all of these are refused.
#[track_caller]
fn every_byte_counts(file: &str) {
    let right = file.as_bytes();
    assert!(Evidence::read(right).is_ok());
    let threads = 2;
    std::thread::scope(|scope| {
        for part in 0..threads {
            scope.spawn(move || {
                let mut bytes = right.to_vec();
                for at in (part..bytes.len()).step_by(threads) {
                    for other in 0..=u8::MAX {
                        bytes[at] = other;
                        let refused = Evidence::read(&bytes).is_err();
                        assert!(refused || other == right[at], "byte {at} may be {other}");
                    }
                    bytes[at] = right[at];
                }
            });
        }
    });
}

#[test]
fn every_byte_of_a_transcript_counts() {
    every_byte_counts(&drawn(people(3, &[2]), admit(2, Last::Skip)).file());
}

#[test]
fn every_byte_of_a_declaration_and_of_a_receipt_counts() {
    let (declaration, sealed) = declared(people(3, &[2]), admit(2, Last::Skip));
    every_byte_counts(&declaration.file());
    let receipt = Receipts::new(&declaration).receipt(sealed.key(), "0002").unwrap();
    every_byte_counts(&receipt.file());
}

#[test]
fn every_byte_of_a_record_of_breaking_off_counts() {
    let (declaration, _) = declared(people(2, &[]), admit(1, Last::Skip));
    let mut values = values(4, 5);
    values.pop();
    let void = Void::new(declaration, values, "2027-07-20 09:59", "xueyu 0.1.0", "停电").unwrap();
    every_byte_counts(&void.file());
}

#[test]
fn what_was_cut_short_or_written_otherwise_is_refused() {
    let file = drawn(people(5, &[2]), admit(2, Last::Skip)).file();
    for end in 0..file.len() {
        assert!(Evidence::read(&file.as_bytes()[..end]).is_err(), "{end} bytes are enough");
    }
    let (lines, half) = (file.lines().count(), file.find("\"values\"").unwrap());
    let last = file[..half].lines().count();
    assert_eq!(Evidence::read(&file.as_bytes()[..half]), Err(Refusal::CutShort { line: last }));
    let bytes = &file.as_bytes()[..file.len() - 1];
    assert_eq!(Evidence::read(bytes), Err(Refusal::CutShort { line: lines }));
    let same_otherwise = [
        file.replace(",\n", ", \n"),
        file.replace('\n', "\r\n"),
        file.replace("false", "0"),
        format!("\u{feff}{file}"),
        format!("{file}\n"),
    ];
    for it in same_otherwise {
        assert!(Evidence::read(it.as_bytes()).is_err());
    }
}

#[test]
fn a_changed_file_is_refused_with_the_lines_that_the_change_is_in() {
    let transcript = drawn(people(6, &[2]), admit(2, Last::Skip));
    let check = |file: &str, from: &str, to: &str, expected: std::ops::RangeInclusive<usize>| {
        assert!(file.contains(from), "{from}");
        let at = file[..file.find(from).unwrap()].lines().count().max(1);
        let told = Evidence::read(file.replacen(from, to, 1).as_bytes()).unwrap_err();
        let Refusal::Changed { from: first, to: last, .. } = told else { panic!("{told}") };
        assert_eq!(first..=last, expected, "{from}");
        assert!((first..=last).contains(&at), "line {at} was changed");
    };
    let file = transcript.file();
    let line =
        |key: &str| 1 + file.lines().position(|it| it.starts_with(&format!("\"{key}\":"))).unwrap();
    let numbers =
        |all: &[usize]| all.iter().map(|it| (it + 1).to_string()).collect::<Vec<_>>().join(",");
    let order = &transcript.outcome().order;
    let (right, mut wrong) = (numbers(order), order.clone());
    wrong.swap(0, 1);
    let at = line("order");
    check(&file, &format!("[{right}]"), &format!("[{}]", numbers(&wrong)), at..=at);
    let head = line("declaration") + 1..=line("root") - 1;
    check(&file, "实验", "试验", head.clone());
    check(&file, "\"places\":2", "\"places\":3", head);
    let at = line("opening");
    check(&file, "\"secret\":\"0", "\"secret\":\"1", at..=at);
    let units = line("units");
    let first = file.lines().nth(units).unwrap().trim_end_matches(',');
    let turned = if first.starts_with("[1,\"f") {
        first.replacen('f', "e", 1)
    } else {
        let digit = &first[4..5];
        first.replacen(digit, "f", 1)
    };
    let declaration = transcript.declaration().file();
    let told = Evidence::read(declaration.replacen(first, &turned, 1).as_bytes()).unwrap_err();
    assert!(told.to_string().contains("行"), "{told}");
}

/// The transcript with `from` replaced by `to` and its own digest made anew.
#[track_caller]
fn forged(file: &str, from: &str, to: &str) -> Result<Transcript, Refusal> {
    assert!(file.contains(from), "{from}");
    let mut file = file.replacen(from, to, 1);
    let digits = file.len() - 4 - 64;
    let digest = Digest::of(&file.as_bytes()[..digits]).to_string();
    file.replace_range(digits..digits + 64, &digest);
    Transcript::read(file.as_bytes())
}

#[test]
fn a_forger_who_makes_the_last_digest_anew_is_told_what_does_not_fit() {
    let transcript = drawn(people(6, &[]), admit(2, Last::Skip));
    let (file, outcome) = (transcript.file(), transcript.outcome());
    let line = |key: &str| {
        let found = file.lines().find(|it| it.starts_with(&format!("\"{key}\":")));
        found.unwrap_or_else(|| panic!("no {key}")).to_owned()
    };
    let refused = |from: &str, to: &str| forged(&file, from, to).unwrap_err();
    let (one, two) = (outcome.order[0] + 1, outcome.order[1] + 1);
    let others: Vec<_> = outcome.order[2..].iter().map(|it| (it + 1).to_string()).collect();
    let order = format!("\"order\":[{two},{one},{}],", others.join(","));
    assert_eq!(refused(&line("order"), &order), Refusal::Order { place: 2 });
    let admitted = format!("\"admitted\":[{one},{}],", others[0]);
    assert_eq!(refused(&line("admitted"), &admitted), Refusal::Admitted { place: 2 });
    let short = format!("\"admitted\":[{one}],");
    assert_eq!(refused(&line("admitted"), &short), Refusal::Admitted { place: 2 });
    let seed = format!("\"seed\":\"{}\",", Digest::of(b"another"));
    assert!(matches!(refused(&line("seed"), &seed), Refusal::Seed { .. }));
    let value = "\"values\":[\"428\",\"9911\"],";
    assert!(matches!(refused(&line("values"), value), Refusal::Seed { .. }));
    assert_eq!(refused("\"rehearsal\":false", "\"rehearsal\":true"), Refusal::Rehearsal);
    let inner = refused("\"title\":\"实验", "\"title\":\"试验");
    assert!(matches!(inner, Refusal::Changed { .. }), "{inner}");
    assert_eq!(refused("\"circle\":null", "\"circle\":[1,2]"), Refusal::Circle);
}

#[test]
fn a_list_that_is_not_in_order_or_holds_somebody_twice_is_refused() {
    let (declaration, _) = declared(people(4, &[2]), admit(2, Last::Skip));
    let file = declaration.file();
    let sealed = |text: String| {
        let digits = text.len() - 4 - 64;
        let digest = Digest::of(&text.as_bytes()[..digits]).to_string();
        Declaration::read(format!("{}{digest}\"\n}}\n", &text[..digits]).as_bytes())
    };
    let lines: Vec<_> = file.lines().collect();
    let first = lines.iter().position(|it| it.starts_with('[')).unwrap();
    let mut swapped = lines.clone();
    swapped.swap(first, first + 1);
    let told = sealed(swapped.join("\n") + "\n").unwrap_err();
    assert!(matches!(told, Refusal::Unsorted { .. }), "{told}");
    let mut twice = lines.clone();
    twice.insert(first, lines[first]);
    let told = sealed(twice.join("\n") + "\n").unwrap_err();
    assert!(matches!(told, Refusal::Unsorted { .. }), "{told}");
    let mut fewer = lines;
    fewer.remove(first);
    let told = sealed(fewer.join("\n") + "\n").unwrap_err();
    assert!(matches!(told, Refusal::Root { .. }), "{told}");
}

#[test]
fn a_receipt_of_another_draw_is_told_apart() {
    let (here, sealed) = declared(people(9, &[]), admit(2, Last::Skip));
    let (there, _) = declared(people(9, &[]), admit(3, Last::Skip));
    let receipt = Receipts::new(&here).receipt(sealed.key(), "0004").unwrap();
    assert_eq!(receipt.belongs_to(&here), Ok(()));
    assert_eq!(receipt.belongs_to(&there), Err(Refusal::OtherDraw));
    let transcript = draw_on(here, &sealed, values(1, 2));
    assert_eq!(receipt.belongs_to(transcript.declaration()), Ok(()));
}
