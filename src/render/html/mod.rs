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
use crate::model::id::{Handle, SourceRef};
use crate::model::settings::Settings;
use crate::model::source::Source;
use crate::model::word::Status;
use crate::register::file_name::file_name;
use crate::report::audit::{Audit, AuditedItem};
use crate::report::site::Site;
use crate::report::source::SourceRow;

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

/// A file of the site, which is made when it is written: all of them at once may be more than fits into memory.
pub struct SiteFile<'a> {
    /// Its path below the folder.
    pub path: String,
    make: Box<dyn Fn() -> String + Send + Sync + 'a>,
}

impl std::fmt::Debug for SiteFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SiteFile").field(&self.path).finish()
    }
}

impl<'a> SiteFile<'a> {
    fn new(path: impl Into<String>, make: impl Fn() -> String + Send + Sync + 'a) -> Self {
        SiteFile { path: path.into(), make: Box::new(make) }
    }

    /// What is in it.
    #[must_use]
    pub fn text(&self) -> String {
        (self.make)()
    }
}

/// The files of the site.
#[must_use]
pub fn files<'a>(site: &'a Site, judged: Judged<'a>) -> Vec<SiteFile<'a>> {
    let mut files = vec![
        SiteFile::new(SCRIPT_FILE, || SCRIPT.to_owned()),
        SiteFile::new("index.html", || dashboard::page(site)),
        SiteFile::new("register.html", || lists::register(site)),
        SiteFile::new("open.html", || open::ages(site)),
        SiteFile::new("departments.html", || lists::departments(site)),
        SiteFile::new("sources.html", || lists::sources(site)),
        SiteFile::new("reviews.html", || lists::reviews(site)),
        SiteFile::new("coverage.html", || open::about(site)),
        SiteFile::new("audit.html", move || audit::steps(site, &judged)),
        SiteFile::new("rules.html", move || audit::rules(site, &judged)),
        SiteFile::new("suggest.html", || suggest::form(site)),
    ];
    let item = |(entry, doubts): &'a (AuditedItem, Vec<String>)| {
        SiteFile::new(item_file(entry.id()), move || item::page(site, entry, doubts))
    };
    files.extend(site.items.iter().map(item));
    let source = |(row, source): &'a (SourceRow, Source)| {
        SiteFile::new(source_file(&row.source), move || lists::source(site, row, source))
    };
    files.extend(site.sources.iter().map(source));
    let department = |name: &'a str| {
        SiteFile::new(department_file(name), move || lists::department(site, name, judged.asked_of(name)))
    };
    files.extend(site.departments().into_iter().map(department));
    if site.public {
        return public::without_people(site, judged.report, files);
    }
    files.push(SiteFile::new("people.html", || lists::people(site)));
    let person = |handle: &'a Handle| SiteFile::new(person_file(handle.as_str()), || lists::person(site, handle));
    files.extend(site.people.keys().map(person));
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
