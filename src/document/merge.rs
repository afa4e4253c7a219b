//! Two versions of a file made one, by what they say: every table and list entry of both is kept.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use toml_edit::Item;

use super::convert;
use super::layout::LayoutKind;
use super::outline::{Address, Outline, Step, keys};
use super::place::{Spot, entry_lead, entry_place, section_lead, section_place, spaced_section};
use super::plain::Plain;
use super::scan::comment_lines;
use super::splice::Splices;
use super::value::key_path;

/// A common ancestor, and of which of its lines it is certain that they were in it. (What git shows
/// of it beside a conflict can have lines around it that both sides added.)
pub(super) struct Base {
    pub(super) outline: Outline,
    /// For each line; none: all are.
    pub(super) certain: Option<Vec<bool>>,
    starts: Vec<usize>,
}

impl Base {
    pub(super) fn new(outline: Outline, certain: Option<Vec<bool>>) -> Self {
        let breaks = outline.text().match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        Self { outline, certain, starts }
    }

    /// Whether something at this range was in the ancestor beyond doubt.
    pub(super) fn is_certain(&self, range: &Range<usize>) -> bool {
        let Some(certain) = &self.certain else { return true };
        let line = |at: usize| self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let lines = line(range.start)..=line(range.end.saturating_sub(1).max(range.start));
        certain.get(lines).is_some_and(|lines| lines.iter().any(|line| *line))
    }

    /// What the ancestor certainly said at an address.
    pub(super) fn said(&self, address: Option<&Address>) -> Option<Plain> {
        let address = address?;
        let item = self.outline.item(address)?;
        let range = match item {
            Item::Value(value) if !value.as_inline_table().is_some_and(toml_edit::InlineTable::is_dotted) => {
                value.span()?
            }
            _ => return self.certain.is_none().then(|| Plain::of_item(item)),
        };
        self.is_certain(&range).then(|| Plain::of_item(item))
    }
}

/// Something that both sides set differently.
#[derive(Debug, Clone)]
pub(super) struct Clash {
    /// Its keys.
    pub(super) path: Vec<String>,
    /// The lines of our side.
    pub(super) range: Range<usize>,
    /// The lines of the other side.
    pub(super) theirs: String,
}

/// Where the same table is on each side.
#[derive(Clone)]
pub(super) struct At {
    pub(super) ours: Address,
    pub(super) theirs: Address,
    pub(super) base: Option<Address>,
}

impl At {
    fn root() -> Self {
        Self { ours: Address::new(), theirs: Address::new(), base: Some(Address::new()) }
    }

    fn key(&self, key: &str) -> Self {
        let step = |address: &Address| {
            let mut inner = address.clone();
            inner.push(Step::Key(key.to_owned()));
            inner
        };
        Self { ours: step(&self.ours), theirs: step(&self.theirs), base: self.base.as_ref().map(step) }
    }
}

/// A merge on its way: changes to our text.
pub(super) struct Merge<'m> {
    pub(super) kind: LayoutKind,
    pub(super) ours: &'m Outline,
    pub(super) theirs: &'m Outline,
    pub(super) base: Option<&'m Base>,
    pub(super) derived: &'m dyn Fn(&[&str]) -> bool,
    pub(super) splices: Splices,
    /// New sections by the place where they go.
    pub(super) sections: BTreeMap<usize, Vec<String>>,
    pub(super) clashes: Vec<Clash>,
    /// Where keys of one section, rank and group go.
    spots: HashMap<(usize, usize, usize), Spot>,
    /// The lines of tables that get a header of their own.
    fresh: BTreeMap<Address, String>,
}

/// What became of a merge: our text with these changes is whole, but for the clashes.
pub(super) struct Outcome {
    pub(super) splices: Splices,
    pub(super) clashes: Vec<Clash>,
}

