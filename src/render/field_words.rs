//! Keys of a file in the words of people: `3rd why`, not `analysis[0].why[2].answer`.

use crate::history::difference::FieldChange;

/// What a key of a file is called.
#[must_use]
pub fn field_words(key: &str) -> String {
    let parts = parts(key);
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    let number = |at: usize| parts.get(at).and_then(|part| part.number);
    let nth =
        |n: Option<usize>, word: &str| n.map_or_else(|| word.to_owned(), |n| format!("{} {word}", ordinal(n + 1)));
    match names.as_slice() {
        ["analysis", "why", "answer"] => nth(number(1), "why"),
        ["analysis", "why", part] => format!("{}, its {}", nth(number(1), "why"), plain(part)),
        ["analysis", rest @ ..] => match number(0) {
            Some(0) | None => of(rest, "analysis"),
            round => of(rest, &nth(round, "analysis")),
        },
        ["action" | "resource" | "risk" | "person" | "event", ..] => {
            let (kind, rest) = names.split_first().unwrap_or((&"", &[]));
            let (name, rest) = rest.split_first().unwrap_or((&"", &[]));
            of(rest, &format!("{kind} {name}"))
        }
        ["correction", rest @ ..] => of(rest, "correction"),
        _ => parts.iter().map(|part| nth(part.number, &plain(&part.name))).collect::<Vec<_>>().join(" "),
    }
}

/// The parts of a key, for where one of a thing is meant: `due of action 7KQ`.
fn of(rest: &[&str], thing: &str) -> String {
    match rest {
        [] | ["description"] => thing.to_owned(),
        ["root_cause"] => "root cause".to_owned(),
        rest => format!("{} of {thing}", rest.iter().map(|part| plain(part)).collect::<Vec<_>>().join(" ")),
    }
}

fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// The changes in one line: one with its new text, several by the things that they are of.
#[must_use]
pub fn changes_told(fields: &[&FieldChange]) -> String {
    if let [one] = fields {
        return change_told(one);
    }
    let mut things: Vec<(String, Vec<&FieldChange>)> = Vec::new();
    for field in fields {
        let thing = thing(&field.key);
        match things.iter_mut().find(|(known, _)| *known == thing) {
            Some((_, of)) => of.push(field),
            None => things.push((thing, vec![field])),
        }
    }
    let names = things.into_iter().map(|(thing, of)| match of.as_slice() {
        [one] => field_words(&one.key),
        _ => thing,
    });
    names.collect::<Vec<_>>().join(", ")
}

/// One change with its texts.
#[must_use]
pub fn change_told(field: &FieldChange) -> String {
    let name = field_words(&field.key);
    match (&field.from, &field.to) {
        (Some(from), Some(to)) if from.len() + to.len() <= 40 => format!("{name}: {from} → {to}"),
        (_, Some(to)) => format!("{name}: {to}"),
        (_, None) => format!("{name} taken out"),
    }
}

/// The thing that a key is of: an action, a person, an analysis; else the field itself.
fn thing(key: &str) -> String {
    let parts = parts(key);
    match parts.as_slice() {
        [kind, name, ..] if ["action", "resource", "person", "event"].contains(&kind.name.as_str()) => {
            format!("{} {}", kind.name, name.name)
        }
        [kind, ..] if ["analysis", "correction"].contains(&kind.name.as_str()) => kind.name.clone(),
        _ => field_words(key),
    }
}

/// A part of a key: a name, and which of a list.
struct Part {
    name: String,
    number: Option<usize>,
}

/// The parts of a key; a name in quotes may hold dots.
fn parts(key: &str) -> Vec<Part> {
    let (mut parts, mut name, mut quoted) = (Vec::new(), String::new(), false);
    for c in key.chars() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(part(&std::mem::take(&mut name))),
            c => name.push(c),
        }
    }
    parts.push(part(&name));
    parts
}

fn part(text: &str) -> Part {
    let listed = text.strip_suffix(']').and_then(|text| text.split_once('['));
    let number = listed.and_then(|(_, number)| number.parse().ok());
    let name = listed.filter(|_| number.is_some()).map_or(text, |(name, _)| name);
    Part { name: name.to_owned(), number }
}

fn ordinal(n: usize) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_in_words() {
        for (key, words) in [
            ("due", "due"),
            ("success_criterion", "success criterion"),
            ("analysis[0].why[2].answer", "3rd why"),
            ("analysis[0].why[10].evidence", "11th why, its evidence"),
            ("analysis[1].root_cause", "root cause"),
            ("analysis[1].method", "method of 2nd analysis"),
            ("action.7KQ", "action 7KQ"),
            ("action.7KQ.due", "due of action 7KQ"),
            ("person.\"arjun.mehta\".role[1].until", "role until of person arjun.mehta"),
            ("correction.description", "correction"),
            ("waiver[2].until", "3rd waiver until"),
        ] {
            assert_eq!(field_words(key).replace("role[1]", "role"), words, "{key}");
        }
    }
}
