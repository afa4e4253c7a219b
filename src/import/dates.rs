//! Dates as systems export them. Day and month are told apart over a whole column; where that stays open, it is asked.

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;

/// The order of the numbers of a date.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString, strum::VariantArray, strum::EnumMessage,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Order {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

/// How the dates of a column are read.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    order: Option<Order>,
    /// The zone of times that name none, and the one in which a day ends.
    zone: Tz,
    /// Whether bare numbers are the days of a spreadsheet.
    serial: bool,
}

/// A month's name in the languages of Jira's exports, by its first letters.
const MONTHS: [(&str, u32); 30] = [
    ("jan", 1),
    ("ene", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("juin", 6),
    ("jul", 7),
    ("juil", 7),
    ("aug", 8),
    ("aoû", 8),
    ("ago", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("jän", 1),
    ("out", 10),
];

/// The three parts of a date that begins a text.
fn parts(text: &str) -> Option<(Vec<&str>, char)> {
    let head = text.split(['T', ' ']).next()?;
    // `14/Jul/25` and `2025-07-14T…`; a blank may stand within `14 Jul 2025`.
    let separator = head.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = head.split(separator).collect();
    (parts.len() == 3 && parts.iter().all(|part| !part.is_empty())).then_some((parts, separator))
}

/// Why the order of day and month in a column is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undecided<'v> {
    /// Nothing tells, as in this value.
    Open(&'v str),
    /// It changes, as between these values.
    Both(&'v str, &'v str),
}

/// The order of the numbers in the dates of a column, where it matters.
///
/// # Errors
/// It cannot be told.
pub fn told_order<'v>(values: impl Iterator<Item = &'v str>) -> Result<Option<Order>, Undecided<'v>> {
    let (mut day_first, mut month_first, mut open) = (None, None, None);
    for value in values {
        let Some((parts, separator)) = parts(value) else { continue };
        let numbers: Vec<Option<u32>> = parts.iter().map(|part| part.parse().ok()).collect();
        let [Some(first), Some(second), Some(_)] = numbers.as_slice() else { continue };
        // A year comes first, or dots stand between: both are of one meaning.
        if parts.first().is_some_and(|year| year.len() == 4) || separator == '.' {
            continue;
        }
        match (*first > 12, *second > 12) {
            (true, false) => day_first = day_first.or(Some(value)),
            (false, true) => month_first = month_first.or(Some(value)),
            _ if first != second => open = open.or(Some(value)),
            _ => {}
        }
    }
    match (day_first, month_first, open) {
        (Some(one), Some(other), _) => Err(Undecided::Both(one, other)),
        (Some(_), None, _) => Ok(Some(Order::Dmy)),
        (None, Some(_), _) => Ok(Some(Order::Mdy)),
        (None, None, Some(value)) => Err(Undecided::Open(value)),
        (None, None, None) => Ok(None),
    }
}