/// Merges two versions that have headers where the other has them (see [`aligned`]).
///
/// # Errors
/// Something that is a table on one side and a value on the other: its path.
pub(super) fn merge(
    kind: LayoutKind,
    ours: &Outline,
    theirs: &Outline,
    base: Option<&Base>,
    derived: &dyn Fn(&[&str]) -> bool,
) -> Result<Outcome, String> {
    let (splices, sections, clashes, spots, fresh) = Default::default();
    let mut work = Merge { kind, ours, theirs, base, derived, splices, sections, clashes, spots, fresh };
    work.tables(&At::root())?;
    for (address, lines) in std::mem::take(&mut work.fresh) {
        let at = section_place(ours, kind, &address);
        work.sections.entry(at).or_default().push(format!("{}{lines}", convert::header(&address)));
    }
    for (at, texts) in std::mem::take(&mut work.sections) {
        let lines = spaced_section(ours.text(), at, &texts.join("\n"));
        work.splices.insert(at, lines);
    }
    work.missing_comments();
    Ok(Outcome { splices: work.splices, clashes: work.clashes })
}

/// The two versions with headers for every family that they differ in, so that tables meet tables.
pub(super) fn aligned(kind: LayoutKind, ours: Outline, theirs: Outline) -> (Outline, Outline) {
    let mut families: Vec<String> = ours.toml.as_table().iter().map(|(key, _)| key.to_owned()).collect();
    families.extend(theirs.toml.as_table().iter().map(|(key, _)| key.to_owned()));
    families.dedup();
    let differs = |family: &String| {
        let (a, b) = (ours.toml.get(family), theirs.toml.get(family));
        let lists =
            [a, b].iter().flatten().any(|item| item.is_table_like() || item.is_array() || item.is_array_of_tables());
        lists && a.map(Plain::of_item) != b.map(Plain::of_item)
    };
    let spelled_alike = |family: &String| match (ours.toml.get(family), theirs.toml.get(family)) {
        (Some(a), Some(b)) => a.type_name() == b.type_name(),
        _ => true,
    };
    let open = |family: &String| kind.family_shape(family).is_some() || !spelled_alike(family);
    let families: Vec<String> = families.iter().filter(|family| differs(family) && open(family)).cloned().collect();
    (with_headers(kind, ours, &families), with_headers(kind, theirs, &families))
}

fn with_headers(kind: LayoutKind, mut outline: Outline, families: &[String]) -> Outline {
    for family in families {
        let Some(text) = convert::with_headers(&outline, kind, family) else { continue };
        if let Ok(new) = Outline::parse(&text)
            && Plain::of_table(new.toml.as_table()) == Plain::of_table(outline.toml.as_table())
        {
            outline = new;
        }
    }
    outline
}

impl<'m> Merge<'m> {
    /// Merges two tables key by key.
    pub(super) fn tables(&mut self, at: &At) -> Result<(), String> {
        let (ours, theirs) = (self.ours, self.theirs);
        let names = |outline: &'m Outline, address: &[Step]| -> Vec<&'m str> {
            let table = outline.item(address).and_then(Item::as_table_like);
            table.map(|table| table.iter().map(|(key, _)| key).collect()).unwrap_or_default()
        };
        for key in names(theirs, &at.theirs) {
            let at = at.key(key);
            let Some(their) = theirs.item(&at.theirs) else { continue };
            match ours.item(&at.ours) {
                None => self.only_theirs(&at, their),
                Some(our) => self.both(&at, our, their)?,
            }
        }
        for key in names(ours, &at.ours) {
            let at = at.key(key);
            if let (Some(our), None) = (ours.item(&at.ours), theirs.item(&at.theirs)) {
                self.only_ours(&at, our);
            }
        }
        Ok(())
    }

