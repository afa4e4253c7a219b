//! Lists and arrays of tables merged entry by entry.

use std::collections::{HashMap, HashSet};

use toml_edit::{Array, ArrayOfTables, InlineTable};

use super::arrays::{ArrayText, Member};
use super::inline;
use super::merge::{At, Merge};
use super::outline::{Address, Outline, Step, keys};
use super::plain::Plain;
use super::scan::comments;

/// Above this many comparisons entries are only matched where they are equal.
const COMPARISONS: usize = 1_000_000;

impl Merge<'_> {
    /// The union of two lists, ours first. What one side took out and the other left as it was goes,
    /// where the ancestor is certain.
    pub(super) fn lists(&mut self, at: &At, our: &Array, their: &Array) {
        let (Some(our_range), Some(their_range)) = (our.span(), their.span()) else { return };
        let mut mine = ArrayText::read(self.ours.text(), our, our_range.clone());
        let other = ArrayText::read(self.theirs.text(), their, their_range);
        let before = self.ancestor_members(at);
        let have: HashSet<Plain> = mine.members.iter().map(|member| member.plain.clone()).collect();
        let they_have: HashSet<Plain> = other.members.iter().map(|member| member.plain.clone()).collect();
        let mut new: Vec<Member> = Vec::new();
        let mut grown = false;
        let few = mine.members.len().saturating_mul(other.members.len()) <= COMPARISONS;
        for member in other.members {
            if have.contains(&member.plain) || before.contains(&member.plain) {
                continue;
            }
            // An end that they gave to a role or key of ours.
            if let Some(slot) = mine.members.iter_mut().find(|slot| few && is_grown(&slot.plain, &member.plain)) {
                slot.plain = member.plain;
                slot.raw = member.raw;
                grown = true;
            } else if !mine.members.iter().any(|slot| few && is_grown(&member.plain, &slot.plain)) {
                new.push(member);
            }
        }
        let gone = |member: &Member| before.contains(&member.plain) && !they_have.contains(&member.plain);
        if grown || mine.members.iter().any(gone) {
            let (out, kept): (Vec<Member>, Vec<Member>) = mine.members.drain(..).partition(gone);
            let orphans: Vec<String> = out.into_iter().flat_map(Member::into_comments).collect();
            mine.members = kept;
            mine.members.extend(new);
            mine.tail.splice(0..0, orphans);
            let old = self.ours.slice(our_range.clone());
            let one_line = if old.contains('\n') { None } else { mine.one_line() };
            self.splices.replace(our_range, one_line.unwrap_or_else(|| mine.lines()));
        } else if !new.is_empty() {
            let form = self.kind.list_form(&keys(&at.ours));
            mine.push(self.ours.text(), new, form, &mut self.splices);
        }
    }

    /// Merges two inline tables key by key, unless a key clashes: then nothing is done.
    pub(super) fn inline_tables(&mut self, at: &At, our: &InlineTable, their: &InlineTable) -> bool {
        let Some(range) = our.span() else { return false };
        let said = self.base.and_then(|base| base.said(at.base.as_ref()));
        let before = |path: &[String]| said.as_ref().and_then(|said| said.at(path));
        let (mine, other) = (Plain::of_table(our), Plain::of_table(their));
        let mut fields = inline::fields(self.ours.text(), our);
        let theirs = inline::fields(self.theirs.text(), their);
        for (path, raw) in &theirs {
            let (own, new) = (mine.at(path), other.at(path));
            if own == new || before(path) == new {
                continue;
            }
            match fields.iter_mut().find(|(known, _)| known == path) {
                Some(field) if before(path) == own => field.1 = raw,
                None if own.is_none() => fields.push((path.clone(), raw)),
                _ => return false,
            }
        }
        fields.retain(|(path, _)| other.at(path).is_some() || before(path).is_none() || before(path) != mine.at(path));
        let written = inline::render(&fields);
        // A dotted key beside a value of the same name cannot be written.
        if Outline::parse(&format!("x = {written}")).is_err() || !comments(self.ours.slice(range.clone())).is_empty() {
            return false;
        }
        self.splices.replace(range, written);
        true
    }

    /// The entries that a list certainly had in the ancestor.
    fn ancestor_members(&self, at: &At) -> HashSet<Plain> {
        let Some((base, address)) = self.base.zip(at.base.as_ref()) else { return HashSet::new() };
        let Some(array) = base.outline.item(address).and_then(toml_edit::Item::as_array) else { return HashSet::new() };
        let certain = array.iter().filter(|value| value.span().is_some_and(|span| base.is_certain(&span)));
        certain.map(Plain::of_value).collect()
    }

    /// Merges arrays of tables: equal tables are one, the same table is merged key by key, the others of
    /// theirs come after ours.
    pub(super) fn arrays_of_tables(
        &mut self,
        at: &At,
        our: &ArrayOfTables,
        their: &ArrayOfTables,
    ) -> Result<(), String> {
        let mine: Vec<Plain> = our.iter().map(|table| Plain::of_table(table)).collect();
        let other: Vec<Plain> = their.iter().map(|table| Plain::of_table(table)).collect();
        let before = self.ancestor_tables(at);
        let partners = partners(&mine, &other, &before, &keys(&at.ours));
        for (index, partner) in partners.iter().enumerate() {
            let step = |address: &Address, index: usize| {
                let mut inner = address.clone();
                inner.push(Step::Index(index));
                inner
            };
            let theirs = step(&at.theirs, index);
            let Some(found) = *partner else {
                let nested = at.ours.len() > 1;
                // A why that we took out and they left as it was stays out.
                if !(nested && other.get(index).is_some_and(|plain| before.iter().flatten().any(|old| old == plain))) {
                    self.add_sections(&step(&at.ours, our.len()), &theirs);
                }
                continue;
            };
            if mine.get(found) == other.get(index) {
                continue;
            }
            let known = self.is_version(at, found, mine.get(found), other.get(index));
            let base = at.base.as_ref().filter(|_| known).map(|base| step(base, found));
            self.tables(&At { ours: step(&at.ours, found), theirs, base })?;
        }
        Ok(())
    }

    /// Whether the table at this place in the ancestor is an older version of these two.
    fn is_version(&self, at: &At, index: usize, ours: Option<&Plain>, theirs: Option<&Plain>) -> bool {
        let Some((base, address)) = self.base.zip(at.base.as_ref()) else { return false };
        let array = base.outline.item(address).and_then(toml_edit::Item::as_array_of_tables);
        let Some(old) = array.and_then(|array| array.get(index)).map(|table| Plain::of_table(table)) else {
            return false;
        };
        let question = |plain: &Plain| plain.at(&["question".to_owned()]).cloned();
        let same = |new: Option<&Plain>| {
            new.is_some_and(|new| {
                *new == old || is_same_analysis(new, &old) || question(new).is_some() && question(new) == question(&old)
            })
        };
        base.certain.is_none() || same(ours) && same(theirs)
    }

    /// The tables of an array in the ancestor, those that are certain.
    fn ancestor_tables(&self, at: &At) -> Vec<Option<Plain>> {
        let Some((base, address)) = self.base.zip(at.base.as_ref()) else { return Vec::new() };
        let array = base.outline.item(address).and_then(toml_edit::Item::as_array_of_tables);
        let Some(array) = array else { return Vec::new() };
        let certain = |table: &toml_edit::Table| table.span().is_some_and(|span| base.is_certain(&span));
        array.iter().map(|table| certain(table).then(|| Plain::of_table(table))).collect()
    }
}

