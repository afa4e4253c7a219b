//! What a command line lacks: asked for on a terminal, with what is known filled in; elsewhere all of it is named at once.

use std::cell::RefCell;

use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::id::{Handle, SourceRef};
use crate::model::source::Source;
use crate::model::word::Word;
use crate::record::answers::{Again, Answers};
use crate::record::asked;
use crate::record::workspace::Workspace;
use crate::register::find;

/// The questions of one verb. What is answered is remembered by the question (`record::answers`).
#[derive(Debug)]
pub struct Form<'w> {
    /// The register that is acted on.
    pub workspace: &'w Workspace,
    /// What is told before the first question.
    header: RefCell<Vec<String>>,
    missing: Vec<&'static str>,
}

/// How an answer is said again: by its flag, or without one where it has a name in capitals.
fn again(name: &'static str) -> Again {
    if name.starts_with('-') { Again::Flag(name) } else { Again::Argument }
}

impl<'w> Form<'w> {
    /// A form on which nothing is asked yet.
    pub fn new(workspace: &'w Workspace) -> Self {
        Form { workspace, header: RefCell::default(), missing: Vec::new() }
    }

    /// What is told before the first question, where there is one.
    pub fn begin_with(&self, lines: impl IntoIterator<Item = String>) {
        self.header.borrow_mut().extend(lines);
    }

    /// Whether somebody can be asked.
    pub fn is_asking(&self) -> bool {
        self.workspace.answers.prompt().is_some()
    }

    /// What was said so far; before the first question its header is told.
    pub fn answers(&self) -> &'w Answers {
        let answers = &*self.workspace.answers;
        let lines = std::mem::take(&mut *self.header.borrow_mut());
        if let Some(prompt) = answers.prompt() {
            lines.iter().for_each(|line| prompt.tell(line));
        }
        answers
    }

    /// Notes what is missing.
    fn noted<T>(&mut self, found: Option<T>, name: &'static str) -> Option<T> {
        if found.is_none() {
            self.missing.push(name);
        }
        found
    }

    /// One word of a list.
    pub fn word<T: Word + std::fmt::Display>(
        &mut self,
        given: Option<T>,
        name: &'static str,
        question: &str,
    ) -> anyhow::Result<Option<T>> {
        let found = match given {
            Some(given) => Some(given),
            None => self.answers().word(question, again(name))?,
        };
        Ok(self.noted(found, name))
    }

    /// A line.
    pub fn line(&mut self, given: Option<&str>, name: &'static str, question: &str) -> anyhow::Result<Option<String>> {
        let found = match given {
            Some(given) => Some(given.to_owned()),
            None => self.answers().line(question, again(name))?,
        };
        Ok(self.noted(found, name))
    }

    /// A line that is asked again while `parse` does not take it.
    pub fn parsed<T>(
        &mut self,
        given: Option<T>,
        name: &'static str,
        question: &str,
        there: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> anyhow::Result<Option<T>> {
        let asked = || {
            let answers = self.answers();
            let Some(prompt) = answers.prompt() else { return anyhow::Ok(None) };
            let said = answers.get(question, again(name), || {
                loop {
                    let said = prompt.line_from(question, there)?;
                    match parse(&said) {
                        Ok(_) => return Ok(said),
                        Err(error) => prompt.tell(&error),
                    }
                }
            })?;
            Ok(parse(&said).ok())
        };
        let found = match given {
            Some(given) => Some(given),
            None => asked()?,
        };
        Ok(self.noted(found, name))
    }

    /// A day; `there` stands there already.
    pub fn day(
        &mut self,
        given: Option<Day>,
        name: &'static str,
        question: &str,
        there: Option<Day>,
    ) -> anyhow::Result<Option<Day>> {
        let found = match given {
            Some(given) => Some(given),
            None => self.answers().day(question, again(name), self.workspace.today(), there)?,
        };
        Ok(self.noted(found, name))
    }

    /// Somebody in people.toml; `first` is shown before the others.
    pub fn person(
        &mut self,
        given: Option<&str>,
        name: &'static str,
        question: &str,
        first: Option<&Handle>,
    ) -> anyhow::Result<Option<Handle>> {
        let found = if let Some(given) = given {
            Some(find::person(&self.workspace.register, given)?)
        } else {
            self.answers();
            asked::person(self.workspace, question, again(name), first)?
        };
        Ok(self.noted(found, name))
    }

    /// A source.
    pub fn source(
        &mut self,
        given: Option<&SourceRef>,
        name: &'static str,
        question: &str,
    ) -> anyhow::Result<Option<SourceRef>> {
        let found = match given {
            Some(given) => Some(given.clone()),
            None => asked::source(self.answers(), question, again(name))?,
        };
        Ok(self.noted(found, name))
    }

    /// A source that is recorded; those for which `comes_first` says so are shown before the others.
    pub fn recorded_source(
        &mut self,
        given: Option<&SourceRef>,
        name: &'static str,
        question: &str,
        comes_first: impl Fn(&Source) -> bool,
    ) -> anyhow::Result<Option<SourceRef>> {
        if given.is_some() || !self.is_asking() {
            return Ok(self.noted(given.cloned(), name));
        }
        let (mut sources, _) = self.workspace.register.sources()?;
        if sources.is_empty() {
            return Err(Refusal::new("no source is recorded").next("kaizen source add KIND:REF --title TEXT").into());
        }
        sources.sort_by_key(|source| !comes_first(source));
        let title = |named: &SourceRef| sources.iter().find(|one| one.name() == *named).map(|one| one.title.clone());
        let names = sources.iter().map(Source::name).collect();
        self.choice(None, name, question, names, title)
    }

    /// One of some choices, each with what it means.
    pub fn choice<T: std::fmt::Display>(
        &mut self,
        given: Option<T>,
        name: &'static str,
        question: &str,
        choices: Vec<T>,
        meaning: impl Fn(&T) -> Option<String>,
    ) -> anyhow::Result<Option<T>> {
        let found = match given {
            Some(given) => Some(given),
            None => self.answers().choice(question, again(name), choices, meaning)?,
        };
        Ok(self.noted(found, name))
    }

    /// One of some names, each with what it means; nothing where nobody can be asked.
    pub fn one_of(&self, question: &str, names: &[(&'static str, String)]) -> anyhow::Result<Option<&'static str>> {
        let meaning = |name: &&str| names.iter().find(|(known, _)| known == name).map(|(_, told)| told.clone());
        self.answers().choice(question, Again::Asked, names.iter().map(|(name, _)| *name).collect(), meaning)
    }

    /// Notes that the words of the act are missing, which are asked for when all the rest is there.
    pub fn needs_words(&mut self, given: Option<&str>) {
        if !self.is_asking() {
            self.noted(given, "-m");
        }
    }

    /// Why the act does not come about: all that is missing.
    pub fn refusal(&self, verb: &str) -> anyhow::Error {
        asked::still_missing(&self.missing, verb).into()
    }
}
