//! Controls of Annex A and clauses of ISO/IEC 27001:2022, the controls of 2013 that they followed, and requirements of
//! other frameworks.

/// Number of controls in each theme of Annex A, 2022 edition: organizational, people, physical, technological.
const ANNEX_A: [(u32, u32); 4] = [(5, 37), (6, 8), (7, 14), (8, 34)];

/// Number of sub-clauses of each clause of the 2022 edition, and of those below a sub-clause.
const CLAUSES: [(u32, u32); 7] = [(4, 4), (5, 3), (6, 3), (7, 5), (8, 3), (9, 3), (10, 2)];
const SUB_CLAUSES: [(u32, u32, u32); 4] = [(6, 1, 3), (7, 5, 3), (9, 2, 2), (9, 3, 3)];

/// The controls of 2013 and what took their place.
const ANNEX_2013: &str = include_str!("annex_2013.txt");

/// Each control of Annex A of the 2013 edition by its number, with the numbers of those of 2022 that took its place.
pub fn of_2013() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let rows = ANNEX_2013.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| {
        let mut numbers = row.split_ascii_whitespace();
        Some((numbers.next()?, numbers.collect()))
    })
}

/// Each control of Annex A of the 2022 edition, as it is written.
pub fn all() -> impl Iterator<Item = String> {
    ANNEX_A.iter().flat_map(|(theme, count)| (1..=*count).map(move |n| format!("A.{theme}.{n}")))
}

/// The controls of 2022 that nothing of 2013 led to.
#[must_use]
#[cfg(test)]
pub fn new_in_2022() -> Vec<String> {
    let all = ANNEX_A.iter().flat_map(|(theme, count)| (1..=*count).map(move |n| format!("{theme}.{n}")));
    all.filter(|control| !of_2013().any(|(_, now)| now.contains(&control.as_str()))).collect()
}

/// The prefix of the NIST Cybersecurity Framework 2.0, of which more is known than the shape of its references.
pub const CSF: &str = "CSF";
/// Its functions.
const CSF_FUNCTIONS: [&str; 6] = ["GV", "ID", "PR", "DE", "RS", "RC"];
/// The number of subcategories of ID.IM, Improvement.
const CSF_IMPROVEMENT: u32 = 4;

/// Whether `text` names a control of Annex A (`A.8.15`) or a clause (`10.2`) of the 2022 edition, or a requirement of one
/// of the other `frameworks` of the register, as `PREFIX:REFERENCE`.
///
/// # Errors
/// What is wrong with it and what it should look like; a control of the 2013 edition is answered with what took its place.
pub fn check(text: &str, frameworks: &[String]) -> Result<(), String> {
    match text.split_once(':') {
        Some((prefix, reference)) => check_other(text, prefix, reference, frameworks),
        None => check_iso(text),
    }
}

fn check_iso(text: &str) -> Result<(), String> {
    let annex = text.strip_prefix("A.");
    let numbers: Option<Vec<u32>> = annex.unwrap_or(text).split('.').map(canonical_number).collect();
    let known = match (annex.is_some(), numbers.as_deref()) {
        (true, Some([theme, n])) => ANNEX_A.iter().any(|(t, count)| t == theme && (1..=*count).contains(n)),
        (false, Some([clause])) => CLAUSES.iter().any(|(c, _)| c == clause),
        (false, Some([clause, n])) => CLAUSES.iter().any(|(c, count)| c == clause && (1..=*count).contains(n)),
        (false, Some([clause, sub, n])) => {
            SUB_CLAUSES.iter().any(|(c, s, count)| c == clause && s == sub && (1..=*count).contains(n))
        }
        _ => false,
    };
    if known {
        return Ok(());
    }
    let of_2013 = annex.and_then(|number| of_2013().find(|(old, _)| *old == number));
    if let Some((old, now)) = of_2013 {
        let now: Vec<String> = now.iter().map(|number| format!("A.{number}")).collect();
        let now = now.join(" and ");
        return Err(format!(
            "A.{old} is a control of the 2013 edition; in the 2022 edition its place was taken by {now}"
        ));
    }
    Err(format!(
        "{text} is no control of Annex A (A.5.1 to A.5.37, A.6.1 to A.6.8, A.7.1 to A.7.14, A.8.1 to A.8.34) \
         and no clause (4.1 to 10.2) of ISO/IEC 27001:2022; a requirement of another framework is PREFIX:REFERENCE"
    ))
}

/// Whether a text can be the prefix of a framework: a letter, then letters, digits, dashes and dots; `A` alone is Annex A's.
#[must_use]
pub fn is_prefix(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.len() <= 24 && text != "A" && text.chars().all(inner)
}

