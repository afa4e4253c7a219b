//! Conflict markers of git, and the whole texts of the sides between them.

use std::fmt;

/// Why a conflict cannot be solved. The file is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictError {
    /// The line in the file with the markers, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ConflictError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ConflictError {}

/// How markers are written: their length, and the names of the two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The number of letters in a marker.
    pub size: usize,
    /// What stands after `<<<<<<<`.
    pub ours: String,
    /// What stands after `>>>>>>>`.
    pub theirs: String,
}

impl Default for Labels {
    fn default() -> Self {
        Self { size: MIN_SIZE, ours: "ours".to_owned(), theirs: "theirs".to_owned() }
    }
}

/// Markers have at least this many letters.
const MIN_SIZE: usize = 7;

/// So many ways to read markers are tried where lines between them look like markers too.
const READINGS: usize = 64;

/// All readings together hold at most about this many bytes of each side.
const READING_BYTES: usize = 16 << 20;

/// One side as a whole text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Side {
    pub(crate) text: String,
    /// For each line, its number in the file with the markers.
    pub(crate) numbers: Vec<usize>,
    /// For each line, whether it stood between markers.
    pub(crate) inside: Vec<bool>,
}

impl Side {
    fn push(&mut self, line: &str, number: usize, inside: bool) {
        self.text.push_str(line);
        self.numbers.push(number);
        self.inside.push(inside);
    }
}

/// One way to read a file with markers.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) labels: Labels,
    pub(crate) ours: Side,
    pub(crate) theirs: Side,
    /// The common ancestor, where every conflict shows it.
    pub(crate) base: Option<Side>,
}

/// Lines between `<<<<<<<` and `>>>>>>>`, as indexes of lines.
struct Block {
    open: usize,
    close: usize,
    /// The possible places of `|||||||` and `=======`.
    splits: Vec<(Option<usize>, usize)>,
}

/// The ways to read a text with conflict markers, the likeliest first; none where it has no markers.
pub(crate) fn readings(text: &str) -> Result<Vec<Reading>, ConflictError> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut sizes: Vec<usize> = lines.iter().filter_map(|line| opener_size(line)).collect();
    sizes.dedup();
    sizes.sort_unstable();
    sizes.dedup();
    if sizes.is_empty() {
        let stray = lines.iter().position(|line| marker(line, '>', MIN_SIZE).is_some());
        return stray.map_or(Ok(Vec::new()), |at| Err(fail(at, "this `>>>>>>>` ends no conflict")));
    }
    let most = (READING_BYTES / text.len().max(1)).clamp(1, READINGS);
    let mut found = Vec::new();
    let mut first_error = None;
    for size in sizes.into_iter().take(READINGS) {
        match blocks(&lines, size) {
            Ok(blocks) => found.extend(read(&lines, size, &blocks, most)),
            Err(error) => drop(first_error.get_or_insert(error)),
        }
        if found.len() >= most {
            break;
        }
    }
    match first_error {
        Some(error) if found.is_empty() => Err(error),
        _ => Ok(found),
    }
}

/// The label of a marker of exactly this size.
fn marker(line: &str, letter: char, size: usize) -> Option<&str> {
    let rest = line.trim_end().trim_start_matches(letter);
    let count = line.trim_end().len() - rest.len();
    (count == size && (rest.is_empty() || rest.starts_with(' '))).then(|| rest.trim())
}

fn opener_size(line: &str) -> Option<usize> {
    let count = line.bytes().take_while(|byte| *byte == b'<').count();
    (count >= MIN_SIZE && marker(line, '<', count).is_some()).then_some(count)
}

fn fail(index: usize, message: &str) -> ConflictError {
    ConflictError { line: index + 1, message: message.to_owned() }
}

fn blocks(lines: &[&str], size: usize) -> Result<Vec<Block>, ConflictError> {
    let mut blocks = Vec::new();
    let mut open: Option<usize> = None;
    for (at, line) in lines.iter().enumerate() {
        let opens = marker(line, '<', size).is_some();
        let closes = marker(line, '>', size).is_some();
        match open {
            None if opens => open = Some(at),
            None if closes => return Err(fail(at, "this `>>>>>>>` ends no conflict")),
            Some(start) if opens => {
                let message = format!("a conflict begins inside the one of line {}", start + 1);
                return Err(fail(at, &message));
            }
            Some(start) if closes => {
                let splits = splits(lines, start, at, size);
                if splits.is_empty() {
                    return Err(fail(start, "this conflict has no `=======`"));
                }
                blocks.push(Block { open: start, close: at, splits });
                open = None;
            }
            _ => {}
        }
    }
    match open {
        Some(start) => Err(fail(start, "this conflict has no end (`>>>>>>>`)")),
        None => Ok(blocks),
    }
}

/// Every pair of lines that may be `|||||||` and `=======` of a block, the likeliest first.
fn splits(lines: &[&str], open: usize, close: usize, size: usize) -> Vec<(Option<usize>, usize)> {
    let all = |letter: char| {
        let inside = lines.iter().enumerate().take(close).skip(open + 1);
        let found = inside
            .filter(move |(_, line)| marker(line, letter, size).is_some_and(|label| letter == '|' || label.is_empty()));
        found.map(|(at, _)| at).take(READINGS).collect::<Vec<_>>()
    };
    let (bars, middles) = (all('|'), all('='));
    let with_base =
        bars.iter().flat_map(|bar| middles.iter().filter(move |at| *at > bar).map(move |at| (Some(*bar), *at)));
    let without = middles.iter().map(|at| (None, *at));
    with_base.chain(without).take(READINGS).collect()
}

