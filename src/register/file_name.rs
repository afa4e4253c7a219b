//! The name of a source record's file, made of its reference: safe on every system, and different for references that
//! differ in anything, be it in case.
//!
//! Letters, digits, `-`, `_` and `.` stand for themselves, everything else as `%` and the two digits of each byte. Files
//! that some systems take for the same are told apart by what follows a `~`: `~l` where all letters are small, else a
//! number whose bits tell which of the letters are. A reference that is too long for a name is cut, and `~h` with its
//! digest follows; so every other name can be read back.

use std::fmt::Write as _;

use crate::attest::digest::of_bytes;

/// So long a name may be, without its ending: systems take 255 bytes.
const LONGEST: usize = 200;
/// What is kept of a reference that is too long.
const KEPT: usize = 80;
/// So many letters have a bit each; more are told by the digest.
const LETTERS: usize = 128;

/// The name of the file of a reference, without `.toml`.
#[must_use]
pub fn file_name(reference: &str) -> String {
    let escaped = escaped(reference);
    let case = case(reference);
    match case {
        Some(case) if escaped.len() + case.len() <= LONGEST => escaped + &case,
        _ => {
            let digest = of_bytes(reference.as_bytes()).map(|hash| hash.as_str().to_owned()).unwrap_or_default();
            format!("{}~h{digest}", begin(&escaped))
        }
    }
}

/// The reference that a name was made of; nothing where it was cut, or where no reference has this name.
#[must_use]
pub fn reference(name: &str) -> Option<String> {
    let escaped = name.split_once('~').map_or(name, |(escaped, _)| escaped);
    let bytes = percent_encoding::percent_decode_str(escaped).collect::<Vec<u8>>();
    let reference = String::from_utf8(bytes).ok()?;
    (file_name(&reference) == name).then_some(reference)
}

fn escaped(reference: &str) -> String {
    let mut name = String::with_capacity(reference.len());
    let stem = reference.split('.').next().unwrap_or_default();
    for (i, byte) in reference.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        // A name that begins with a dot is hidden, and one with a dash looks like a flag.
        let first = i == 0 && (matches!(byte, b'.' | b'-') || is_device(stem));
        if plain && !first {
            name.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    name
}

/// Whether Windows takes a name for a device, whatever ending it has.
fn is_device(stem: &str) -> bool {
    let stem = stem.trim_end().to_ascii_uppercase();
    let numbered =
        |name: &str| stem.strip_prefix(name).is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

/// What tells small letters from capitals: nothing where there are only capitals; `None` where there are too many letters.
fn case(reference: &str) -> Option<String> {
    let letters: Vec<u8> = reference.bytes().filter(u8::is_ascii_alphabetic).collect();
    let is_small = |letter: &u8| letter.is_ascii_lowercase();
    if !letters.iter().any(is_small) {
        return Some(String::new());
    }
    if letters.iter().all(is_small) {
        return Some("~l".to_owned());
    }
    if letters.len() > LETTERS {
        return None;
    }
    let bits = letters.iter().fold(0_u128, |bits, letter| bits << 1 | u128::from(is_small(letter)));
    Some(format!("~{bits:x}"))
}

/// The beginning of an escaped text, with no escape cut in two.
fn begin(escaped: &str) -> &str {
    let begin = escaped.get(..escaped.len().min(KEPT)).unwrap_or_default();
    let cut = begin.rfind('%').filter(|place| place + 3 > begin.len());
    begin.get(..cut.unwrap_or(begin.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_well_and_are_safe() {
        for (reference, name) in [
            ("INC-481", "INC-481"),
            ("CVE-2024/1", "CVE-2024%2F1"),
            ("owner/repo#12", "owner%2Frepo%2312~l"),
            ("Inc-1", "Inc-1~3"),
            ("2026-03-02", "2026-03-02"),
            ("MÜLLER 1", "M%C3%9CLLER%201"),
            ("CON", "%43ON"),
            ("LPT1.TXT", "%4CPT1.TXT"),
            ("CONTRACT", "CONTRACT"),
            ("..", "%2E."),
            ("-F", "%2DF"),
            ("A~L", "A%7EL"),
            ("C:\\X", "C%3A%5CX"),
        ] {
            assert_eq!(file_name(reference), name);
        }
        let long = "x/".repeat(100);
        assert!(file_name(&long).len() < 160 && reference(&file_name(&long)).is_none());
        assert_ne!(file_name(&long), file_name(&long.to_uppercase()));
    }

    /// References as people write them, with what makes names difficult.
    fn any_reference() -> impl proptest::strategy::Strategy<Value = String> {
        use proptest::strategy::Strategy as _;
        proptest::prop_oneof![
            "[A-Za-z0-9./# %~_-]{1,40}",
            "\\PC{1,60}",
            "[a-zA-Z]{100,200}",
            proptest::sample::select(vec![
                "CON", "con.txt", "nul", "Com1", "..", "%41", "a~l", "A%7EL", "ü", "u\u{308}"
            ])
            .prop_map(ToOwned::to_owned),
        ]
    }

    proptest::proptest! {
        #[test]
        fn a_name_is_safe_and_is_read_back(text in any_reference()) {
            let name = file_name(&text);
            proptest::prop_assert!(name.len() <= 210 && !name.is_empty());
            proptest::prop_assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.%~".contains(&b)));
            proptest::prop_assert!(!name.starts_with(['.', '-']) && !is_device(name.split('.').next().unwrap()));
            match reference(&name) {
                Some(back) => proptest::prop_assert_eq!(back, text),
                None => proptest::prop_assert!(name.contains("~h")),
            }
        }

        #[test]
        fn different_references_have_names_that_differ_in_more_than_case(one in any_reference(), other in any_reference()) {
            for other in [other, one.to_lowercase(), one.to_uppercase()] {
                if one != other {
                    proptest::prop_assert_ne!(file_name(&one).to_lowercase(), file_name(&other).to_lowercase());
                }
            }
        }
    }
}
