//! The canonical order of keys and tables, one table of data for each kind of file.

use crate::model::settings::Policy;

/// The kinds of file in a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LayoutKind {
    /// `items/2026/IMP-2026-K7QD.toml`
    Item,
    /// `people.toml`
    People,
    /// `register.toml`
    Register,
    /// `sources/incident/INC-481.toml`
    Source,
    /// `reviews/2026-09-30.toml`
    Review,
    /// `seals.toml`
    Seals,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `[risk]`
    Table,
    /// `[action.7KQ]`: tables by name.
    Named,
    /// `[[analysis]]`
    Array,
}

/// How an array is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListForm {
    /// All entries on one line.
    OneLine,
    /// One entry a line.
    Lines,
    /// One entry a line once there is more than one.
    Grow,
    /// Not known here: as it was written.
    Free,
}

/// Stands for the keys that the layout does not name, in an order of keys.
const OTHERS: &str = "*";

/// The order of keys in one table.
struct Order {
    /// Where it is: `["action", "*"]` for every action.
    path: &'static [&'static str],
    shape: Shape,
    /// Its keys; [`OTHERS`] marks the place of unknown ones, else they come last.
    keys: &'static [&'static str],
}

/// The whole layout of a kind of file.
struct Layout {
    /// The top-level keys in groups, with a blank line between groups.
    groups: &'static [&'static [&'static str]],
    /// The tables, families in their order. Unknown families come before the events.
    tables: &'static [Order],
}

const EVENT: Order = Order {
    path: &["event", "*"],
    shape: Shape::Named,
    keys: &[
        "after",
        "act",
        "by",
        "at",
        "text",
        "reference",
        "action",
        "resource",
        "event",
        "method",
        "result",
        "finding",
        "evidence",
        "risk",
        "until",
        "review_on",
        "late_reason",
        "early_reason",
        "waiver",
        "follow_up",
        OTHERS,
        "analyses",
        "links",
        "drafted_with",
        "people",
        "terms",
        "set",
        "content",
        "edits",
        "signature",
        "hash",
    ],
};

const ITEM: Layout = Layout {
    groups: &[
        &["schema", "id", "title", "status"],
        &["kind", "grade", "significance", "owner", "due", "verify_on", "success_criterion"],
        &[
            "category",
            "environment",
            "enhances",
            "controls",
            "tags",
            "recurrence_of",
            "follow_up_of",
            "raised_on",
            "raised_by",
            "department",
            "sources",
            "description",
        ],
    ],
    tables: &[
        Order { path: &["risk"], shape: Shape::Table, keys: &[] },
        Order { path: &["correction"], shape: Shape::Table, keys: &["by", "on", "description", "consequences"] },
        Order {
            path: &["analysis"],
            shape: Shape::Array,
            keys: &["method", "by", "on", "root_cause", "cause_code", "escape_point", "similar_elsewhere"],
        },
        Order { path: &["analysis", "why"], shape: Shape::Array, keys: &["question", "answer", "evidence"] },
        Order {
            path: &["action", "*"],
            shape: Shape::Named,
            keys: &["owner", "due", "procedure", "changes", "description"],
        },
        Order { path: &["resource", "*"], shape: Shape::Named, keys: &["kind", "amount", "unit", "purpose"] },
        EVENT,
    ],
};

const PEOPLE: Layout = Layout {
    groups: &[&["schema"]],
    tables: &[
        Order {
            path: &["person", "*"],
            shape: Shape::Named,
            keys: &["name", "email", "department", "security_team", "one_human", "from", "until", "role", "key"],
        },
        EVENT,
    ],
};

const REGISTER: Layout = Layout {
    groups: &[&[
        "schema",
        "id",
        "name",
        "prefix",
        "timezone",
        "signatures",
        "sandbox",
        "blame_phrases",
        "empty_phrases",
        "generic_phrases",
        "frameworks",
        "machines",
        "suggest_issues",
        "suggest_mail",
    ]],
    tables: &[
        Order { path: &["mapping"], shape: Shape::Table, keys: &[] },
        Order { path: &["policy"], shape: Shape::Table, keys: &[] },
        Order { path: &["rules"], shape: Shape::Table, keys: &[] },
        Order { path: &["waiver"], shape: Shape::Array, keys: &["rule", "item", "event", "commit", "reason", "until"] },
        EVENT,
    ],
};

const SOURCE: Layout = Layout {
    groups: &[&[
        "schema",
        "kind",
        "reference",
        "title",
        "occurred_on",
        "severity",
        "status",
        "significant",
        "cause_code",
        "department",
        "cost",
        "answer_by",
        "url",
        "labels",
        "open",
        "places",
        "origin",
        "description",
    ]],
    tables: &[Order { path: &["score"], shape: Shape::Array, keys: &["on", "score"] }, EVENT],
};

const REVIEW: Layout = Layout {
    groups: &[&["schema", "id"], &["held_on", "chair", "attendees", "minutes", "looked_at", "next_on"]],
    tables: &[Order { path: &["decision"], shape: Shape::Array, keys: &["text", "items"] }, EVENT],
};

const SEALS: Layout = Layout {
    groups: &[&["schema"]],
    tables: &[
        Order {
            path: &["seal", "*"],
            shape: Shape::Named,
            keys: &["commit", "folder", "tree", "items", "events", "previous", "tag"],
        },
        EVENT,
    ],
};

/// Arrays and how they are written, by the keys of their path.
const LISTS: &[(&[&str], ListForm)] = &[
    (&["controls"], ListForm::Lines),
    (&["tags"], ListForm::Lines),
    (&["sources"], ListForm::Lines),
    (&["environment"], ListForm::OneLine),
    (&["enhances"], ListForm::OneLine),
    (&["attendees"], ListForm::Lines),
    (&["decision", "items"], ListForm::OneLine),
    (&["person", "*", "email"], ListForm::OneLine),
    (&["person", "*", "role"], ListForm::Grow),
    (&["person", "*", "key"], ListForm::Grow),
    (&["event", "*", "after"], ListForm::OneLine),
    (&["event", "*", "edits"], ListForm::OneLine),
    (&["event", "*", "evidence"], ListForm::Grow),
];

impl LayoutKind {
    fn layout(self) -> &'static Layout {
        match self {
            Self::Item => &ITEM,
            Self::People => &PEOPLE,
            Self::Register => &REGISTER,
            Self::Source => &SOURCE,
            Self::Review => &REVIEW,
            Self::Seals => &SEALS,
        }
    }