    fn both(&mut self, at: &At, our: &Item, their: &Item) -> Result<(), String> {
        let (a, b) = (Plain::of_item(our), Plain::of_item(their));
        if a == b {
            return Ok(());
        }
        let path = keys(&at.ours);
        match (our, their) {
            (Item::Table(x), Item::Table(y)) => {
                let hashes = [x.get("hash"), y.get("hash")].map(|hash| hash.map(Plain::of_item));
                let [x, y] = &hashes;
                if path.first() == Some(&"event") && path.len() == 2 && x.is_some() && y.is_some() && x != y {
                    self.clash_of_sections(at);
                    return Ok(());
                }
                self.tables(at)
            }
            (Item::ArrayOfTables(x), Item::ArrayOfTables(y)) => self.arrays_of_tables(at, x, y),
            (Item::Value(x), Item::Value(y)) => {
                if let (Some(x), Some(y)) = (x.as_array(), y.as_array()) {
                    self.lists(at, x, y);
                    return Ok(());
                }
                let said = self.base.and_then(|base| base.said(at.base.as_ref()));
                if (self.derived)(&path) || said == Some(b) {
                    return Ok(());
                }
                if said == Some(a) {
                    self.take_value(x, y);
                    return Ok(());
                }
                if let (Some(x), Some(y)) = (x.as_inline_table(), y.as_inline_table())
                    && self.inline_tables(at, x, y)
                {
                    return Ok(());
                }
                self.clash_of_values(at)
            }
            _ => Err(key_path(&path)),
        }
    }

    /// Puts their value in the place of ours.
    fn take_value(&mut self, our: &toml_edit::Value, their: &toml_edit::Value) {
        if let (Some(range), Some(new)) = (our.span(), their.span()) {
            let raw = self.theirs.slice(new).to_owned();
            self.splices.replace(range, raw);
        }
    }

    fn clash_of_values(&mut self, at: &At) -> Result<(), String> {
        let error = || key_path(&keys(&at.ours));
        let our = self.ours.entry_around(&at.ours).ok_or_else(error)?;
        let their = self.theirs.entry_around(&at.theirs).ok_or_else(error)?;
        let path: Vec<String> = keys(&at.ours).iter().map(|key| (*key).to_owned()).collect();
        let range = our.lines.clone();
        let depth = our.address.len().saturating_sub(our.depth);
        let line = self.line_of(&their.address, depth);
        self.clashes.push(Clash { path, range, theirs: line });
        Ok(())
    }

    fn clash_of_sections(&mut self, at: &At) {
        let sections = self.ours.sections_within(&at.ours);
        let Some(first) = sections.first().copied() else { return };
        let mut last = first;
        while sections.contains(&(last + 1)) {
            last += 1;
        }
        let start = self.ours.sections.get(first).map_or(0, |section| section.header.start);
        let path = keys(&at.ours).iter().map(|key| (*key).to_owned()).collect();
        let theirs = self.copy_sections(&at.theirs, false);
        self.clashes.push(Clash { path, range: start..self.ours.tail_end(last), theirs });
    }

    /// Their entry as lines beneath a table that is `depth` steps from the top.
    fn line_of(&self, address: &[Step], depth: usize) -> String {
        let Some(entry) = self.theirs.entry(address) else { return String::new() };
        if address.len().saturating_sub(entry.depth) == depth {
            return ended(self.theirs.slice(entry.lines.clone()));
        }
        let name = key_path(&keys(address.get(depth..).unwrap_or_default()));
        ended(&format!("{name} = {}", self.theirs.slice(entry.value.start..entry.lines.end)))
    }

    /// Takes over what only they have, unless we took it out.
    fn only_theirs(&mut self, at: &At, their: &Item) {
        if let Item::Value(value) = their
            && !value.as_inline_table().is_some_and(toml_edit::InlineTable::is_dotted)
            && self.base.and_then(|base| base.said(at.base.as_ref())) == Some(Plain::of_value(value))
        {
            return;
        }
        for (section, index) in self.theirs.entries_within(&at.theirs) {
            let Some(home) = self.theirs.sections.get(section) else { continue };
            if home.address.starts_with(&at.theirs) {
                continue;
            }
            let Some(entry) = home.entries.get(index) else { continue };
            let lead = ended(self.theirs.slice(entry_lead(self.theirs, home, index)));
            let rest = entry.address.get(at.theirs.len()..).unwrap_or_default();
            let target: Address = at.ours.iter().chain(rest).cloned().collect();
            self.add_entry(&target, &entry.address, &lead);
        }
        if !self.theirs.sections_within(&at.theirs).is_empty() {
            self.add_sections(&at.ours, &at.theirs);
        }
    }

