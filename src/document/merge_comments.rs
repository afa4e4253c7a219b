//! Comments of the other side that a merge would lose.

use std::collections::HashMap;

use super::merge::Merge;
use super::outline::Outline;
use super::scan::{Token, comments, tokens};

impl Merge<'_> {
    /// Adds each comment of theirs that is neither in our text nor in what is taken over from theirs to the
    /// thing that it stood with, as a line of its own.
    pub(super) fn missing_comments(&mut self) {
        let theirs = self.theirs;
        let Some(merged) = self.splices.clone().apply(self.ours.text()) else { return };
        let mut there = counted(&comments(&merged));
        let clashing = self.clashes.iter().flat_map(|clash| comments(&clash.theirs));
        clashing.for_each(|comment| *there.entry(comment.to_owned()).or_default() += 1);
        let gone = taken_out(self);
        let places = places(theirs);
        for (token, range) in tokens(theirs.text()) {
            if token != Token::Comment {
                continue;
            }
            let comment = theirs.slice(range.clone()).trim_end();
            match there.get_mut(comment) {
                Some(count) if *count > 0 => *count -= 1,
                _ if gone.contains_key(comment) => {}
                _ => {
                    let at = place_in_ours(self, &places, range.start);
                    self.splices.insert(at, format!("{comment}\n"));
                }
            }
        }
    }
}

fn counted(all: &[&str]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for comment in all {
        *counts.entry((*comment).to_owned()).or_default() += 1;
    }
    counts
}

/// The comments that were certainly in the ancestor and that we took out.
fn taken_out(work: &Merge<'_>) -> HashMap<String, usize> {
    let Some(base) = work.base else { return HashMap::new() };
    let text = base.outline.text();
    let found = tokens(text).filter(|(token, range)| *token == Token::Comment && base.is_certain(range));
    let certain: Vec<&str> = found.filter_map(|(_, range)| text.get(range)).map(str::trim_end).collect();
    let mut counts = counted(&certain);
    for comment in comments(work.ours.text()) {
        counts.remove(comment);
    }
    counts
}

/// The ends of entries and headers in their text with the address of each.
fn places(outline: &Outline) -> Vec<(usize, &[super::outline::Step], bool)> {
    let mut all: Vec<_> = outline.entries().map(|entry| (entry.lines.end, entry.address.as_slice(), false)).collect();
    let headers = outline.sections.iter().skip(1);
    all.extend(headers.map(|section| (section.header.end, section.address.as_slice(), true)));
    all.sort_by_key(|(end, ..)| *end);
    all
}

/// Where in our text the thing is that a comment of theirs stands in or above; the end where we have it not.
fn place_in_ours(work: &Merge<'_>, places: &[(usize, &[super::outline::Step], bool)], at: usize) -> usize {
    let next = places.partition_point(|(end, ..)| *end <= at);
    let found = places.get(next).and_then(|(_, address, header)| {
        if *header {
            let section = work.ours.sections.get(work.ours.section(address)?)?;
            return Some(section.header.start);
        }
        work.ours.entry(address).map(|entry| entry.lines.start)
    });
    found.unwrap_or(work.ours.text().len())
}
