//! Lists of words and phrases, kept as data apart from code: one file a subject, with a heading in brackets over each
//! list, `[name]` or `[name language]`. Lines that begin with `#` are for people.

use std::collections::BTreeMap;

/// The lists of one file, by heading.
#[derive(Debug, Clone, Default)]
pub struct Lists(BTreeMap<&'static str, Vec<&'static str>>);

impl Lists {
    /// Reads a file.
    #[must_use]
    pub fn of(text: &'static str) -> Lists {
        let mut lists: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
        let mut heading = "";
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(name) => heading = name,
                None => lists.entry(heading).or_default().push(line),
            }
        }
        Lists(lists)
    }

    /// The lines of a list, of all languages.
    pub fn lines(&self, name: &str) -> impl Iterator<Item = &'static str> {
        let lists = self.0.iter().filter(move |(heading, _)| heading.split(' ').next() == Some(name));
        lists.flat_map(|(_, lines)| lines).copied()
    }

    /// The words of all lines of a list.
    pub fn words(&self, name: &str) -> impl Iterator<Item = &'static str> {
        self.lines(name).flat_map(str::split_whitespace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_words_under_their_headings() {
        let lists = Lists::of("# For people.\n[one]\na b\n c \n\n[two]\nd\n[one de]\ne\n");
        assert_eq!(lists.lines("one").collect::<Vec<_>>(), ["a b", "c", "e"]);
        assert_eq!(lists.words("one").collect::<Vec<_>>(), ["a", "b", "c", "e"]);
        assert_eq!(lists.lines("three").count(), 0);
    }
}
