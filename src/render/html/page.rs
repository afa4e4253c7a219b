//! What every page of the site has.

use std::sync::LazyLock;

use base64ct::{Base64, Encoding as _};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::SCRIPT_FILE;
use crate::report::site::Site;

/// The style sheet: light and dark, on paper, and on narrow screens. It stands in each page, since a page that is opened from a
/// folder may load nothing.
const STYLE: &str = include_str!("style.css");

/// What a page may load: nothing, and no other style than this one counts.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = Base64::encode_string(&Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'")
});

/// The pages that each page leads to.
const LINKS: [(&str, &str); 11] = [
    ("index.html", "Dashboard"),
    ("register.html", "Register"),
    ("open.html", "Open"),
    ("people.html", "People"),
    ("departments.html", "Departments"),
    ("sources.html", "Sources"),
    ("reviews.html", "Reviews"),
    ("coverage.html", "Coverage"),
    ("audit.html", "Audit"),
    ("rules.html", "Rules"),
    ("suggest.html", "Suggest"),
];

/// A page that leads to others; `up` leads from it to the top folder: empty, or `../`.
pub(super) fn page(site: &Site, title: &str, up: &str, content: &Markup) -> String {
    headed(site, title, up, &html! {}, content)
}

/// The same with a line over its title.
pub(super) fn headed(site: &Site, title: &str, up: &str, over: &Markup, content: &Markup) -> String {
    let here = |file: &str, name: &str| name == title || (file == "suggest.html" && title.starts_with(name));
    let links = LINKS.iter().filter(|(file, _)| !site.public || *file != "people.html");
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, &site.organisation, &policy(site), Some(up)))
            body {
                a class="skip" href="#main" { "To the content" }
                div class="top" { header {
                    p { "Improvement register of " strong { (site.organisation) } }
                    nav aria-label="Pages" { ul { @for (file, name) in links { li {
                        a href={ (up) (file) } aria-current=[here(file, name).then_some("page")] { (name) }
                    } } } }
                } }
                main id="main" tabindex="-1" { (over) h1 { (title) } (content) }
                footer { (origin(site, up)) }
            }
        }
    }
    .into_string()
}

/// What a page says of where it is from. Pages below the top say where to look, so that they change only where what they show
/// does.
fn origin(site: &Site, up: &str) -> Markup {
    let origin = &site.origin;
    let commit = origin.commit.as_ref().map_or("the working tree".to_owned(), |c| format!("commit {c}"));
    html! {
        @if up.is_empty() {
            p { "Register " (site.register) ", read from " (commit) ", as of " (origin.as_of) ", by " (origin.tool) "." }
        } @else {
            p { "Register " (site.register) ". The " a href={ (up) "index.html" } { "dashboard" } " says from which commit and day it is." }
        }
        @if site.public { p { "People are left out of this site: it names roles and departments." } }
        @if !site.problems.is_empty() && up.is_empty() {
            p class="bad" { (site.problems.len()) " files could not be read; the dashboard names them." }
        }
    }
}

/// What a page of the site may load and open: its one script, and the page of the forge for a new issue.
fn policy(site: &Site) -> String {
    let form = site.suggest_issues.as_deref().unwrap_or("'none'");
    format!("{}; script-src 'self' file:; form-action {form}", *POLICY)
}

/// What stands before the body of each page; with `up` it has the script that lies in the top folder.
fn head(title: &str, organisation: &str, policy: &str, up: Option<&str>) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            title { (title) " · " (organisation) }
            link rel="icon" href="data:,";
            style { (PreEscaped(STYLE)) }
            @if let Some(up) = up { script src={ (up) (SCRIPT_FILE) } defer {} }
        }
    }
}

/// A page that belongs to no site.
pub(super) fn alone(title: &str, organisation: &str, content: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, organisation, &format!("{}; form-action 'none'", *POLICY), None))
            body {
                div class="top" { header { p { "Improvement register of " strong { (organisation) } } } }
                main id="main" { (content) }
            }
        }
    }
    .into_string()
}

/// A table; of more than three columns each row is a card of its own where the screen is narrow.
pub(super) fn table(caption: &str, head: &[&str], rows: &[Vec<Markup>]) -> Markup {
    drawn(caption, head, rows, false)
}

/// A table that the script sorts by the column that is clicked: by what `data-sort` says in a cell, else by its text.
pub(super) fn sortable(caption: &str, head: &[&str], rows: &[Vec<Markup>]) -> Markup {
    drawn(caption, head, rows, true)
}

fn drawn(caption: &str, head: &[&str], rows: &[Vec<Markup>], sortable: bool) -> Markup {
    let stacks = head.len() > 3;
    // A table that is shown as cards is a table for who listens to it all the same.
    let class = match (stacks, sortable) {
        (true, true) => Some("stacks sortable"),
        (true, false) => Some("stacks"),
        (false, true) => Some("sortable"),
        (false, false) => None,
    };
    html! {
        @if rows.is_empty() { p { "Nothing is there." } }
        @else {
            div class="scroll" tabindex="0" role="group" aria-label=(caption) {
                table role="table" class=[class] {
                    caption { (caption) }
                    thead role="rowgroup" { tr role="row" { @for name in head {
                        @if name.is_empty() { td role="cell" {} } @else { th role="columnheader" scope="col" { (name) } }
                    } } }
                    tbody role="rowgroup" { @for row in rows { tr role="row" { @for (cell, name) in row.iter().zip(head) {
                        td role="cell" data-name=[stacks.then_some(name)] { (cell) }
                    } } } }
                }
            }
        }
    }
}
