//! Names of things: items, actions, events, people, sources.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::date::Day;
use super::word::{SourceKind, Word};

/// The alphabet of random parts: Crockford base 32, without I, L, O and U.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Text that is no name of the kind wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAName(String);

impl fmt::Display for NotAName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotAName {}

fn refuse<T>(written: &str, expected: &str) -> Result<T, NotAName> {
    let shown: String = written.chars().take(60).collect();
    Err(NotAName(format!("“{shown}” is not {expected}")))
}

fn is_crockford(text: &str) -> bool {
    text.bytes().all(|b| ALPHABET.contains(&b))
}

/// Declares a checked string that (de)serialises as itself.
macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident, $pattern:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAName;
            fn try_from(text: String) -> Result<Self, NotAName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

name_type! {
    /// The id of an item, `IMP-2026-K7QD`: prefix, year raised, four random characters.
    ItemId, "^[A-Z][A-Z0-9]{0,11}-[0-9]{4}-[0-9A-HJKMNP-TV-Z]{4}$"
}

impl FromStr for ItemId {
    type Err = NotAName;
    fn from_str(text: &str) -> Result<Self, NotAName> {
        let mut parts = text.split('-');
        if let (Some(prefix), Some(year), Some(random), None) = (parts.next(), parts.next(), parts.next(), parts.next())
            && is_prefix(prefix)
            && year.len() == 4
            && year.bytes().all(|b| b.is_ascii_digit())
            && random.len() == 4
            && is_crockford(random)
        {
            return Ok(ItemId(text.to_owned()));
        }
        refuse(text, "the id of an item; it looks like IMP-2026-K7QD")
    }
}

impl ItemId {
    /// The year in the id, which names the folder of its file.
    #[must_use]
    pub fn year(&self) -> &str {
        self.0.split('-').nth(1).unwrap_or_default()
    }

    /// The random part, which is what people type.
    #[must_use]
    pub fn random(&self) -> &str {
        self.0.rsplit('-').next().unwrap_or_default()
    }
}

/// Whether `text` can be the prefix of ids: a capital letter, then up to eleven capitals or digits.
#[must_use]
pub fn is_prefix(text: &str) -> bool {
    text.len() <= 12
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

name_type! {
    /// The id of an action or a resource: three random characters.
    PartId, "^[0-9A-HJKMNP-TV-Z]{3}$"
}

impl FromStr for PartId {
    type Err = NotAName;
    fn from_str(text: &str) -> Result<Self, NotAName> {
        if text.len() == 3 && is_crockford(text) {
            return Ok(PartId(text.to_owned()));
        }
        refuse(text, "the id of an action or a resource; it looks like 7KQ")
    }
}

name_type! {
    /// The id of a management review, `2026-09-30`: its day; a second one of the day is `2026-09-30-2`. Reviews that are
    /// recorded on two branches have files of their own by that. `2026-Q3`, the quarter, is read too.
    ReviewId, "^[0-9]{4}-(Q[1-4]|(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))(-[2-9]|-[1-9][0-9])?$"
}

impl FromStr for ReviewId {
    type Err = NotAName;
    fn from_str(text: &str) -> Result<Self, NotAName> {
        let (year, rest) = text.split_once('-').unwrap_or((text, ""));
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let numbered = |rest: &str| {
            let number = rest.strip_prefix('-').filter(|n| !n.starts_with('0')).and_then(|n| n.parse::<u32>().ok());
            rest.is_empty() || number.is_some_and(|n| (2..100).contains(&n))
        };
        let quarter = ["Q1", "Q2", "Q3", "Q4"].iter().find_map(|quarter| rest.strip_prefix(quarter));
        let day = || rest.split_at_checked(5).filter(|(day, _)| format!("{year}-{day}").parse::<Day>().is_ok());
        if is_year && (quarter.is_some_and(numbered) || day().is_some_and(|(_, rest)| numbered(rest))) {
            return Ok(ReviewId(text.to_owned()));
        }
        refuse(text, "the id of a management review; it looks like 2026-09-30")
    }
}

name_type! {
    /// A SHA-256 as 64 hexadecimal digits.
    Hash, "^[0-9a-f]{64}$"
}

impl FromStr for Hash {
    type Err = NotAName;
    fn from_str(text: &str) -> Result<Self, NotAName> {
        if is_sha256(text) {
            return Ok(Hash(text.to_owned()));
        }
        refuse(text, "a SHA-256 of 64 hexadecimal digits")
    }
}

/// Without a way out, so that many digits are looked at in one step: files are full of them.
fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().fold(true, |all, b| all & (b.is_ascii_digit() | (b'a'..=b'f').contains(&b)))
}

impl Hash {
    /// All digits zero: the place of a hash that is not made yet.
    #[must_use]
    pub fn zero() -> Hash {
        Hash("0".repeat(64))
    }

    /// The first 16 digits, which name the event's table in its file.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..16).unwrap_or_default()
    }
}

name_type! {
    /// A content digest, `sha256:` and 64 hexadecimal digits.
    Digest, "^sha256:[0-9a-f]{64}$"
}

