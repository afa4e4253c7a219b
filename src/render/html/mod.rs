//! A register as a site that needs no network and no script.

mod chart;
mod dashboard;
mod item;
mod lists;
mod page;
mod text;

use maud::{Markup, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::model::id::SourceRef;
use crate::model::word::Status;
use crate::register::file_name::file_name;
use crate::report::site::Site;

/// What stays in the path of a link.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/');

/// A document in Markdown of our own as one page that stands alone.
#[must_use]
pub fn document(title: &str, organisation: &str, markdown: &str) -> String {
    page::alone(title, organisation, &text::document(markdown))
}

/// The files of the site: each its path below the folder, and what is in it.
#[must_use]
pub fn files(site: &Site) -> Vec<(String, String)> {
    let mut files = vec![
        ("index.html".to_owned(), dashboard::page(site)),
        ("register.html".to_owned(), lists::register(site)),
        ("people.html".to_owned(), lists::people(site)),
        ("departments.html".to_owned(), lists::departments(site)),
        ("sources.html".to_owned(), lists::sources(site)),
        ("reviews.html".to_owned(), lists::reviews(site)),
    ];
    files.extend(site.items.iter().map(|(entry, doubts)| (item_file(entry.id()), item::page(site, entry, doubts))));
    files.extend(site.people.keys().map(|handle| (person_file(handle.as_str()), lists::person(site, handle))));
    let sources = site.sources.iter();
    files.extend(sources.map(|(row, source)| (source_file(&row.source), lists::source(site, row, source))));
    files.extend(site.departments().into_iter().map(|name| (department_file(name), lists::department(site, name))));
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
    html! { span class={ "badge" @if let Some(colour) = colour { " " (colour) } } { (status) } }
}
