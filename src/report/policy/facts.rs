//! What a template is filled with: the organisation, its people and the numbers it agreed on.

use std::collections::BTreeSet;

use crate::model::date::Moment;
use crate::model::origin::Origin;
use crate::model::settings::Settings;
use crate::model::word::Role;
use crate::register::load::Register;

/// What the lawful events of people.toml and register.toml say, as of a moment.
#[derive(Debug)]
pub struct Facts {
    /// What it was made from.
    pub origin: Origin,
    /// The settings.
    pub settings: Settings,
    /// Names of the ISMS managers.
    pub isms_managers: Vec<String>,
    /// Names of top management.
    pub top_management: Vec<String>,
    /// Names of the auditors.
    pub auditors: Vec<String>,
    /// The departments that people work in.
    pub departments: Vec<String>,
}

/// Gathers what a template needs.
#[must_use]
pub fn gather(register: &Register, at: Moment, origin: Origin) -> Facts {
    let authority = &register.authority;
    let present = || authority.people.values().filter(move |p| p.member.holds(at));
    let holding = |role: Role| {
        let who = present().filter(|p| p.roles.iter().any(|r| r.role == role && r.span.holds(at)));
        who.map(|p| p.name.clone()).collect()
    };
    let departments: BTreeSet<String> = present().filter_map(|p| p.department.clone()).collect();
    Facts {
        origin,
        settings: register.settings.clone(),
        isms_managers: holding(Role::IsmsManager),
        top_management: holding(Role::TopManagement),
        auditors: holding(Role::Auditor),
        departments: departments.into_iter().collect(),
    }
}
