//! What every page of the site has.

use std::sync::LazyLock;

use base64ct::{Base64, Encoding as _};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::report::site::Site;

/// The style sheet: light and dark, on paper, and on narrow screens. It stands in each page, since a page that is opened from a
/// folder may load nothing.
const STYLE: &str = include_str!("style.css");

/// What a page may load: nothing, and no other style than this one counts.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = Base64::encode_string(&Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
});

/// A page; `up` leads from it to the top folder: empty, or `../`.
pub(super) fn page(site: &Site, title: &str, up: &str, content: &Markup) -> String {
    headed(site, title, up, &html! {}, content)
}

/// The same with a line over its title.
pub(super) fn headed(site: &Site, title: &str, up: &str, over: &Markup, content: &Markup) -> String {
    let origin = &site.origin;
    let commit = origin.commit.as_ref().map_or("the working tree".to_owned(), |c| format!("commit {c}"));
    let links = [
        ("index.html", "Dashboard"),
        ("register.html", "Register"),
        ("people.html", "People"),
        ("departments.html", "Departments"),
        ("sources.html", "Sources"),
        ("reviews.html", "Reviews"),
    ];
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, &site.organisation))
            body {
                a class="skip" href="#main" { "To the content" }
                div class="top" { header {
                    p { "Improvement register of " strong { (site.organisation) } }
                    nav aria-label="Pages" { ul { @for (file, name) in links { li {
                        a href={ (up) (file) } aria-current=[(name == title).then_some("page")] { (name) }
                    } } } }
                } }
                main id="main" { (over) h1 { (title) } (content) }
                footer {
                    p { "Register " (site.register) ", read from " (commit) ", as of " (origin.as_of) ", by " (origin.tool) "." }
                    @if !site.problems.is_empty() {
                        p class="bad" { (site.problems.len()) " files could not be read; the dashboard names them." }
                    }
                }
            }
        }
    }
    .into_string()
}

/// What stands before the body of each page.
fn head(title: &str, organisation: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(*POLICY);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            title { (title) " · " (organisation) }
            style { (PreEscaped(STYLE)) }
        }
    }
}

/// A page that belongs to no site.
pub(super) fn alone(title: &str, organisation: &str, content: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, organisation))
            body {
                div class="top" { header { p { "Improvement register of " strong { (organisation) } } } }
                main id="main" { (content) }
            }
        }
    }
    .into_string()
}

/// A table that scrolls by itself where the screen is narrow.
pub(super) fn table(caption: &str, head: &[&str], rows: &[Vec<Markup>]) -> Markup {
    html! {
        @if rows.is_empty() { p { "Nothing is there." } }
        @else {
            div class="scroll" tabindex="0" role="region" aria-label=(caption) {
                table {
                    caption { (caption) }
                    thead { tr { @for name in head { th scope="col" { (name) } } } }
                    tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
                }
            }
        }
    }
}
