//! What each department does for improvement (step 5 of the audit).

use super::Site;
use super::ages::is_open;
use crate::model::event::Party;
use crate::model::id::Handle;
use crate::model::word::{SourceKind, Status};
use crate::report::audit::AuditedItem;
use crate::report::clocks;

/// One department.
#[derive(Debug)]
pub struct Department<'a> {
    /// Its name.
    pub name: &'a str,
    /// Who works there.
    pub people: Vec<&'a Handle>,
    /// Items that came from it.
    pub raised: Vec<&'a AuditedItem>,
    /// Items that somebody of it owns.
    pub owned: Vec<&'a AuditedItem>,
    /// Items in which somebody of it has an action, and that others own.
    pub helped: Vec<&'a AuditedItem>,
}

impl<'a> Department<'a> {
    /// Gathers what there is of a department.
    #[must_use]
    pub fn of(site: &'a Site, name: &'a str) -> Self {
        let people: Vec<&Handle> =
            site.people.iter().filter(|(_, person)| is(person.department.as_deref(), name)).map(|(h, _)| h).collect();
        let here = |owner: Option<&Handle>| owner.is_some_and(|owner| people.contains(&owner));
        let owns = |entry: &AuditedItem| here(entry.state.owner());
        let helps = |entry: &AuditedItem| {
            entry.state.actions.values().any(|action| action.owner.as_ref().is_some_and(|o| people.contains(&o)))
        };
        let raised = site.entries().filter(|entry| is(entry.item.department.as_deref(), name)).collect();
        let owned = site.entries().filter(|entry| owns(entry)).collect();
        let helped = site.entries().filter(|entry| helps(entry) && !owns(entry)).collect();
        Department { name, people, raised, owned, helped }
    }

    /// Items that came from it as suggestions of staff.
    #[must_use]
    pub fn suggested(&self) -> usize {
        let staff = |entry: &AuditedItem| entry.item.sources.iter().any(|s| s.kind == SourceKind::StaffSuggestion);
        self.raised.iter().filter(|entry| staff(entry) || entry.item.raised_by == Some(Party::Anonymous)).count()
    }

    /// Items that it owns and that are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.owned.iter().filter(|entry| is_open(entry)).count()
    }

    /// Items that it owns and that are closed.
    #[must_use]
    pub fn closed(&self) -> usize {
        self.owned.iter().filter(|entry| entry.is(&[Status::Closed])).count()
    }

    /// Items that it owns and that are late.
    #[must_use]
    pub fn late(&self, site: &Site) -> usize {
        self.owned.iter().filter(|entry| clocks::is_overdue(&entry.state, site.today())).count()
    }
}

fn is(department: Option<&str>, name: &str) -> bool {
    department.map(str::trim) == Some(name)
}
