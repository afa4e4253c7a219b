//! A Markdown document as sections of sentences, each with its line.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::words::words;

/// A document.
#[derive(Debug, Default)]
pub struct Document {
    /// Its sections in order, the first one being what stands before any heading.
    pub sections: Vec<Section>,
    /// Tags that look like something to fill in: text and line.
    pub tags: Vec<(String, usize)>,
}

/// A heading and what stands under it, up to the next heading.
#[derive(Debug)]
pub struct Section {
    /// 1 to 6; 0 for what stands before any heading.
    pub level: usize,
    /// The heading.
    pub title: String,
    /// Its line, counted from 1.
    pub line: usize,
    /// The sentences.
    pub sentences: Vec<Sentence>,
}

/// One sentence, list item or row of a table.
#[derive(Debug)]
pub struct Sentence {
    /// As it reads.
    pub text: String,
    /// Its words, behind those of the line that leads the list in (“Improvements come from:”).
    pub words: Vec<String>,
    /// The line it begins on, counted from 1.
    pub line: usize,
}

impl Document {
    /// The sections from `i` on that stand below it.
    #[must_use]
    pub fn below(&self, i: usize) -> &[Section] {
        let Some(level) = self.sections.get(i).map(|s| s.level) else { return &[] };
        let rest = self.sections.get(i + 1..).unwrap_or_default();
        let count = if level == 0 { 0 } else { rest.iter().take_while(|s| s.level > level).count() };
        self.sections.get(i..=i + count).unwrap_or_default()
    }

    /// Whether section `i` is the title of the whole document.
    #[must_use]
    pub fn is_title(&self, i: usize) -> bool {
        let Some(section) = self.sections.get(i) else { return false };
        let same = self.sections.iter().filter(|s| s.level == section.level).count();
        let first = self.sections.iter().position(|s| s.level > 0) == Some(i);
        first && same == 1
    }
}

/// Reads a document.
#[must_use]
pub fn read(text: &str) -> Document {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let mut reader = Reader::default();
    reader.document.sections.push(Section { level: 0, title: String::new(), line: 1, sentences: Vec::new() });
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let line = starts.partition_point(|start| *start <= range.start);
        reader.take(event, line);
    }
    reader.flush();
    reader.document
}

#[derive(Debug, Default)]
struct Reader {
    document: Document,
    /// Characters of the block that is read, each with its line.
    block: Vec<(char, usize)>,
    /// How deep we are in what is no text of the policy.
    hidden: usize,
    lists: usize,
    /// The line before a list that leads it in.
    lead: Vec<String>,
    heading: Option<(usize, usize)>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, line: usize) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::MetadataBlock(_) | Tag::HtmlBlock | Tag::Strikethrough) => {
                self.hidden += 1;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::MetadataBlock(_) | TagEnd::HtmlBlock | TagEnd::Strikethrough) => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            Event::Start(Tag::Heading { level, .. }) => {
                self.flush();
                self.lead.clear();
                self.heading = Some((depth(level), line));
            }
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::List(_)) => {
                self.flush();
                self.lists += 1;
            }
            Event::End(TagEnd::List(_)) => {
                self.flush();
                self.lists = self.lists.saturating_sub(1);
                if self.lists == 0 {
                    self.lead.clear();
                }
            }
            Event::Start(Tag::Item | Tag::Paragraph | Tag::TableRow | Tag::TableHead)
            | Event::End(TagEnd::Item | TagEnd::Paragraph | TagEnd::TableRow | TagEnd::TableHead) => self.flush(),
            Event::End(TagEnd::TableCell) => self.push(" | ", line),
            Event::Text(text) | Event::Code(text) => self.push(&text, line),
            Event::SoftBreak | Event::HardBreak => self.push(" ", line),
            Event::InlineHtml(tag) if self.hidden == 0 => self.document.tags.push((tag.into_string(), line)),
            _ => {}
        }
    }

    fn push(&mut self, text: &str, line: usize) {
        if self.hidden == 0 {
            self.block.extend(text.chars().map(|c| (c, line)));
        }
    }

    fn end_heading(&mut self) {
        let title: String = self.block.drain(..).map(|(c, _)| c).collect();
        if let Some((level, line)) = self.heading.take() {
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            self.document.sections.push(Section { level, title, line, sentences: Vec::new() });
        }
    }

    /// Ends the block: its sentences go to the newest section.
    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        if self.lists == 0 && block.iter().any(|(c, _)| !c.is_whitespace()) {
            self.lead.clear();
        }
        let mut sentence: Vec<(char, usize)> = Vec::new();
        let mut rest = block.iter().copied().peekable();
        while let Some((c, line)) = rest.next() {
            sentence.push((c, line));
            let ends = matches!(c, '.' | '!' | '?') && rest.peek().is_none_or(|(next, _)| next.is_whitespace());
            if ends {
                self.end_sentence(&mut sentence);
            }
        }
        self.end_sentence(&mut sentence);
    }

    fn end_sentence(&mut self, sentence: &mut Vec<(char, usize)>) {
        let line = sentence.iter().find(|(c, _)| !c.is_whitespace()).map(|(_, line)| *line);
        let text: String = sentence.drain(..).map(|(c, _)| c).collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(line) = line else { return };
        let own = words(&text);
        let all = if self.lists > 0 { [self.lead.clone(), own.clone()].concat() } else { own.clone() };
        if self.lists == 0 && text.ends_with(':') {
            self.lead = own;
        }
        if let Some(section) = self.document.sections.last_mut() {
            section.sentences.push(Sentence { text, words: all, line });
        }
    }
}

fn depth(level: HeadingLevel) -> usize {
    level as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_sentences_and_their_lines() {
        let document = read(
            "Before.\n\n# Title\n\nOne. Two\ngoes on.\n\n## Inputs\n\nIdeas come from:\n\n- audits\n- staff\n\n\
             | who | what |\n|---|---|\n| CISO | owns it |\n\n```\nnot this\n```\n<!-- nor this -->\n~~nor that~~\n",
        );
        let seen: Vec<_> = document
            .sections
            .iter()
            .map(|s| {
                (s.title.as_str(), s.line, s.sentences.iter().map(|x| (x.text.as_str(), x.line)).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("", 1, vec![("Before.", 1)]),
                ("Title", 3, vec![("One.", 5), ("Two goes on.", 5)]),
                (
                    "Inputs",
                    8,
                    vec![
                        ("Ideas come from:", 10),
                        ("audits", 12),
                        ("staff", 13),
                        ("who | what |", 15),
                        ("CISO | owns it |", 17)
                    ]
                ),
            ]
        );
        let audits = &document.sections[2].sentences[1];
        assert_eq!(audits.words, ["ideas", "come", "from", "audits"]);
        assert_eq!((document.below(1).len(), document.below(2).len(), document.is_title(1)), (2, 1, true));
    }
}
