//! Days as people say them: `+30d`, `friday`, `eom`, the end of `2026-Q3`.

use chrono::{Datelike as _, Months, NaiveDate, Weekday};

use super::date::Day;

/// The day that somebody means on `today`; nothing where it is none of these words.
#[must_use]
pub fn said(text: &str, today: Day) -> Option<Day> {
    let text = text.trim().to_lowercase();
    match text.as_str() {
        "today" => return Some(today),
        "yesterday" => return today.0.pred_opt().map(Day),
        "tomorrow" => return Some(today.plus(1)),
        "eow" => return Some(next(today, Weekday::Sun, true)),
        "eom" => return last_of_month(today.0.year(), today.0.month()),
        "eoq" => return last_of_month(today.0.year(), today.0.month0() / 3 * 3 + 3),
        "eoy" => return last_of_month(today.0.year(), 12),
        _ => {}
    }
    if let Ok(weekday) = text.parse::<Weekday>() {
        return Some(next(today, weekday, false));
    }
    if let Some(count) = text.strip_prefix('+') {
        let unit = count.chars().last()?;
        let count: u32 = count.strip_suffix(unit)?.parse().ok()?;
        return match unit {
            'd' => Some(today.plus(count)),
            'w' => Some(today.plus(count.checked_mul(7)?)),
            'm' => today.0.checked_add_months(Months::new(count)).map(Day),
            'y' => today.0.checked_add_months(Months::new(count.checked_mul(12)?)).map(Day),
            _ => None,
        };
    }
    let (year, quarter) = text.split_once("-q")?;
    let quarter: u32 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
    let year: i32 = year.parse().ok().filter(|year| (1900..2200).contains(year))?;
    last_of_month(year, quarter * 3)
}

/// The next day of the week with this name; today is none, except where it may be.
fn next(today: Day, weekday: Weekday, may_be_today: bool) -> Day {
    let ahead = (7 + weekday.num_days_from_monday() - today.0.weekday().num_days_from_monday()) % 7;
    today.plus(if ahead == 0 && !may_be_today { 7 } else { ahead })
}

fn last_of_month(year: i32, month: u32) -> Option<Day> {
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(year, month, 1)?.pred_opt().map(Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_say_them() {
        // A Wednesday.
        let today: Day = "2026-03-04".parse().unwrap();
        for (text, day) in [
            ("today", "2026-03-04"),
            ("Tomorrow", "2026-03-05"),
            ("yesterday", "2026-03-03"),
            ("friday", "2026-03-06"),
            ("wed", "2026-03-11"),
            ("eow", "2026-03-08"),
            ("eom", "2026-03-31"),
            ("eoq", "2026-03-31"),
            ("eoy", "2026-12-31"),
            ("+30d", "2026-04-03"),
            ("+2w", "2026-03-18"),
            ("+1m", "2026-04-04"),
            ("+1y", "2027-03-04"),
            ("2026-Q3", "2026-09-30"),
            ("2026-Q4", "2026-12-31"),
        ] {
            assert_eq!(said(text, today).map(|day| day.to_string()).as_deref(), Some(day), "{text}");
        }
        for text in ["", "+d", "+99999999999d", "+3x", "soon", "2026-Q5", "q3", "+", "-3d"] {
            assert_eq!(said(text, today), None, "{text}");
        }
        let end: Day = "2026-01-31".parse().unwrap();
        assert_eq!(said("+1m", end).map(|day| day.to_string()).as_deref(), Some("2026-02-28"));
    }
}
