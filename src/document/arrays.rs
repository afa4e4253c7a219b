//! Arrays as text: entries, the comments among them, and one entry a line.

use std::ops::Range;

use super::layout::ListForm;
use super::plain::Plain;
use super::scan::{Token, comma, comments, line_end, line_start, lines_of, tokens};
use super::splice::Splices;
use super::value::Value;

/// One entry of an array with the comments that belong to it.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The comment lines above it.
    pub(crate) lead: Vec<String>,
    /// Its spelling.
    pub(crate) raw: String,
    /// The comment after it on its line, with the space before it.
    pub(crate) note: Option<String>,
    pub(crate) plain: Plain,
    /// Where it stands.
    pub(crate) span: Range<usize>,
}

impl Member {
    /// A new entry.
    pub(crate) fn new(value: &Value) -> Self {
        let plain = value.plain();
        Self { lead: Vec::new(), raw: value.render_inline(), note: None, plain, span: 0..0 }
    }

    fn has_comments(&self) -> bool {
        !self.lead.is_empty() || self.note.is_some()
    }

    /// Its line, with its comments.
    fn line(&self, indent: &str) -> String {
        let lead = lines_of(self.lead.iter().map(|comment| format!("{indent}{comment}")));
        format!("{lead}{indent}{},{}\n", self.raw, self.note.as_deref().unwrap_or_default())
    }

    /// Its comments, each to be a line of its own.
    pub(crate) fn into_comments(self) -> impl Iterator<Item = String> {
        self.lead.into_iter().chain(self.note.map(|note| note.trim_start().to_owned()))
    }
}

/// An array as it stands in a text.
#[derive(Debug, Clone)]
pub(crate) struct ArrayText {
    /// Its entries in their order.
    pub(crate) members: Vec<Member>,
    /// The comments after the last entry.
    pub(crate) tail: Vec<String>,
    /// The comment after the opening bracket, with the space before it.
    open: Option<String>,
    pub(crate) range: Range<usize>,
}

impl ArrayText {
    /// Reads the array at `range` (brackets included).
    pub(crate) fn read(text: &str, array: &toml_edit::Array, range: Range<usize>) -> Self {
        let mut members: Vec<Member> = Vec::new();
        let mut at = range.start + 1;
        let mut open = None;
        for value in array {
            let span = value.span().unwrap_or(at..at);
            let lead = gap(text, at..span.start, members.last_mut().map_or(&mut open, |member| &mut member.note));
            at = span.end;
            let raw = text.get(span.clone()).unwrap_or_default().to_owned();
            members.push(Member { lead, raw, note: None, plain: Plain::of_value(value), span });
        }
        let tail =
            gap(text, at..range.end.saturating_sub(1), members.last_mut().map_or(&mut open, |member| &mut member.note));
        Self { members, tail, open, range }
    }

    /// The spelling with one entry a line.
    pub(crate) fn lines(&self) -> String {
        if self.members.is_empty() && !self.has_comments() {
            return "[]".to_owned();
        }
        let mut out = format!("[{}\n", self.open.as_deref().unwrap_or_default());
        for member in &self.members {
            out.push_str(&member.line("  "));
        }
        out.push_str(&lines_of(self.tail.iter().map(|comment| format!("  {comment}"))));
        out.push(']');
        out
    }

    /// The spelling on one line, where no comment stands in the way.
    pub(crate) fn one_line(&self) -> Option<String> {
        if self.has_comments() || self.members.iter().any(|member| member.raw.contains('\n')) {
            return None;
        }
        let raws: Vec<&str> = self.members.iter().map(|member| member.raw.as_str()).collect();
        Some(format!("[{}]", raws.join(", ")))
    }

    pub(crate) fn has_comments(&self) -> bool {
        let around = self.open.is_some() || !self.tail.is_empty();
        around || self.members.iter().any(Member::has_comments)
    }

    /// The array with these values: entries that stay keep their spelling and comments, and the
    /// comments of entries that go stay where they were.
    pub(crate) fn with_values(mut self, values: &[Value]) -> Self {
        let mut old: Vec<Option<Member>> = self.members.drain(..).map(Some).collect();
        let mut claims: Vec<Option<usize>> = Vec::new();
        for value in values {
            let plain = value.plain();
            let same = |(index, slot): (usize, &Option<Member>)| {
                let free = !claims.contains(&Some(index));
                slot.as_ref().is_some_and(|member| free && member.plain == plain).then_some(index)
            };
            let found = old.iter().enumerate().find_map(same);
            claims.push(found);
        }
        let mut waiting: Vec<String> = Vec::new();
        for (index, slot) in old.iter_mut().enumerate() {
            if claims.contains(&Some(index)) {
                if let Some(member) = slot {
                    member.lead.splice(0..0, waiting.drain(..));
                }
            } else if let Some(dropped) = slot.take() {
                waiting.extend(dropped.into_comments());
            }
        }
        self.tail.splice(0..0, waiting);
        for (value, claim) in values.iter().zip(claims) {
            let kept = claim.and_then(|index| old.get_mut(index)).and_then(Option::take);
            self.members.push(kept.unwrap_or_else(|| Member::new(value)));
        }
        self
    }