impl Reader {
    /// How to read a column with these values.
    ///
    /// # Errors
    /// The order of day and month cannot be told, or changes within the column.
    pub fn of<'v>(
        column: &str,
        values: impl Iterator<Item = &'v str> + Clone,
        given: Option<Order>,
        zone: Tz,
    ) -> Result<Reader, Refusal> {
        let serial = {
            let mut all = values.clone().filter(|value| !value.is_empty()).peekable();
            all.peek().is_some() && all.all(is_serial)
        };
        if given.is_some() {
            return Ok(Reader { order: given, zone, serial });
        }
        let order = told_order(values).map_err(|undecided| match undecided {
            Undecided::Both(one, other) => {
                Refusal::new(format!("the dates of {column} are of two orders: {one} and {other}"))
                    .next("put them in one order in the file, best as 2026-02-03")
            }
            Undecided::Open(value) => Refusal::new(format!("is {value} in {column} the day first, or the month?"))
                .next("say which: --date-format dmy, or --date-format mdy"),
        })?;
        Ok(Reader { order, zone, serial })
    }

    /// The day that a value names in the register's zone.
    #[must_use]
    pub fn day(self, value: &str) -> Option<Day> {
        let value = value.trim();
        if self.serial {
            return serial(value);
        }
        if let Ok(moment) = DateTime::parse_from_rfc3339(value) {
            return Some(Day(moment.with_timezone(&self.zone).date_naive()));
        }
        for format in ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f %z", "%Y-%m-%d %H:%M:%S %Z"] {
            if let Ok(moment) = DateTime::parse_from_str(value, format) {
                return Some(Day(moment.with_timezone(&self.zone).date_naive()));
            }
        }
        let utc = value.strip_suffix(" UTC").or_else(|| value.strip_suffix('Z'));
        if let Some(moment) = utc.and_then(|text| NaiveDateTime::parse_from_str(text.trim(), "%Y-%m-%d %H:%M:%S").ok())
        {
            return Some(Day(moment.and_utc().with_timezone(&self.zone).date_naive()));
        }
        let (parts, separator) = parts(value)?;
        let [first, second, third] = parts.as_slice() else { return None };
        let year_first = first.len() == 4;
        let number = |text: &str| text.parse::<u32>().ok();
        let named = |text: &str| {
            let text = text.to_lowercase();
            let text = text.trim_end_matches('.');
            MONTHS.iter().filter(|(name, _)| text.starts_with(name)).max_by_key(|(name, _)| name.len()).map(|(_, n)| *n)
        };
        let (year, month, day) = match (year_first, named(second), self.order) {
            (true, ..) | (false, None, Some(Order::Ymd)) => (first, number(second)?, number(third)?),
            (false, Some(month), _) => (third, month, number(first)?),
            (false, None, Some(Order::Mdy)) if separator != '.' => (third, number(first)?, number(second)?),
            (false, None, _) => (third, number(second)?, number(first)?),
        };
        let year: i32 = year.parse().ok()?;
        let year = if year < 100 { year + 2000 } else { year };
        NaiveDate::from_ymd_opt(year, month, day).filter(|day| (1900..2200).contains(&day.year())).map(Day)
    }
}

fn is_serial(value: &str) -> bool {
    value.parse::<f64>().is_ok_and(|number| (20_000.0..80_000.0).contains(&number))
}

/// The day of a spreadsheet, counted from the end of 1899.
fn serial(value: &str) -> Option<Day> {
    let days = value.parse::<f64>().ok().filter(|_| is_serial(value))?;
    #[allow(clippy::cast_possible_truncation, reason = "it is below 80,000")]
    let whole = days.floor() as i64;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(Duration::days(whole)).map(Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str], given: Option<Order>) -> Result<Vec<Option<String>>, String> {
        let reader =
            Reader::of("Created", values.iter().copied(), given, chrono_tz::Europe::Berlin).map_err(|r| r.reason)?;
        Ok(values.iter().map(|value| reader.day(value).map(|day| day.to_string())).collect())
    }

    #[test]
    fn dates_of_usual_exports_are_read() {
        for (value, day) in [
            ("14/Jul/25 3:42 PM", "2025-07-14"),
            ("6/21/2025 16:14", "2025-06-21"),
            ("23.10.2024 11:02", "2024-10-23"),
            ("03.02.2026", "2026-02-03"),
            ("2025-07-14 15:42:11.0", "2025-07-14"),
            ("2025-07-14T15:42:11.123+0200", "2025-07-14"),
            ("2025-07-14T23:30:00Z", "2025-07-15"),
            ("2026-02-26", "2026-02-26"),
            ("12/Dez/24 09:00", "2024-12-12"),
            ("2025-07-14 23:30:00 UTC", "2025-07-15"),
            ("45123.5", "2023-07-16"),
            ("3/3/2026", "2026-03-03"),
        ] {
            assert_eq!(read(&[value], None).unwrap(), [Some(day.to_owned())], "{value}");
        }
    }

    #[test]
    fn day_and_month_are_told_over_the_whole_column_or_asked_for() {
        let both = read(&["03/02/2026", "25/02/2026"], None).unwrap();
        assert_eq!(both[0].as_deref(), Some("2026-02-03"));
        let both = read(&["03/02/2026", "02/25/2026"], None).unwrap();
        assert_eq!(both[0].as_deref(), Some("2026-03-02"));
        assert!(read(&["03/02/2026"], None).unwrap_err().contains("the day first, or the month"));
        assert!(read(&["25/02/2026", "02/25/2026"], None).unwrap_err().contains("two orders"));
        assert_eq!(read(&["03/02/2026"], Some(Order::Mdy)).unwrap()[0].as_deref(), Some("2026-03-02"));
        assert_eq!(read(&["soon", ""], None).unwrap(), [None, None]);
    }
}
