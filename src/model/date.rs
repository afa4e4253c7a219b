//! Days and moments, as TOML and people write them.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::value::{Date, Datetime, Offset};

/// A calendar day, written `2026-05-15`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub NaiveDate);

/// A moment in UTC with whole seconds, written `2026-05-15T09:12:44Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub DateTime<Utc>);

/// What was written where a day or a moment should stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotADate {
    written: String,
    expected: &'static str,
}

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not {}", self.written, self.expected)
    }
}

impl std::error::Error for NotADate {}

impl Day {
    /// What stands in a file, where it is a day.
    #[must_use]
    pub fn written(written: &Datetime) -> Option<Day> {
        let day = written.date.filter(|_| written.time.is_none() && written.offset.is_none());
        day.and_then(as_date).map(Day)
    }

    /// The day `days` later; stays where it is at the end of the calendar.
    #[must_use]
    pub fn plus(self, days: u32) -> Self {
        Day(self.0.checked_add_days(Days::new(u64::from(days))).unwrap_or(self.0))
    }

    /// The day `days` earlier; stays where it is at the beginning of the calendar.
    #[must_use]
    pub fn minus(self, days: u32) -> Self {
        Day(self.0.checked_sub_days(Days::new(u64::from(days))).unwrap_or(self.0))
    }

    /// Whole days from `earlier` to this day, negative when it is before.
    #[must_use]
    pub fn since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// The first moment of this day in `zone`.
    #[must_use]
    pub fn start(self, zone: Tz) -> Moment {
        at_local(self, NaiveTime::MIN, zone)
    }

    /// The last second of this day in `zone`.
    #[must_use]
    pub fn end(self, zone: Tz) -> Moment {
        Moment(self.plus(1).start(zone).0 - chrono::Duration::seconds(1))
    }

    /// Noon of this day in `zone`, the moment that a bare date stands for where a clock is given as one.
    #[must_use]
    pub fn noon(self, zone: Tz) -> Moment {
        at_local(self, NaiveTime::from_hms_opt(12, 0, 0).unwrap_or(NaiveTime::MIN), zone)
    }
}

/// A number of days as people say it: `12 days`, `1 day`; the sign is left to the words around it.
#[must_use]
pub fn days(count: i64) -> String {
    if count.abs() == 1 { "1 day".to_owned() } else { format!("{} days", count.abs()) }
}

/// A local time that does not exist (clocks go forward) is read as the first one that does.
fn at_local(day: Day, time: NaiveTime, zone: Tz) -> Moment {
    let mut local = day.0.and_time(time);
    for _ in 0..5 {
        match zone.from_local_datetime(&local) {
            LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => return Moment(t.to_utc()),
            LocalResult::None => local += chrono::Duration::minutes(30),
        }
    }
    Moment(local.and_utc())
}

impl Moment {
    /// What stands in a file, where it is a moment.
    #[must_use]
    pub fn written(written: &Datetime) -> Option<Moment> {
        as_moment(written).or_else(|| written.to_string().parse().ok())
    }

    /// The seconds since 1970, where it has no fraction of one and is no leap second.
    #[must_use]
    pub fn seconds(self) -> Option<i64> {
        (self.0.timestamp_subsec_nanos() == 0).then(|| self.0.timestamp())
    }

