//! A register as a site that needs no network, and no script for reading.

mod audit;
mod chart;
mod dashboard;
mod item;
mod lists;
mod open;
mod page;
mod public;
mod suggest;
mod text;

use maud::{Markup, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::check::finding::Report;
use crate::model::id::SourceRef;
use crate::model::settings::Settings;
use crate::model::word::Status;
use crate::register::file_name::file_name;
use crate::report::audit::Audit;
use crate::report::site::Site;

/// What stays in the path of a link.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/');

/// A document in Markdown of our own as one page that stands alone.
#[must_use]
pub fn document(title: &str, organisation: &str, markdown: &str) -> String {
    page::alone(title, organisation, &text::document(markdown))
}

/// The script of the site.
const SCRIPT: &str = include_str!("site.js");
const SCRIPT_FILE: &str = "site.js";

/// What `check` and the audit say of the register.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// The ten steps.
    pub audit: &'a Audit,
    /// What was found.
    pub report: &'a Report,
    /// The settings by which it was.
    pub settings: &'a Settings,
}

impl Judged<'_> {
    /// What the audit asks the head of a department (step 5).
    fn asked_of(&self, department: &str) -> Option<&str> {
        let mut asked = self.audit.steps.iter().filter(|step| step.step == 5).flat_map(|step| &step.ask);
        asked.find_map(|text| text.strip_prefix(department)?.strip_prefix(": "))
    }
}

/// The files of the site: each its path below the folder, and what is in it.
#[must_use]
pub fn files(site: &Site, judged: &Judged<'_>) -> Vec<(String, String)> {
    let mut files = vec![
        (SCRIPT_FILE.to_owned(), SCRIPT.to_owned()),
        ("index.html".to_owned(), dashboard::page(site)),
        ("register.html".to_owned(), lists::register(site)),
        ("open.html".to_owned(), open::ages(site)),
        ("departments.html".to_owned(), lists::departments(site)),
        ("sources.html".to_owned(), lists::sources(site)),
        ("reviews.html".to_owned(), lists::reviews(site)),
        ("coverage.html".to_owned(), open::about(site)),
        ("audit.html".to_owned(), audit::steps(site, judged)),
        ("rules.html".to_owned(), audit::rules(site, judged)),
        ("suggest.html".to_owned(), suggest::form(site)),
    ];
    files.extend(site.items.iter().map(|(entry, doubts)| (item_file(entry.id()), item::page(site, entry, doubts))));
    let sources = site.sources.iter();
    files.extend(sources.map(|(row, source)| (source_file(&row.source), lists::source(site, row, source))));
    let department = |name: &str| (department_file(name), lists::department(site, name, judged.asked_of(name)));
    files.extend(site.departments().into_iter().map(department));
    if site.public {
        return public::without_people(site, judged.report, files);
    }
    files.push(("people.html".to_owned(), lists::people(site)));
    files.extend(site.people.keys().map(|handle| (person_file(handle.as_str()), lists::person(site, handle))));
    files
}

fn item_file(id: &str) -> String {
    format!("items/{id}.html")
}

fn person_file(handle: &str) -> String {
    format!("people/{handle}.html")
}

fn source_file(source: &SourceRef) -> String {
    format!("sources/{}/{}.html", source.kind, file_name(&source.reference))
}

fn department_file(name: &str) -> String {
    format!("departments/{}.html", file_name(name))
}

/// A link to a file of the site; `up` leads to the top folder.
fn link(up: &str, file: &str, text: &str) -> Markup {
    let path = utf8_percent_encode(file, PATH).to_string();
    html! { a href={ (up) (path) } { (crate::render::terminal::clean_line(text)) } }
}

/// Where an item stands, in its colour.
fn status(status: Option<Status>) -> Markup {
    let Some(status) = status else { return html! {} };
    let colour = match status {
        Status::Closed => Some("good"),
        Status::Implemented | Status::Raised => Some("warn"),
        _ => None,
    };
    html! { span class={ "badge" @if let Some(colour) = colour { " " (colour) } } data-status=(status) { (status) } }
}
