//! The page on which anybody suggests an improvement: it needs no server of its own.

use maud::{Markup, html};

use super::page::page;
use crate::report::site::Site;

/// The names that a forge gives title and text of a new issue in the address of its page.
fn fields(page: &str) -> (&'static str, &'static str) {
    if page.ends_with("/-/issues/new") { ("issue[title]", "issue[description]") } else { ("title", "body") }
}

fn field(id: &str, label: &str, hint: &str, input: &Markup) -> Markup {
    html! {
        p class="field" { label for=(id) { (label) } @if !hint.is_empty() { span class="faint" id={ (id) "-hint" } { (hint) } } (input) }
    }
}

/// The form. Without a script it opens the issue with title and text, or says where to write to.
pub(super) fn form(site: &Site) -> String {
    let issues = site.suggest_issues.as_deref();
    let (title, body) = issues.map_or(("title", "body"), fields);
    let departments = site.departments();
    let content = html! {
        p { "Something could be safer, simpler or more reliable? Say it here. No idea is too small, nobody is blamed, and you hear what became of it. You need no account for the register itself." }
        section {
            h2 { "Your suggestion" }
            form id="suggest" method="get" action=[issues] data-mail=[site.suggest_mail.as_deref()] data-body=(body) data-title=(title) {
                (field("suggest-title", "What should be better?", "One line, for example: visitors can read the screens at reception", &html! {
                    input id="suggest-title" name=(title) required maxlength="200" autocomplete="off" aria-describedby="suggest-title-hint";
                }))
                (field("suggest-details", "What did you see, and what would help?", "", &html! {
                    textarea id="suggest-details" name=(body) rows="6" {}
                }))
                div class="scripted" hidden {
                    (field("suggest-department", "Department (if you like)", "", &html! {
                        input id="suggest-department" list="departments" autocomplete="organization";
                        datalist id="departments" { @for name in &departments { option value=(name) {} } }
                    }))
                    fieldset {
                        legend { "Who are you?" }
                        p class="faint" { "Leave both empty, and the suggestion is anonymous." }
                        (field("suggest-name", "Name", "", &html! { input id="suggest-name" autocomplete="name"; }))
                        (field("suggest-email", "Mail address", "", &html! { input id="suggest-email" type="email" autocomplete="email"; }))
                    }
                }
                p class="buttons" {
                    @if issues.is_some() { button type="submit" data-do="issue" { "Open it as an issue" } }
                    span class="scripted" hidden {
                        @if site.suggest_mail.is_some() { button type="button" data-do="mail" { "Write it as a mail" } " " }
                        button type="button" data-do="file" { "Save it as a file" }
                    }
                }
                p role="status" id="suggest-told" {}
            }
            @if let Some(mailbox) = &site.suggest_mail {
                p class="plain" { "Without the form: write to " a href={ "mailto:" (mailbox) } { (mailbox) } "." }
            }
            @if issues.is_none() && site.suggest_mail.is_none() {
                noscript { p { "The form saves a file, and needs JavaScript for it. Tell whoever keeps the register instead; they write it down for you." } }
            }
        }
        section {
            h2 { "What happens with it" }
            ol {
                li { "Nothing is sent before you send it: an issue opens in the forge, a mail in your own program, and a file is yours to hand on." }
                li { "Whoever keeps the register takes it in. A saved file is read by the command " code { "kaizen import suggestions FILE" } "." }
                li { "A manager accepts it with an owner and a date, or rejects it with the reason. Both stand in the register." }
            }
        }
    };
    page(site, "Suggest an improvement", "", &content)
}