    /// The day on which this moment falls in `zone`.
    #[must_use]
    pub fn day(self, zone: Tz) -> Day {
        Day(self.0.with_timezone(&zone).date_naive())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl FromStr for Day {
    type Err = NotADate;
    fn from_str(text: &str) -> Result<Self, NotADate> {
        let ten = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| ten).map(Day).ok_or_else(|| NotADate {
            written: text.chars().take(40).collect(),
            expected: "a date; write it as 2026-05-15",
        })
    }
}

impl FromStr for Moment {
    type Err = NotADate;
    fn from_str(text: &str) -> Result<Self, NotADate> {
        DateTime::parse_from_rfc3339(text).map(|t| Moment(t.to_utc())).map_err(|_| NotADate {
            written: text.chars().take(40).collect(),
            expected: "a moment; write it as 2026-05-15T09:12:44Z",
        })
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The names by which days and moments ask for themselves. Whoever reads from a table that holds dates already hands
/// out a number for these: the days of the calendar so far, or the seconds since 1970. Others go by the library's type,
/// which makes a text of each date and reads that.
pub const DAY: &str = "kaizen.Day";
/// See [`DAY`].
pub const MOMENT: &str = "kaizen.Moment";

struct Numbered<T>(PhantomData<T>);

/// A date that a number stands for, or that the library's type can be read as.
trait Dated: Sized {
    fn numbered(number: i64) -> Option<Self>;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl<'de, T: Dated> Visitor<'de> for Numbered<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        T::numbered(number).ok_or_else(|| E::custom("not a date of the calendar"))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(DAY, Numbered(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(MOMENT, Numbered(PhantomData))
    }
}

impl Dated for Day {
    fn numbered(number: i64) -> Option<Self> {
        NaiveDate::from_num_days_from_ce_opt(number.try_into().ok()?).map(Day)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Datetime::deserialize(deserializer)
            .map_err(|_| de::Error::custom("not a date; write it as 2026-05-15, without quotes"))?;
        if written.time.is_some() || written.offset.is_some() {
            return Err(de::Error::custom("a day is wanted here, without a time: 2026-05-15"));
        }
        Day::written(&written).map_or_else(|| written.to_string().parse().map_err(de::Error::custom), Ok)
    }
}

impl Dated for Moment {
    fn numbered(number: i64) -> Option<Self> {
        DateTime::from_timestamp_secs(number).map(Moment)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Datetime::deserialize(deserializer)
            .map_err(|_| de::Error::custom("not a moment; write it as 2026-05-15T09:12:44Z, without quotes"))?;
        as_moment(&written).map_or_else(|| written.to_string().parse().map_err(de::Error::custom), Ok)
    }
}

/// Without a detour over text, which is left to what needs a message.
fn as_date(date: Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

/// A moment as this program writes it, in UTC with whole seconds.
fn as_moment(written: &Datetime) -> Option<Moment> {
    let (date, time) = (written.date?, written.time?);
    if written.offset != Some(Offset::Z) || time.nanosecond.is_some_and(|n| n > 0) {
        return None;
    }
    let time = NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), time.second?.into())?;
    Some(Moment(as_date(date)?.and_time(time).and_utc()))
}

impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date", "description": "A calendar day: 2026-05-15" })
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time", "description": "A moment in UTC: 2026-05-15T09:12:44Z" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_days_that_are_none() {
        for text in ["2026-02-30", "soon", "2026-2-3", "", "2026-05-15T00:00:00Z", "+02026-1-1"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        assert_eq!("2026-05-15".parse::<Day>().unwrap().to_string(), "2026-05-15");
    }

    #[test]
    fn a_day_begins_where_the_zone_says() {
        let day: Day = "2026-07-01".parse().unwrap();
        assert_eq!(day.start(chrono_tz::Europe::Berlin).to_string(), "2026-06-30T22:00:00Z");
        assert_eq!(day.end(chrono_tz::Europe::Berlin).to_string(), "2026-07-01T21:59:59Z");
        assert_eq!(day.noon(chrono_tz::UTC).day(chrono_tz::Pacific::Kiritimati).to_string(), "2026-07-02");
    }

    #[test]
    fn a_day_that_begins_in_a_gap_begins_after_it() {
        // Clocks in Sao Paulo went from 00:00 to 01:00 on that day.
        let day: Day = "2018-11-04".parse().unwrap();
        assert_eq!(day.start(chrono_tz::America::Sao_Paulo).to_string(), "2018-11-04T03:00:00Z");
    }
}
