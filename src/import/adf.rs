//! The document tree of a Jira description as plain text. A node that is not known gives its children, and is counted.

use std::collections::BTreeMap;

use serde_json::Value;

/// The text of a description, which the reader of JSON keeps from being nested too deep: null, a string, or a document tree.
#[must_use]
pub fn text(value: &Value, unknown: &mut BTreeMap<String, usize>) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Object(_) => {
            let mut out = String::new();
            node(value, "", &mut out, unknown);
            tidied(&out)
        }
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn node(value: &Value, before: &str, out: &mut String, unknown: &mut BTreeMap<String, usize>) {
    let mut note = |kind: &str| *unknown.entry(format!("{kind} (in a description)")).or_default() += 1;
    let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
    let attr = |name: &str| value.get("attrs").and_then(|attrs| attrs.get(name));
    let word = |name: &str| attr(name).and_then(Value::as_str).unwrap_or_default();
    match kind {
        "text" => {
            let text = value.get("text").and_then(Value::as_str).unwrap_or_default();
            out.push_str(text);
            let marks = value.get("marks").and_then(Value::as_array);
            let link = marks.into_iter().flatten().find_map(|mark| mark.get("attrs")?.get("href")?.as_str());
            if let Some(link) = link.filter(|link| *link != text) {
                out.push_str(&format!(" ({link})"));
            }
        }
        "hardBreak" => out.push('\n'),
        "mention" | "status" | "placeholder" => out.push_str(word("text")),
        "emoji" => out.push_str(if word("text").is_empty() { word("shortName") } else { word("text") }),
        "date" => out.push_str(word("timestamp")),
        "inlineCard" | "blockCard" | "embedCard" => out.push_str(word("url")),
        "rule" => out.push_str("\n---\n"),
        "media" | "mediaInline" => out.push_str(if word("alt").is_empty() { "(attachment)" } else { word("alt") }),
        "listItem" | "taskItem" | "decisionItem" => {
            out.push_str(&format!("\n{before}"));
            children(value, before, out, unknown);
        }
        "tableRow" => {
            out.push('\n');
            children(value, before, out, unknown);
        }
        "tableCell" | "tableHeader" => {
            out.push_str("| ");
            children(value, before, out, unknown);
        }
        "paragraph" | "heading" | "codeBlock" | "doc" | "blockquote" | "panel" | "table" | "mediaSingle"
        | "mediaGroup" | "expand" | "nestedExpand" | "layoutSection" | "layoutColumn" => {
            children(value, before, out, unknown);
            out.push('\n');
        }
        "bulletList" | "taskList" | "decisionList" => children(value, "- ", out, unknown),
        "orderedList" => children(value, "* ", out, unknown),
        other => {
            note(if other.is_empty() { "a node without a type" } else { other });
            children(value, before, out, unknown);
        }
    }
}

fn children(value: &Value, before: &str, out: &mut String, unknown: &mut BTreeMap<String, usize>) {
    for child in value.get("content").and_then(Value::as_array).into_iter().flatten() {
        node(child, before, out, unknown);
    }
}

/// Without blank lines one after another.
fn tidied(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_text_and_what_is_not_known_is_counted() {
        let doc = serde_json::json!({ "type": "doc", "version": 1, "content": [
            { "type": "paragraph", "content": [
                { "type": "text", "text": "The door " },
                { "type": "text", "text": "stood open", "marks": [{ "type": "link", "attrs": { "href": "https://e.example" } }] },
            ] },
            { "type": "bulletList", "content": [
                { "type": "listItem", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "one" }] }] },
                { "type": "listItem", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "two" }] }] },
            ] },
            { "type": "hologram", "content": [{ "type": "text", "text": "kept" }] },
        ] });
        let mut unknown = BTreeMap::new();
        let text = text(&doc, &mut unknown).unwrap();
        assert_eq!(text, "The door stood open (https://e.example)\n\n- one\n\n- two\nkept");
        assert_eq!(unknown.keys().collect::<Vec<_>>(), ["hologram (in a description)"]);
        assert_eq!(super::text(&Value::Null, &mut unknown), None);
        assert_eq!(super::text(&"  x ".into(), &mut unknown).as_deref(), Some("x"));
    }
}