    /// Appends entries, touching no line that need not change.
    pub(crate) fn push(mut self, text: &str, new: Vec<Member>, form: ListForm, splices: &mut Splices) {
        let close = self.range.end.saturating_sub(1);
        let close_line = line_start(text, close);
        let own_line =
            close_line > self.range.start && text.get(close_line..close).is_some_and(|s| s.trim().is_empty());
        let lines = match form {
            ListForm::Lines => true,
            ListForm::Grow => self.members.len() + new.len() > 1,
            ListForm::OneLine | ListForm::Free => false,
        };
        let commented = self.has_comments() || new.iter().any(Member::has_comments);
        let last = self.members.last().map(|last| last.span.clone());
        if own_line && let Some(last) = last {
            if comma(text.get(last.end..close).unwrap_or_default()).is_none() {
                splices.insert(last.end, ",");
            }
            let written: String = new.iter().map(|member| member.line(indent(text, &last))).collect();
            splices.insert(close_line, written);
        } else if lines || own_line || commented {
            self.members.extend(new);
            splices.replace(self.range.clone(), self.lines());
        } else {
            let raws: Vec<String> = new.into_iter().map(|member| member.raw).collect();
            let raws = raws.join(", ");
            match last {
                None => splices.replace(self.range, format!("[{raws}]")),
                Some(last) => match comma(text.get(last.end..close).unwrap_or_default()) {
                    Some(after) => splices.insert(last.end + after + 1, format!(" {raws}")),
                    None => splices.insert(last.end, format!(", {raws}")),
                },
            }
        }
    }

    /// Takes an entry out, touching no line that need not change; its comments stay.
    pub(crate) fn remove(mut self, text: &str, index: usize, splices: &mut Splices) {
        if index >= self.members.len() {
            return;
        }
        let member = self.members.remove(index);
        let close = self.range.end.saturating_sub(1);
        let rest = text.get(member.span.end..close).unwrap_or_default();
        let end = member.span.end + comma(rest).map_or(0, |at| at + 1);
        let lines = line_start(text, member.span.start)..line_end(text, end);
        let before = text.get(lines.start..member.span.start).unwrap_or_default();
        let after = text.get(end..lines.end).unwrap_or_default().trim();
        let between = text.get(member.span.end..end).unwrap_or_default();
        if before.trim().is_empty() && lines.start > self.range.start && (after.is_empty() || after.starts_with('#')) {
            let mut kept: Vec<&str> = comments(between);
            kept.extend(comments(after));
            splices.replace(lines, lines_of(kept.iter().map(|comment| format!("{before}{comment}"))));
            return;
        }
        // The comments of the entry go to the next one, or to the end.
        let orphans: Vec<String> = member.into_comments().collect();
        match self.members.get_mut(index) {
            Some(next) => drop(next.lead.splice(0..0, orphans)),
            None => drop(self.tail.splice(0..0, orphans)),
        }
        let written = self.one_line().unwrap_or_else(|| self.lines());
        splices.replace(self.range, written);
    }
}

/// The white space before an entry that is first in its line.
fn indent<'t>(text: &'t str, span: &Range<usize>) -> &'t str {
    let before = text.get(line_start(text, span.start)..span.start).unwrap_or_default();
    if before.trim().is_empty() { before } else { "  " }
}

/// The comments between two entries: one on the line of the entry (or bracket) before becomes its note,
/// with the space before it; the others are returned as those above the next one.
fn gap(text: &str, range: Range<usize>, note: &mut Option<String>) -> Vec<String> {
    let text = text.get(range).unwrap_or_default();
    let first_line = text.find('\n').unwrap_or(text.len());
    let mut lead = Vec::new();
    for (token, range) in tokens(text) {
        if token != Token::Comment {
            continue;
        }
        let comment = text.get(range.clone()).unwrap_or_default().trim_end();
        if range.start < first_line {
            let before = text.get(..range.start).unwrap_or_default();
            let space = before.get(before.trim_end().len()..).filter(|space| !space.is_empty()).unwrap_or(" ");
            *note = Some(format!("{space}{comment}"));
        } else {
            lead.push(comment.to_owned());
        }
    }
    lead
}
