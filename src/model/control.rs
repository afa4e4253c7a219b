//! Controls of Annex A and clauses of ISO/IEC 27001:2022.

/// Number of controls in each theme of Annex A, 2022 edition: organizational, people, physical, technological.
const ANNEX_A: [(u32, u32); 4] = [(5, 37), (6, 8), (7, 14), (8, 34)];

/// Number of sub-clauses of each clause of the 2022 edition, and of those below a sub-clause.
const CLAUSES: [(u32, u32); 7] = [(4, 4), (5, 3), (6, 3), (7, 5), (8, 3), (9, 3), (10, 2)];
const SUB_CLAUSES: [(u32, u32, u32); 4] = [(6, 1, 3), (7, 5, 3), (9, 2, 2), (9, 3, 3)];

/// Whether `text` names a control of Annex A (`A.8.15`) or a clause (`10.2`) of the 2022 edition.
///
/// # Errors
/// What is wrong with it and what it should look like; a control in the three-part numbering of the 2013
/// edition is told apart.
pub fn check(text: &str) -> Result<(), String> {
    let annex = text.strip_prefix("A.");
    let numbers: Option<Vec<u32>> = annex.unwrap_or(text).split('.').map(canonical_number).collect();
    let known = match (annex.is_some(), numbers.as_deref()) {
        (true, Some([theme, n])) => ANNEX_A.iter().any(|(t, count)| t == theme && (1..=*count).contains(n)),
        (false, Some([clause])) => CLAUSES.iter().any(|(c, _)| c == clause),
        (false, Some([clause, n])) => CLAUSES.iter().any(|(c, count)| c == clause && (1..=*count).contains(n)),
        (false, Some([clause, sub, n])) => {
            SUB_CLAUSES.iter().any(|(c, s, count)| c == clause && s == sub && (1..=*count).contains(n))
        }
        (true, Some([theme, _, _])) if (5..=18).contains(theme) => {
            return Err(format!("{text} is the numbering of the 2013 edition; use the control of the 2022 edition"));
        }
        _ => false,
    };
    if known {
        return Ok(());
    }
    Err(format!(
        "{text} is no control of Annex A (A.5.1 to A.5.37, A.6.1 to A.6.8, A.7.1 to A.7.14, A.8.1 to A.8.34) \
         and no clause (4.1 to 10.2) of ISO/IEC 27001:2022"
    ))
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
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in ["A.5.38", "A.9.1", "a.5.1", "A.05.1", "A.5", "10.3", "11.1", "A.8.15.1", "", "9.3.4", "7.2.1"] {
            assert!(check(bad).is_err(), "{bad}");
        }
        assert!(check("A.12.6.1").unwrap_err().contains("2013"));
    }
}
