//! Events: who did what, when, having seen what.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, IgnoredAny, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::date::{Day, Moment};
use super::id::{Digest, Handle, Hash, ItemId, NotAName, PartId};
use super::resource::Resource;
use super::terms::Terms;
use super::word::{Decision, VerifyMethod, VerifyResult};

/// What was done. The lifecycle says by whom and when each act is lawful.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    strum::Display,
    strum::IntoStaticStr,
    strum::EnumString,
    strum::VariantArray,
    strum::EnumMessage,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Act {
    /// An item entered the register.
    Raised,
    /// A manager accepted it with all agreed terms.
    Accepted,
    /// A manager rejected it.
    Rejected,
    /// A manager put it off until a day.
    Deferred,
    /// A manager changed agreed terms.
    Amended,
    /// A manager moved the target date.
    Extended,
    /// The immediate fix was recorded.
    Corrected,
    /// Causes were analysed.
    Analysed,
    /// A resource was asked for.
    Requested,
    /// Sources, risks, controls, tags or other items were linked.
    Linked,
    /// Content was edited.
    Edited,
    /// An action was planned.
    Planned,
    /// Owner or date of an action was changed.
    Replanned,
    /// An action was dropped.
    Dropped,
    /// A request for a resource was taken back.
    Withdrawn,
    /// The owner began.
    Started,
    /// An action was done.
    Done,
    /// Top management decided on a resource.
    Resourced,
    /// The owner signed off what was changed.
    Implemented,
    /// Effectiveness was verified (10.2 d).
    Verified,
    /// It came back, or was rejected too soon.
    Reopened,
    /// Words without further effect.
    Noted,
    /// An earlier event was made void.
    Voided,
    /// People or settings were changed.
    Changed,
    /// A source record was made.
    Recorded,
    /// It was decided that a source needs no item.
    Dismissed,
    /// A statement on the history so far.
    Sealed,
    /// A word that this program does not know; lawful nowhere.
    #[serde(other)]
    #[strum(to_string = "unknown act")]
    #[schemars(skip)]
    Unknown,
}

/// Who acted, raised or suggested.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Party {
    /// Somebody in people.toml.
    Person(Handle),
    /// Somebody who chose not to say.
    Anonymous,
    /// Somebody outside people.toml, `Name <mail>`.
    Outside(String),
}

impl Party {
    /// The handle, where it is somebody in people.toml.
    #[must_use]
    pub fn handle(&self) -> Option<&Handle> {
        match self {
            Party::Person(handle) => Some(handle),
            Party::Anonymous | Party::Outside(_) => None,
        }
    }
}

impl FromStr for Party {
    type Err = NotAName;
    fn from_str(text: &str) -> Result<Self, NotAName> {
        if text == "anonymous" {
            return Ok(Party::Anonymous);
        }
        if let Some((name, mail)) = text.strip_suffix('>').and_then(|t| t.split_once(" <"))
            && !name.trim().is_empty()
            && mail.contains('@')
            && text.len() <= 200
            && !text.chars().any(char::is_control)
        {
            return Ok(Party::Outside(text.to_owned()));
        }
        text.parse().map(Party::Person)
    }
}

impl TryFrom<String> for Party {
    type Error = NotAName;
    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<Party> for String {
    fn from(party: Party) -> String {
        party.to_string()
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Person(handle) => handle.fmt(f),
            Party::Anonymous => f.pad("anonymous"),
            Party::Outside(text) => f.pad(text),
        }
    }
}

impl JsonSchema for Party {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Party".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A handle of people.toml, \"anonymous\", or \"Name <mail>\" of somebody outside"
        })
    }
}

/// One piece of evidence: a file in the register with its digest, or a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Path below the register, `evidence/IMP-2026-K7QD/…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// SHA-256 of the file at `path`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Hash>,
    /// Where the evidence is, when it is not kept in the register; nothing vouches for what is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Evidence {
    /// Whether it names anything at all.
    #[must_use]
    pub fn names_something(&self) -> bool {
        [&self.path, &self.url].into_iter().flatten().any(|named| !named.trim().is_empty())
    }
}

/// Scores of risks by their reference, on the organisation's own scale.
pub type Risks = BTreeMap<String, f64>;