    /// Adds their entry to the section of ours that is nearest around it.
    fn add_entry(&mut self, target: &[Step], source: &[Step], lead: &str) {
        let parent = target.get(..target.len().saturating_sub(1)).unwrap_or_default();
        let Some(index) = self.section_for(target, source) else {
            // Keys beneath a table that has no header of its own here: it gets one.
            let line = self.line_of(source, source.len().saturating_sub(1));
            let lines = self.fresh.entry(parent.to_vec()).or_default();
            lines.push_str(lead);
            lines.push_str(&line);
            return;
        };
        let depth = self.ours.sections.get(index).map_or(0, |section| section.address.len());
        let line = self.line_of(source, source.len() - (target.len() - depth));
        let key = match target.get(depth) {
            Some(Step::Key(key)) => key.as_str(),
            _ => "",
        };
        let table = self.ours.sections.get(index).map(|section| keys(&section.address)).unwrap_or_default();
        let same_place = (index, self.kind.key_rank(&table, key), self.kind.group(key));
        // Keys of one rank and group go to one place, with one blank line above all of them.
        let first = !self.spots.contains_key(&same_place);
        let (ours, kind) = (self.ours, self.kind);
        let spot = *self.spots.entry(same_place).or_insert_with(|| entry_place(ours, kind, index, key));
        let above = if first { spot.above } else { "" };
        self.splices.insert(spot.at, format!("{above}{lead}{line}{}", spot.below));
    }

    /// The section of ours that a new key goes to: that of its table; where the table is made of dotted
    /// keys, or is on their side, the section that these stand in.
    fn section_for(&self, target: &[Step], source: &[Step]) -> Option<usize> {
        let parent = target.get(..target.len().saturating_sub(1))?;
        let dotted = |(section, _): &(usize, usize)| {
            self.ours.sections.get(*section).is_some_and(|section| section.address.len() < parent.len())
        };
        let home = || {
            let depth = self.theirs.entry(source)?.depth;
            self.ours.section(target.get(..target.len().checked_sub(depth)?)?)
        };
        let ours = self.ours.section(parent);
        let ours =
            ours.or_else(|| self.ours.entries_within(parent).iter().find(|at| dotted(at)).map(|(section, _)| *section));
        ours.or_else(home)
    }

    /// Adds their table with all tables in it at its canonical place.
    pub(super) fn add_sections(&mut self, target: &[Step], source: &[Step]) {
        let text = self.copy_sections(source, true);
        let at = section_place(self.ours, self.kind, target);
        self.sections.entry(at).or_default().push(text);
    }

    /// The text of their table and all tables in it, with its comments.
    fn copy_sections(&self, source: &[Step], with_lead: bool) -> String {
        let mut parts = Vec::new();
        for index in self.theirs.sections_within(source) {
            let Some(section) = self.theirs.sections.get(index) else { continue };
            let lead = if with_lead || !parts.is_empty() {
                section_lead(self.theirs, index).start
            } else {
                section.header.start
            };
            parts.push(ended(self.theirs.slice(lead..self.theirs.tail_end(index))));
        }
        parts.join("\n")
    }

    /// Keeps what only we have, unless they took it out and we left it as it was. Tables are kept always.
    fn only_ours(&mut self, at: &At, our: &Item) {
        let Item::Value(value) = our else { return };
        let said = self.base.and_then(|base| base.said(at.base.as_ref()));
        if said != Some(Plain::of_value(value)) || (self.derived)(&keys(&at.ours)) {
            return;
        }
        if let Some((section, index)) = self.ours.entry_place(&at.ours)
            && let Some(entry) = self.ours.sections.get(section).and_then(|section| section.entries.get(index))
        {
            let kept = comment_lines(self.ours.slice(entry.lines.clone()));
            self.splices.replace(entry.lines.clone(), kept);
        }
    }
}

/// Lines with a line break at their end.
fn ended(lines: &str) -> String {
    if lines.is_empty() || lines.ends_with('\n') { lines.to_owned() } else { format!("{lines}\n") }
}
