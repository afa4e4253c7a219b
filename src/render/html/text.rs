//! Texts of a register as HTML: Markdown of which only what is harmless stays.

use maud::{Markup, PreEscaped};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use crate::render::terminal::clean;

/// Whether a link leads to the web or to a mailbox.
#[must_use]
pub fn is_link(url: &str) -> bool {
    let lower = url.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
}

/// A text that is Markdown. HTML in it is shown as text, pictures are their words, and only links to the web and to mailboxes
/// are links.
#[must_use]
pub fn markdown(text: &str) -> Markup {
    rendered(text, Options::empty(), false)
}

/// A whole document of our own in Markdown, with its headings and tables; what came into it from files is as harmless.
#[must_use]
pub fn document(text: &str) -> Markup {
    rendered(text, Options::ENABLE_TABLES, true)
}

fn rendered(text: &str, options: Options, headings: bool) -> Markup {
    let text = clean(text);
    let mut links = Vec::new();
    let events = Parser::new_ext(&text, options).filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            let kept = is_link(dest_url);
            links.push(kept);
            kept.then_some(event)
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or(false).then_some(event),
        // The page has the highest headings itself.
        Event::Start(Tag::Heading { .. }) if !headings => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::Heading(_)) if !headings => Some(Event::End(TagEnd::Paragraph)),
        event => Some(event),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    PreEscaped(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_runs_and_nothing_is_fetched() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1)) [y](JAVASCRIPT:alert(1)) [z](data:text/html,x)",
            "![pixel](https://tracker.example/p.png)",
            "[a ![p](https://t.example/p.png) b](javascript:x)",
            "<div\nonclick=x>",
            "[x]: javascript:alert(1)\n\n[x]",
            "<javascript:alert(1)>",
        ] {
            let html = markdown(text).into_string();
            for bad in ["<script", "<img", "<div", "href=\"javascript", "href=\"data", "src=\"", "href=\"JAVASCRIPT"] {
                assert!(!html.contains(bad), "{text}: {html}");
            }
        }
        let html = markdown("# A\n\n**b** [c](https://e.example/?a=1&b=\"2\") `<d>`").into_string();
        assert!(html.contains("<strong>b</strong>") && html.contains("href=\"https://e.example/"), "{html}");
        assert!(html.contains("&lt;d&gt;") && !html.contains("<h1"), "{html}");
    }
}
