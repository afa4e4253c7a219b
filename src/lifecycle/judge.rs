//! What any event has to hold to, in whatever file it stands: one event founds the file, and what is made void is there,
//! is older, and founds nothing.

use super::acts::{About, Who};
use super::authority::Authority;
use super::graph::Graph;
use super::refusal::Refusal;
use crate::model::event::{Act, Event, Party};
use crate::model::id::Handle;

/// Whether event `i` may stand where it does, where `root` founds the file.
pub(super) fn check_first(event: &Event, i: usize, root: Option<usize>) -> Result<(), Refusal> {
    if event.after.is_empty() && root != Some(i) {
        return Err(Refusal::new("a second event that follows nothing has no effect"));
    }
    Ok(())
}

/// Whether who acted may do so in a file that no single person owns: by the table of acts, or as a manager where
/// something is founded.
pub(super) fn check_who<'e>(
    about: &About,
    event: &'e Event,
    founds: bool,
    authority: &Authority,
) -> Result<&'e Handle, Refusal> {
    let Party::Person(by) = &event.by else {
        return Err(Refusal::new(format!("{} cannot do this: it takes somebody in people.toml", event.by)));
    };
    authority.require_present(by, event.at)?;
    let manager = authority.is_manager(by, event.at);
    let who = match about.who {
        _ if manager => return Ok(by),
        Who::ManagerOrAuditor if authority.is_auditor(by, event.at) => return Ok(by),
        Who::ManagerOrAuditor => "a manager or an auditor",
        Who::Member | Who::Anybody if !founds => return Ok(by),
        _ => "a manager",
    };
    let refusal = Refusal::new(format!("{by} cannot `{}` here: that takes {who}", about.verb));
    Err(refusal.next(format!("the managers are {}", authority.managers(event.at))))
}

/// The event that the `voided` at place `i` may make void; `founds` says why one that founds something cannot be.
pub(super) fn void_target(
    graph: &Graph<'_>,
    i: usize,
    event: &Event,
    founds: impl FnOnce(usize, &Event) -> Option<Refusal>,
) -> Result<usize, Refusal> {
    let target = event.event.as_ref().and_then(|hash| graph.place(hash)).filter(|target| graph.follows(i, *target));
    let Some((target, voided)) = target.and_then(|target| Some((target, graph.events().get(target)?))) else {
        return Err(Refusal::new("`void` names an event that it follows; this one it does not"));
    };
    if voided.act == Act::Voided {
        return Err(Refusal::new("a `voided` cannot be made void"));
    }
    founds(target, voided).map_or(Ok(target), Err)
}

/// Why the first event of a ledger or a record cannot be made void.
pub(super) fn founds_file() -> Refusal {
    Refusal::new("the first event of this file founds it and cannot be made void")
}

/// The events at some places that lawfully made another one void: first the target, then who did.
pub(super) fn voids<'g>(
    graph: &'g Graph<'_>,
    lawful: impl Fn(usize) -> bool + 'g,
    among: &'g [usize],
) -> impl Iterator<Item = (usize, usize)> + 'g {
    among.iter().copied().filter(move |i| lawful(*i)).filter_map(|i| {
        let event = graph.events().get(i).filter(|event| event.act == Act::Voided)?;
        Some((graph.place(event.event.as_ref()?)?, i))
    })
}