/// The texts of the sides for each choice of splits.
fn read(lines: &[&str], size: usize, blocks: &[Block], most: usize) -> Vec<Reading> {
    let likely: Vec<(Option<usize>, usize)> = blocks.iter().filter_map(|block| block.splits.first().copied()).collect();
    let mut choices = vec![likely];
    for (index, block) in blocks.iter().enumerate() {
        for split in block.splits.iter().skip(1) {
            let known = choices.clone();
            for mut choice in known {
                if choices.len() >= most {
                    break;
                }
                if let Some(slot) = choice.get_mut(index) {
                    *slot = *split;
                }
                choices.push(choice);
            }
        }
    }
    choices.iter().map(|choice| reading(lines, size, blocks, choice)).collect()
}

fn reading(lines: &[&str], size: usize, blocks: &[Block], choice: &[(Option<usize>, usize)]) -> Reading {
    let mut ours = Side::default();
    let mut theirs = Side::default();
    let mut base = Side::default();
    let mut at = 0;
    for (block, (bar, middle)) in blocks.iter().zip(choice) {
        for (number, line) in numbered(lines, at, block.open) {
            for side in [&mut ours, &mut theirs, &mut base] {
                side.push(line, number, false);
            }
        }
        numbered(lines, block.open + 1, bar.unwrap_or(*middle))
            .for_each(|(number, line)| ours.push(line, number, true));
        numbered(lines, bar.unwrap_or(*middle) + 1, *middle).for_each(|(number, line)| base.push(line, number, true));
        numbered(lines, middle + 1, block.close).for_each(|(number, line)| theirs.push(line, number, true));
        at = block.close + 1;
    }
    for (number, line) in numbered(lines, at, lines.len()) {
        for side in [&mut ours, &mut theirs, &mut base] {
            side.push(line, number, false);
        }
    }
    let label = |at: Option<usize>, letter: char| {
        let line = at.and_then(|at| lines.get(at));
        line.and_then(|line| marker(line, letter, size)).unwrap_or_default().to_owned()
    };
    let first = blocks.first();
    let labels = Labels {
        size,
        ours: label(first.map(|block| block.open), '<'),
        theirs: label(first.map(|block| block.close), '>'),
    };
    let shown = !choice.is_empty() && choice.iter().all(|(bar, _)| bar.is_some());
    Reading { labels, ours, theirs, base: shown.then_some(base) }
}

fn numbered<'l>(lines: &'l [&'l str], from: usize, to: usize) -> impl Iterator<Item = (usize, &'l str)> {
    lines.iter().enumerate().take(to).skip(from).map(|(at, line)| (at + 1, *line))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFF3: &str =
        "a\n<<<<<<<< HEAD\nb\n|||||||| 1a2b\n<<<<<<<<<< nested\nx\n>>>>>>>>>> nested\n========\nc\n>>>>>>>> other\nd";

    #[test]
    fn sides_are_whole_texts() {
        let all = readings(DIFF3).unwrap();
        let first = all.first().unwrap();
        assert_eq!((first.ours.text.as_str(), first.theirs.text.as_str()), ("a\nb\nd", "a\nc\nd"));
        assert!(first.base.as_ref().unwrap().text.contains("nested"));
        assert_eq!(first.theirs.numbers, [1, 9, 11]);
        assert_eq!(first.labels, Labels { size: 8, ours: "HEAD".into(), theirs: "other".into() });
    }

    #[test]
    fn unbalanced_markers_are_named_by_line() {
        let line = |text: &str| readings(text).unwrap_err().line;
        assert_eq!(line("a\n<<<<<<< x\nb\n"), 2);
        assert_eq!(line("a\n>>>>>>> x\n"), 2);
        assert_eq!(line("<<<<<<< x\n<<<<<<< y\n=======\n>>>>>>> y\n>>>>>>> x\n"), 2);
        assert_eq!(line("a\n<<<<<<< x\nb\n>>>>>>> y\n"), 2);
        assert!(readings("a = 1\n=======\n").unwrap().is_empty());
    }

    #[test]
    fn ambiguous_middles_are_all_read() {
        let all = readings("<<<<<<< x\na\n=======\nb\n=======\nc\n>>>>>>> y\n").unwrap();
        let ours: Vec<&str> = all.iter().map(|reading| reading.ours.text.as_str()).collect();
        assert_eq!(ours, ["a\n", "a\n=======\nb\n"]);
    }

    #[test]
    fn hostile_markers_end() {
        let many = format!("<<<<<<< a\n{}>>>>>>> b\n", "=======\n|||||||\n".repeat(2_000));
        assert!(readings(&many.repeat(20)).unwrap().len() <= READINGS);
        let sizes: String = (7..500).map(|size| format!("{}\n", "<".repeat(size))).collect();
        assert!(readings(&sizes).is_err());
    }
}