    /// The rank of a key in the table at `table` (keys of its path). Equal ranks keep their order.
    pub(crate) fn key_rank<S: AsRef<str>>(self, table: &[S], key: &str) -> usize {
        if table.is_empty() {
            let mut keys = self.layout().groups.iter().copied().flatten();
            let known = keys.position(|name| *name == key);
            return known.unwrap_or_else(|| 1_000 + self.family(key).map_or(0, |rank| rank + 1));
        }
        let Some(order) = self.order(table) else { return 0 };
        let place = |name: &str| order.keys.iter().position(|known| *known == name);
        place(key).or_else(|| place(OTHERS)).unwrap_or(order.keys.len())
    }

    /// The group of a top-level key; unknown keys join the last one.
    pub(crate) fn group(self, key: &str) -> usize {
        let groups = self.layout().groups;
        groups.iter().position(|group| group.contains(&key)).unwrap_or(groups.len().saturating_sub(1))
    }

    /// The rank of a family of tables (its first key). Unknown families come before the events.
    pub(crate) fn family_rank(self, family: &str) -> usize {
        let last = self.layout().tables.len() * 2;
        match self.family(family) {
            Some(_) if family == "event" => last,
            Some(rank) => rank * 2,
            None => last - 1,
        }
    }

    fn family(self, family: &str) -> Option<usize> {
        self.layout().tables.iter().position(|order| order.path.first() == Some(&family))
    }