fn check_other(text: &str, prefix: &str, reference: &str, frameworks: &[String]) -> Result<(), String> {
    if !frameworks.iter().any(|known| known == prefix) {
        let known = match frameworks {
            [] => "names none".to_owned(),
            known => format!("names {}", known.join(", ")),
        };
        return Err(format!(
            "{text}: “{prefix}” is no framework of this register, which {known}; a manager adds it: kaizen config set frameworks={prefix} -m REASON"
        ));
    }
    let inner = |c: char| c.is_ascii_alphanumeric() || "-_.()/§".contains(c);
    let shaped = reference.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '§') && reference.chars().all(inner);
    if !shaped || reference.chars().count() > 40 {
        return Err(format!(
            "{text}: after the colon stands the reference of a requirement, letters and digits with . - _ / ( ), for example {prefix}:2.3"
        ));
    }
    if prefix == CSF { check_csf(reference).map_err(|why| format!("{text}: {why}")) } else { Ok(()) }
}

/// The NIST CSF 2.0: a function, a category, or a subcategory; those of ID.IM are known one by one.
fn check_csf(reference: &str) -> Result<(), String> {
    let (category, number) = match reference.split_once('-') {
        Some((category, number)) => (category, Some(number)),
        None => (reference, None),
    };
    let (function, rest) = match category.split_once('.') {
        Some((function, rest)) => (function, Some(rest)),
        None => (category, None),
    };
    let two = |text: &str, of: fn(&u8) -> bool| text.len() == 2 && text.as_bytes().iter().all(of);
    let shaped = CSF_FUNCTIONS.contains(&function)
        && rest.is_none_or(|rest| two(rest, u8::is_ascii_uppercase))
        && number.is_none_or(|number| rest.is_some() && two(number, u8::is_ascii_digit) && number != "00");
    if !shaped {
        return Err("no reference of the NIST CSF 2.0, which look like ID.IM-01 (GV, ID, PR, DE, RS or RC)".to_owned());
    }
    let wanted = number.and_then(|number| number.parse::<u32>().ok());
    if category == "ID.IM" && wanted.is_some_and(|number| number > CSF_IMPROVEMENT) {
        return Err("ID.IM of the NIST CSF 2.0 has ID.IM-01 to ID.IM-04".to_owned());
    }
    Ok(())
}

fn canonical_number(part: &str) -> Option<u32> {
    part.parse().ok().filter(|n: &u32| n.to_string() == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_2022_edition_and_no_other() {
        for good in ["A.5.1", "A.5.37", "A.6.8", "A.7.14", "A.8.34", "10.2", "9.3.2", "6.1.3", "4.1", "10"] {
            assert!(check(good, &[]).is_ok(), "{good}");
        }
        for bad in ["A.5.38", "A.9.1", "a.5.1", "A.05.1", "A.5", "10.3", "11.1", "A.8.15.1", "", "9.3.4", "7.2.1"] {
            assert!(check(bad, &[]).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_controls_of_2013_lead_to_those_that_took_their_place() {
        assert!(check("A.12.4.1", &[]).unwrap_err().ends_with("was taken by A.8.15"));
        assert!(check("A.18.2.3", &[]).unwrap_err().ends_with("was taken by A.5.36 and A.8.8"));
        assert!(!check("A.12.4.5", &[]).unwrap_err().contains("2013"));
        let sections = [2, 7, 6, 10, 14, 2, 15, 14, 7, 13, 5, 7, 4, 8];
        for (section, count) in (5..).zip(sections) {
            let begin = format!("{section}.");
            assert_eq!(of_2013().filter(|(old, _)| old.starts_with(&begin)).count(), count, "section {section}");
        }
        assert!(of_2013().flat_map(|(_, now)| now).all(|now| check(&format!("A.{now}"), &[]).is_ok()));
        let new = ["5.7", "5.23", "5.30", "7.4", "8.9", "8.10", "8.11", "8.12", "8.16", "8.23", "8.28"];
        assert_eq!(new_in_2022(), new);
    }

    #[test]
    fn other_frameworks_are_known_by_their_prefix() {
        let known = ["CSF".to_owned(), "DORA".to_owned()];
        for good in ["CSF:ID.IM-01", "CSF:ID.IM-04", "CSF:ID.IM", "CSF:GV", "CSF:RS.MA-05", "DORA:13(2)", "DORA:Art.17"]
        {
            assert!(check(good, &known).is_ok(), "{good}");
        }
        for bad in [
            "CSF:ID.IM-05",
            "CSF:ID.IM-1",
            "CSF:ID.IM-00",
            "CSF:XX.IM-01",
            "CSF:ID-01",
            "DORA:",
            "DORA: 13",
            "NIS2:2.3",
            "csf:GV",
            ":GV",
        ] {
            assert!(check(bad, &known).is_err(), "{bad}");
        }
        assert!(check("NIS2:2.3", &known).unwrap_err().contains("frameworks=NIS2"));
        assert!(is_prefix("NIS2") && is_prefix("ISO9001") && !is_prefix("A") && !is_prefix("") && !is_prefix("C S"));
    }
}