impl FromStr for Digest {
    type Err = NotAName;
    fn from_str(text: &str) -> Result<Self, NotAName> {
        match text.strip_prefix("sha256:").filter(|digits| is_sha256(digits)) {
            Some(_) => Ok(Digest(text.to_owned())),
            None => refuse(text, "a digest; it looks like sha256: and 64 hexadecimal digits"),
        }
    }
}

impl Digest {
    /// All digits zero: the place of a digest that is not made yet.
    #[must_use]
    pub fn zero() -> Digest {
        Digest(format!("sha256:{}", "0".repeat(64)))
    }
}

name_type! {
    /// The handle of one human being, `arjun.mehta`.
    Handle, "^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$"
}

impl FromStr for Handle {
    type Err = NotAName;
    fn from_str(text: &str) -> Result<Self, NotAName> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let inner = text.bytes().all(|b| plain(b) || matches!(b, b'.' | b'_' | b'-'));
        let ends = text.bytes().next().is_some_and(plain) && text.bytes().last().is_some_and(plain);
        if inner && ends && text.len() <= 64 {
            return Ok(Handle(text.to_owned()));
        }
        refuse(text, "a handle; it looks like arjun.mehta (small letters, digits, dot, dash)")
    }
}

impl Handle {
    /// A handle made from a person's name: `Zoë de Wit` gives `zo.de.wit`; `None` where nothing is left.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Handle> {
        let lower = name.to_lowercase();
        let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
        words.collect::<Vec<_>>().join(".").parse().ok()
    }
}

/// What an item answers to: `incident:INC-481`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceRef {
    /// What kind of source it is.
    pub kind: SourceKind,
    /// Its reference in the place where it is kept.
    pub reference: String,
}

impl SourceRef {
    /// Asks that a text can be the reference of a source.
    ///
    /// # Errors
    /// It is empty, too long, or not one line.
    pub fn check(reference: &str) -> Result<(), NotAName> {
        if reference.trim().is_empty() || reference.len() > 200 || reference.chars().any(char::is_control) {
            return refuse(reference, "the reference of a source, which is 1 to 200 characters on one line");
        }
        Ok(())
    }

    /// Whether another name means this source where nobody minds capitals: `inc-481` is found for `INC-481`.
    #[must_use]
    pub fn is_also(&self, other: &SourceRef) -> bool {
        self.kind == other.kind && self.reference.to_lowercase() == other.reference.to_lowercase()
    }
}

impl FromStr for SourceRef {
    type Err = NotAName;
    fn from_str(text: &str) -> Result<Self, NotAName> {
        let Some((kind, reference)) = text.split_once(':') else {
            return refuse(text, "a source; write KIND:REFERENCE, for example incident:INC-481");
        };
        let Some(kind) = SourceKind::of(kind) else {
            let all: Vec<String> = SourceKind::all().iter().map(ToString::to_string).collect();
            return refuse(kind, &format!("a kind of source; there are {}", all.join(", ")));
        };
        SourceRef::check(reference)?;
        Ok(SourceRef { kind, reference: reference.to_owned() })
    }
}

impl TryFrom<String> for SourceRef {
    type Error = NotAName;
    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<SourceRef> for String {
    fn from(source: SourceRef) -> String {
        source.to_string()
    }
}

impl fmt::Display for SourceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}:{}", self.kind, self.reference))
    }
}

impl JsonSchema for SourceRef {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SourceRef".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let kinds: Vec<String> = SourceKind::all().iter().map(ToString::to_string).collect();
        json_schema!({ "type": "string", "pattern": format!("^({}):.+$", kinds.join("|")) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_ids() {
        assert_eq!("IMP-2026-K7QD".parse::<ItemId>().unwrap().year(), "2026");
        for text in ["imp-2026-K7QD", "IMP-26-K7QD", "IMP-2026-K7Q", "IMP-2026-K7QI", "IMP-2026-K7QD-X", "../x"] {
            assert!(text.parse::<ItemId>().is_err(), "{text}");
        }
    }

    #[test]
    fn reviews() {
        for text in ["2026-Q3", "2026-Q1-2", "2026-Q4-12", "2026-09-30", "2026-02-28-2"] {
            assert_eq!(text.parse::<ReviewId>().unwrap().as_str(), text);
        }
        for text in [
            "2026-Q5",
            "26-Q1",
            "2026-Q1-1",
            "2026-Q1-02",
            "2026-Q1-2-3",
            "2026-Q3/..",
            "",
            "2026-02-30",
            "2026-9-30",
            "2026-09-30-1",
            "2026-09",
            "2026-09-3é",
        ] {
            assert!(text.parse::<ReviewId>().is_err(), "{text}");
        }
    }

    #[test]
    fn handles() {
        assert_eq!(Handle::from_name("Arjun Mehta").unwrap().as_str(), "arjun.mehta");
        assert_eq!(Handle::from_name("  O'Neil, Ann-Marie ").unwrap().as_str(), "o.neil.ann.marie");
        assert!(Handle::from_name("李").is_none());
        assert!(".x".parse::<Handle>().is_err());
    }

    #[test]
    fn sources() {
        assert_eq!("incident:INC-481".parse::<SourceRef>().unwrap().to_string(), "incident:INC-481");
        assert!("incident".parse::<SourceRef>().is_err());
        assert!("gossip:1".parse::<SourceRef>().unwrap_err().to_string().contains("site-walkthrough"));
    }
}