    /// The shape of the table at `path`, where the layout writes it with a header.
    pub(crate) fn shape<S: AsRef<str>>(self, path: &[S]) -> Option<Shape> {
        self.order(path).map(|order| order.shape)
    }

    /// The shape of the top-level family, where it is known.
    pub(crate) fn family_shape(self, family: &str) -> Option<Shape> {
        let tables = self.layout().tables;
        tables.iter().find(|order| order.path.first() == Some(&family)).map(|order| order.shape)
    }

    fn order<S: AsRef<str>>(self, path: &[S]) -> Option<&'static Order> {
        self.layout().tables.iter().find(|order| matches(order.path, path))
    }

    /// The key that was meant by one that means nothing at its place: the one that is most like it, where one is.
    #[must_use]
    pub fn closest_key(self, path: &[String]) -> Option<&'static str> {
        let (written, table) = path.split_last()?;
        // The entries of a list are no keys.
        let table: Vec<&String> = table.iter().filter(|key| !key.starts_with('[')).collect();
        let layout = self.layout();
        let known: Vec<&'static str> = match table.as_slice() {
            [] => {
                let families = layout.tables.iter().filter_map(|order| order.path.first());
                layout.groups.iter().copied().flatten().chain(families).copied().collect()
            }
            [policy] if policy.as_str() == "policy" => Policy::NUMBERS.iter().map(|(name, ..)| *name).collect(),
            table => self.order(table)?.keys.iter().copied().filter(|key| *key != OTHERS).collect(),
        };
        let likeness = |key: &&str| strsim::jaro_winkler(key, written);
        let best = known.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
        (likeness(&best) > 0.85).then_some(best)
    }

    /// How the array at `path` is written.
    pub(crate) fn list_form<S: AsRef<str>>(self, path: &[S]) -> ListForm {
        let found = LISTS.iter().find(|(pattern, _)| matches(pattern, path));
        let at_home = path.len() != 1 || matches!(self, Self::Item | Self::Review);
        found.filter(|_| at_home).map_or(ListForm::Free, |(_, form)| *form)
    }
}

fn matches<S: AsRef<str>>(pattern: &[&str], path: &[S]) -> bool {
    pattern.len() == path.len() && pattern.iter().zip(path).all(|(name, key)| *name == "*" || *name == key.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_last_and_unknown_keys_come_before_the_seal_of_an_event() {
        let event = ["event", "3f9c"];
        let rank = |key| LayoutKind::Item.key_rank(&event, key);
        assert!(rank("act") < rank("unknown") && rank("unknown") < rank("terms"));
        assert!(rank("content") < rank("signature") && rank("signature") < rank("hash"));
    }

    #[test]
    fn the_key_that_was_meant_is_known() {
        let meant = |path: &[&str]| {
            let path: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
            LayoutKind::Item.closest_key(&path).or_else(|| LayoutKind::Register.closest_key(&path))
        };
        assert_eq!(meant(&["tgas"]), Some("tags"));
        assert_eq!(meant(&["analysis", "[0]", "root_cuase"]), Some("root_cause"));
        assert_eq!(meant(&["action", "7KQ", "ower"]), Some("owner"));
        assert_eq!(meant(&["policy", "stale_day"]), Some("stale_days"));
        assert_eq!(meant(&["weather"]), None);
    }

    #[test]
    fn families_keep_the_order_of_the_sample() {
        let families = ["risk", "correction", "analysis", "action", "resource", "something", "event"];
        let ranks: Vec<usize> = families.iter().map(|family| LayoutKind::Item.family_rank(family)).collect();
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
    }

    #[test]
    fn every_kind_ends_with_its_events() {
        for kind in [
            LayoutKind::Item,
            LayoutKind::People,
            LayoutKind::Register,
            LayoutKind::Source,
            LayoutKind::Review,
            LayoutKind::Seals,
        ] {
            assert_eq!(kind.shape(&["event", "x"]), Some(Shape::Named));
            assert!(kind.family_rank("event") > kind.family_rank("unheard-of"));
        }
    }
}
