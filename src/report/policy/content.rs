//! Looking for one content: in each section and what stands below it, the smallest one that says it all.

use schemars::JsonSchema;
use serde::Serialize;

use super::markdown::{Document, Section, Sentence};
use super::vocabulary::{Content, Group, Language};
use super::words::{first, words};

/// Whether a content was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Nothing is said of it.
    Missing,
    /// Something is said, and not all that it takes.
    Partly,
    /// It is there.
    Found,
}

/// One of the five contents in a document.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ContentFound {
    /// Its name.
    pub content: &'static str,
    /// What the policy must say.
    pub asks: &'static str,
    /// Whether it does.
    pub answer: Answer,
    /// The heading under which it stands, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// The line of the sentence that says most of it, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What was seen.
    pub seen: Vec<ContentSeen>,
    /// What was not.
    pub lacks: Vec<String>,
}

/// A word that showed something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ContentSeen {
    /// What it shows.
    pub says: &'static str,
    /// The phrase, as the vocabulary has it.
    pub phrase: &'static str,
    /// Its line, counted from 1.
    pub line: usize,
}

/// What one part of the document says.
struct Part<'d> {
    section: &'d Section,
    /// The line of the sentence that says most of it.
    line: usize,
    size: usize,
    seen: Vec<ContentSeen>,
    lacks: Vec<String>,
}

/// Looks for one content in one language.
#[must_use]
pub fn look(content: &'static Content, language: &Language, document: &Document) -> ContentFound {
    let document = Reading { document, content, language };
    let mut parts: Vec<Part<'_>> = (0..document.document.sections.len()).filter_map(|i| document.part(i)).collect();
    parts.sort_by_key(|p| (p.lacks.len(), p.size));
    let weak = || document.weak();
    let of = |answer, part: Option<Part<'_>>, weak: Option<&Sentence>| {
        let (seen, lacks) = part.as_ref().map_or_else(
            || (Vec::new(), content.groups.iter().map(|g| g.says.to_owned()).collect()),
            |p| (p.seen.clone(), p.lacks.clone()),
        );
        let mut lacks: Vec<String> = lacks;
        if let Some(weak) = weak {
            lacks.insert(0, format!("line {} only allows or hopes, which binds nobody", weak.line));
        }
        let heading = part.as_ref().map(|p| p.section.title.clone()).filter(|t| !t.is_empty());
        let line = part.as_ref().map(|p| p.line).or(weak.map(|s| s.line));
        ContentFound { content: content.name, asks: content.asks, answer, heading, line, seen, lacks }
    };
    match parts.into_iter().next() {
        Some(part) if part.lacks.is_empty() => of(Answer::Found, Some(part), None),
        Some(part) => {
            // A weak sentence elsewhere is not why this part lacks something.
            let here = weak().filter(|weak| part.section.sentences.iter().any(|s| s.line == weak.line));
            of(Answer::Partly, Some(part), here)
        }
        None => match weak() {
            Some(sentence) => of(Answer::Partly, None, Some(sentence)),
            None => of(Answer::Missing, None, None),
        },
    }
}

/// A document that is read for one content in one language.
struct Reading<'d> {
    document: &'d Document,
    content: &'static Content,
    language: &'d Language,
}

impl<'d> Reading<'d> {
    /// What a section and those below it say of the content; `None` where no sentence is about it.
    fn part(&self, i: usize) -> Option<Part<'d>> {
        let (content, document) = (self.content, self.document);
        let below = document.below(i);
        let mut about: Vec<&Sentence> = Vec::new();
        let mut headed = None;
        for (offset, section) in below.iter().enumerate() {
            // Below a heading that is about it, the sections under it are too.
            if headed.is_some_and(|level| section.level <= level) {
                headed = None;
            }
            let among_others = section.level > 0 && !document.is_title(i + offset);
            let own = among_others && first(&words(&section.title), content.headings).is_some();
            if headed.is_none() && own {
                headed = Some(section.level);
            }
            let speaks = |s: &Sentence| first(&s.words, content.topic).is_some();
            let whole = headed.is_some() || (content.spreads && among_others && section.sentences.iter().any(speaks));
            let counts = |s: &&Sentence| {
                (whole || speaks(s))
                    && first(&s.words, content.denied).is_none()
                    && !(content.binding && self.is_weak(s))
            };
            about.extend(section.sentences.iter().filter(counts));
        }
        // The sentence that says most of it comes first: it is the one that is meant.
        let says = |s: &Sentence| content.groups.iter().map(|group| shows(group, &[s]).len()).sum::<usize>();
        let most = about.iter().map(|s| says(s)).max()?;
        let meant = about.iter().position(|s| says(s) == most)?;
        about.get_mut(..=meant)?.rotate_right(1);
        let line = about.first()?.line;
        let section = below.iter().rev().find(|s| s.sentences.iter().any(|x| x.line == line))?;
        let (mut seen, mut lacks) = (Vec::new(), Vec::new());
        for group in content.groups {
            let found = shows(group, &about);
            if found.len() < group.needs {
                lacks.push(group.says.to_owned());
            }
            seen.extend(found);
        }
        let size = below.iter().map(|s| s.sentences.len()).sum();
        (!seen.is_empty()).then_some(Part { section, line, size, seen, lacks })
    }

    /// A sentence about the content that only allows or hopes.
    fn weak(&self) -> Option<&'d Sentence> {
        let sentences = self.document.sections.iter().flat_map(|s| &s.sentences);
        let mut about = sentences.filter(|s| first(&s.words, self.content.topic).is_some());
        about.find(|s| self.content.binding && self.is_weak(s))
    }

    fn is_weak(&self, sentence: &Sentence) -> bool {
        let (words, language) = (&sentence.words, self.language);
        // The month begins with a capital letter.
        let mut written = sentence.text.split(|c: char| !c.is_alphanumeric());
        let allows = written.any(|word| language.may.contains(&word));
        first(words, language.weak).is_some() || (allows && first(words, language.forbids).is_none())
    }
}

/// The alternatives of a group that stand in some sentences, no more than it needs.
fn shows(group: &'static Group, about: &[&Sentence]) -> Vec<ContentSeen> {
    let each = group.any.iter().filter_map(|phrases| {
        let (phrase, sentence) = about.iter().find_map(|s| Some((first(&s.words, phrases)?, *s)))?;
        Some(ContentSeen { says: group.says, phrase, line: sentence.line })
    });
    each.take(group.needs).collect()
}
