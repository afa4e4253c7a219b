//! The events of a management review's record: which are lawful, and the content they vouch for.

use super::authority::Authority;
use super::content::{Expected, expected};
use super::graph::Graph;
use super::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::model::id::Digest;

/// The events of one record, judged. The first one is `recorded`; what follows are `changed`. Both take a manager,
/// since the review is top management's (9.3.1) and its record is what other rules rest on.
#[derive(Debug)]
pub struct ReviewReplay<'a> {
    /// The events in their order.
    pub graph: Graph<'a>,
    /// Why an event has no effect; `None` where it is lawful.
    pub refused: Vec<Option<Refusal>>,
    content: Vec<Digest>,
}

impl<'a> ReviewReplay<'a> {
    /// Judges `events`.
    #[must_use]
    pub fn new(events: impl IntoIterator<Item = &'a Event>, authority: &Authority) -> Self {
        let graph = Graph::new(events);
        let root = graph.roots().first().copied();
        let mut refused = Vec::with_capacity(graph.events().len());
        let mut content = Vec::with_capacity(graph.events().len());
        for (i, event) in graph.events().iter().enumerate() {
            let verdict = judge(event, root == Some(i), authority).err();
            content.push(match (&verdict, expected(&graph, &content, graph.parents(i))) {
                (Some(_), Expected::One(before)) => before,
                _ => event.content.clone(),
            });
            refused.push(verdict);
        }
        ReviewReplay { graph, refused, content }
    }

    /// The event that recorded the review, where a lawful one did.
    #[must_use]
    pub fn recorded(&self) -> Option<&'a Event> {
        let root = *self.graph.roots().first()?;
        self.graph.events().get(root).copied().filter(|_| self.refused.get(root).is_some_and(Option::is_none))
    }

    /// The content that the file must have.
    #[must_use]
    pub fn expected_content(&self) -> Expected {
        expected(&self.graph, &self.content, &self.graph.newest())
    }
}

/// Whether one event may stand in the record of a review.
///
/// # Errors
/// Why not.
pub fn judge(event: &Event, first: bool, authority: &Authority) -> Result<(), Refusal> {
    match (event.act, event.after.is_empty()) {
        (Act::Recorded, true) if first => {}
        (_, true) if !first => return Err(Refusal::new("a second event that follows nothing has no effect")),
        (Act::Changed, false) => {}
        (act, _) => return Err(Refusal::new(format!("an act `{act}` has no place here in this file"))),
    }
    let Some(by) = event.by.handle() else {
        return Err(Refusal::new(format!("{} cannot do this: it takes somebody in people.toml", event.by)));
    };
    authority.require_present(by, event.at)?;
    if !authority.is_manager(by, event.at) {
        return Err(Refusal::new(format!("{by} is no manager, and a management review is recorded by one"))
            .next(format!("a manager does it: {}", authority.managers(event.at))));
    }
    if event.act == Act::Changed && event.text.as_ref().is_none_or(|t| t.trim().is_empty()) {
        return Err(Refusal::new("a change of a management review says why").next("add -m REASON"));
    }
    Ok(())
}
