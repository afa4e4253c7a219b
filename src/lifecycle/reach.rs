//! What of an item's content an act may change: the keys that are its own, and those that it names in `edits`.

use std::collections::HashSet;

use super::acts::{self, FileKind};
use crate::model::event::{Act, Event};
use crate::model::id::PartId;

/// The keys that tell who raised an item, and when. They are of the act that raised it: put right while the item is
/// raised, by an act that names them, and fixed from then on.
pub const RAISER: [&str; 2] = ["raised_by", "raised_on"];

/// The keys that an act on an item may change, given the ids of the action and the resource that it names and what it
/// adopts; with all that stands below them.
#[must_use]
pub fn reach(act: Act, action: Option<&str>, resource: Option<&str>, edits: &[String]) -> Vec<String> {
    let own = acts::about(FileKind::Item, act).map_or(&[][..], |about| about.owns);
    let named = |key: &&str| match key.strip_suffix('.') {
        None => Some((*key).to_owned()),
        Some("action") => action.map(|id| format!("action.{id}")),
        Some(_) => resource.map(|id| format!("resource.{id}")),
    };
    own.iter().filter_map(named).chain(edits.iter().cloned()).collect()
}

/// The same of an event.
#[must_use]
pub fn of(event: &Event) -> Vec<String> {
    let (action, resource) = (event.action.as_ref(), event.resource.as_ref());
    reach(
        event.act,
        action.map(PartId::as_str),
        resource.map(PartId::as_str),
        event.edits.as_deref().unwrap_or_default(),
    )
}

/// The keys that some acts together may change.
#[derive(Debug, Default)]
pub struct Reach<'k>(HashSet<&'k str>);

impl<'k> Reach<'k> {
    /// Those of these lists.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = &'k String>) -> Self {
        Reach(keys.into_iter().map(String::as_str).collect())
    }

    /// Whether a key is one of them, or stands below one.
    #[must_use]
    pub fn covers(&self, key: &str) -> bool {
        let above = key.match_indices('.').filter_map(|(dot, _)| key.get(..dot));
        self.0.contains(key) || above.into_iter().any(|above| self.0.contains(above))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(reach: &[String], key: &str) -> bool {
        Reach::new(reach).covers(key)
    }

    #[test]
    fn each_act_changes_what_is_its_own_and_what_it_names() {
        let plan = reach(Act::Planned, Some("7KQ"), Some("M2V"), &["title".to_owned()]);
        for (key, may) in [
            ("action.7KQ", true),
            ("action.7KQ.description", true),
            ("action.7KQX", false),
            ("action", false),
            ("resource.M2V", false),
            ("title", true),
            ("analysis", false),
        ] {
            assert_eq!(covers(&plan, key), may, "{key}");
        }
        assert!(covers(&reach(Act::Analysed, None, None, &[]), "analysis.root_cause"));
        assert!(covers(&reach(Act::Linked, None, None, &[]), "risk.RSK-12"));
        assert!(reach(Act::Planned, None, None, &[]).is_empty());
        for act in [Act::Edited, Act::Noted, Act::Implemented, Act::Done, Act::Resourced] {
            assert!(reach(act, Some("7KQ"), Some("M2V"), &[]).is_empty(), "{act}");
        }
    }

    #[test]
    fn nothing_but_what_raises_an_item_owns_who_raised_it() {
        for about in acts::all().filter(|about| about.file == FileKind::Item) {
            let own = reach(about.act, Some("7KQ"), Some("M2V"), &[]);
            assert!(RAISER.iter().all(|key| !covers(&own, key)), "{}", about.act);
        }
    }
}