/// For each table of theirs the one of ours that it is, if any.
fn partners(mine: &[Plain], other: &[Plain], before: &[Option<Plain>], path: &[&str]) -> Vec<Option<usize>> {
    let mut free: Vec<bool> = vec![true; mine.len()];
    let mut equal: HashMap<&Plain, Vec<usize>> = HashMap::new();
    for (index, plain) in mine.iter().enumerate().rev() {
        equal.entry(plain).or_default().push(index);
    }
    let mut found: Vec<Option<usize>> = Vec::new();
    for plain in other {
        let same = equal.get_mut(plain).and_then(Vec::pop);
        if let Some(slot) = same.and_then(|index| free.get_mut(index)) {
            *slot = false;
        }
        found.push(same);
    }
    // One side left it as it was, so the table at the same place is the other's version of it.
    for (index, old) in before.iter().enumerate() {
        let unmatched = found.get(index).is_some_and(Option::is_none) && free.get(index) == Some(&true);
        let untouched = old.is_some() && (mine.get(index) == old.as_ref() || other.get(index) == old.as_ref());
        if unmatched && untouched {
            take(&mut found, &mut free, index, index);
        }
    }
    if path == ["analysis"] && mine.len().saturating_mul(other.len()) <= COMPARISONS {
        for (index, plain) in other.iter().enumerate() {
            if found.get(index).is_some_and(Option::is_none) {
                let same = mine.iter().zip(&free).position(|(own, free)| *free && is_same_analysis(own, plain));
                if let Some(own) = same {
                    take(&mut found, &mut free, index, own);
                }
            }
        }
    }
    found
}

fn take(found: &mut [Option<usize>], free: &mut [bool], theirs: usize, ours: usize) {
    if let (Some(slot), Some(flag)) = (found.get_mut(theirs), free.get_mut(ours)) {
        *slot = Some(ours);
        *flag = false;
    }
}

/// Whether two analyses are versions of one: by the same person on the same day with the same method, or
/// beginning with the same why.
fn is_same_analysis(a: &Plain, b: &Plain) -> bool {
    let (Plain::Table(a), Plain::Table(b)) = (a, b) else { return false };
    let named = ["by", "on"].iter().all(|key| a.contains_key(*key));
    let same = ["by", "on", "method"].iter().all(|key| a.get(*key) == b.get(*key));
    let first = |table: &std::collections::BTreeMap<String, Plain>| match table.get("why") {
        Some(Plain::Array(whys)) => whys.first().cloned(),
        _ => None,
    };
    named && same || first(a).is_some() && first(a) == first(b)
}

/// Whether `new` is the inline table `old` with more keys.
fn is_grown(old: &Plain, new: &Plain) -> bool {
    let (Plain::Table(old), Plain::Table(new)) = (old, new) else { return false };
    !old.is_empty() && old.len() < new.len() && old.iter().all(|(key, value)| new.get(key) == Some(value))
}