/// One event. Which keys an act carries is told in the lifecycle; keys not used are absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(remote = "Self")]
#[schemars(!remote)]
pub struct Event {
    /// The newest events that the actor had seen: their whole hashes. Empty for the first event of a file.
    pub after: Vec<Hash>,
    /// What was done.
    pub act: Act,
    /// Who did it.
    pub by: Party,
    /// When, by the actor's own clock.
    pub at: Moment,
    /// The actor's own words: reason, statement, finding or note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A record elsewhere that the act rests on, for example a management review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Agreed terms that the act sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// The action it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<PartId>,
    /// The resource it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<PartId>,
    /// What management decided about the resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// The request that was decided, as it stood: another amount or purpose is another request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Resource>,
    /// How much of it is granted, where that is less than was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// The first day on which a deferral is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// The day to look again at a rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_on: Option<Day>,
    /// The reason for being late, where the sign-off comes after the target date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<String>,
    /// The reason for verifying before the planned day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub early_reason: Option<String>,
    /// Number of analyses in the file after an act that adds one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub analyses: Option<u32>,
    /// The links that an act brought: `sources.KIND:REF`, `controls.REF`, `risk.REF`, or the key that names another item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<String>>,
    /// How effectiveness was verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<VerifyMethod>,
    /// What the verification found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<VerifyResult>,
    /// Risk scores after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risks>,
    /// The item that an ineffective fix led to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<ItemId>,
    /// Files and links that show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Vec<Evidence>>,
    /// Why somebody acted who should not have, where nobody else could.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
    /// The whole hash of the event that is made void.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Hash>,
    /// The newest event of people.toml that a change of register.toml has seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<Hash>,
    /// What a change of people.toml or register.toml sets: a part of that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<BTreeMap<String, serde_json::Value>>")]
    #[doc(hidden)]
    pub set: Option<toml::Table>,
    /// Keys that were edited by hand, or joined from two sides, and adopted with this act.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edits: Option<Vec<String>>,
    /// The program that drafted what the act brings: a person read it and answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drafted_with: Option<String>,
    /// Digest of the file's content after the act.
    pub content: Digest,
    /// An OpenSSH signature over the event's statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The hash of this event.
    pub hash: Hash,
    /// Keys that no event has. They make it unlawful, whatever it says otherwise.
    #[serde(skip)]
    pub odd: Vec<String>,
}

/// The keys that every event has, and those that some acts carry, in the order in which they are declared.
pub const KEYS: [&str; 32] = [
    "after",
    "act",
    "by",
    "at",
    "text",
    "reference",
    "terms",
    "action",
    "resource",
    "decision",
    "asked",
    "amount",
    "until",
    "review_on",
    "late_reason",
    "early_reason",
    "analyses",
    "links",
    "method",
    "result",
    "risk",
    "follow_up",
    "evidence",
    "waiver",
    "event",
    "people",
    "set",
    "edits",
    "drafted_with",
    "content",
    "signature",
    "hash",
];

impl Event {
    /// The keys that it carries beside those that every event has, unknown ones last.
    pub fn carried(&self) -> impl Iterator<Item = &str> {
        let present = [
            ("text", self.text.is_some()),
            ("reference", self.reference.is_some()),
            ("terms", self.terms.is_some()),
            ("action", self.action.is_some()),
            ("resource", self.resource.is_some()),
            ("decision", self.decision.is_some()),
            ("asked", self.asked.is_some()),
            ("amount", self.amount.is_some()),
            ("until", self.until.is_some()),
            ("review_on", self.review_on.is_some()),
            ("late_reason", self.late_reason.is_some()),
            ("early_reason", self.early_reason.is_some()),
            ("analyses", self.analyses.is_some()),
            ("links", self.links.is_some()),
            ("method", self.method.is_some()),
            ("result", self.result.is_some()),
            ("risk", self.risk.is_some()),
            ("follow_up", self.follow_up.is_some()),
            ("evidence", self.evidence.is_some()),
            ("waiver", self.waiver.is_some()),
            ("event", self.event.is_some()),
            ("people", self.people.is_some()),
            ("set", self.set.is_some()),
            ("edits", self.edits.is_some()),
            ("drafted_with", self.drafted_with.is_some()),
        ];
        present.into_iter().filter_map(|(key, there)| there.then_some(key)).chain(self.odd.iter().map(String::as_str))
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Event::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Event;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the table of an event")
            }
            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Event, A::Error> {
                let mut odd = Vec::new();
                let known = KnownKeys { entries, odd: &mut odd, nested: None };
                let event = Event::deserialize(MapAccessDeserializer::new(known))?;
                Ok(Event { odd, ..event })
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// The entries of an event's table whose keys are known; the names of the others are kept.
struct KnownKeys<'o, A> {
    entries: A,
    odd: &'o mut Vec<String>,
    /// The key whose value comes next, where it has keys of its own.
    nested: Option<&'static str>,
}

/// The keys whose values have keys of their own, which are fixed too.
const NESTED: [&str; 3] = ["terms", "asked", "evidence"];

/// Keeps the names of keys that are not known within a value.
struct Nested<'o, S> {
    seed: S,
    key: &'static str,
    odd: &'o mut Vec<String>,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Nested<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        let Nested { seed, key, odd } = self;
        // An optional value adds a `?` to the path, which says nothing to people.
        let mut keep = |path: serde_ignored::Path<'_>| odd.push(format!("{key}.{path}").replace(".?", ""));
        seed.deserialize(serde_ignored::Deserializer::new(deserializer, &mut keep))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for KnownKeys<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        loop {
            let Some(key) = self.entries.next_key::<Key<'de>>()? else { return Ok(None) };
            if let Some(known) = KEYS.into_iter().find(|known| *known == key.0) {
                self.nested = NESTED.contains(&known).then_some(known);
                return seed.deserialize(key.0.into_deserializer()).map(Some);
            }
            // Whoever reads the file tells of it as of any key that is not known.
            self.entries.next_value::<IgnoredAny>()?;
            self.odd.push(key.0.into_owned());
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.nested.take() {
            None => self.entries.next_value_seed(seed),
            Some(key) => self.entries.next_value_seed(Nested { seed, key, odd: self.odd }),
        }
    }
}

/// The name of a key, not copied where the text has it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);
