//! What a person said while an act was made ready. An act is made again on the register as it is by then, without
//! anybody being asked twice.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::Context as _;

use super::prompt::{CANCELLED, Choice, Prompt};
use crate::lifecycle::refusal::Refusal;
use crate::model::word::Word;

/// How a command line says an answer again, so that words for an act that did not come about are taken up by the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// An argument without a flag.
    Argument,
    /// This flag with the answer.
    Flag(&'static str),
    /// This flag with the answer, beside those that are given.
    Another(&'static str),
    /// The words of the act, which a file holds.
    Text,
    /// This flag with the name of a file.
    File(&'static str),
    /// Standard input, which the command line reads already.
    Input,
    /// It is asked again.
    Asked,
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked.
    pub question: String,
    /// What the person saw when they answered.
    pub about: String,
    /// What they said.
    pub text: String,
    /// How it is said again.
    pub again: Again,
}

impl Answer {
    /// Whether a command says it again.
    #[must_use]
    pub fn is_said_again(&self) -> bool {
        !self.text.is_empty() && self.again != Again::Asked
    }

    /// Whether it is shown before it is recorded: a person typed it just now.
    fn is_told(&self) -> bool {
        self.is_said_again() && self.again != Again::Input
    }
}

/// What an act may do while it is made ready.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Run {
    /// Ask the person; the lock is not held.
    #[default]
    Look,
    /// Nothing that takes its time: the lock is held.
    Write,
    /// Sign, though the lock is held: others were quicker again and again.
    Insist,
}

/// Something has to be asked or signed that was not yet, so the act is made ready again without the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotYet;

impl std::fmt::Display for NotYet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the register changed while the act was made ready")
    }
}

impl std::error::Error for NotYet {}

/// What a person said so far.
#[derive(Debug, Default)]
pub struct Answers {
    prompt: Option<Box<dyn Prompt>>,
    all: RefCell<Vec<Answer>>,
    signatures: RefCell<HashMap<String, String>>,
    run: Cell<Run>,
    asked: Cell<bool>,
    refused: Cell<bool>,
    words_from: RefCell<Option<PathBuf>>,
    about: RefCell<Vec<String>>,
    confirmed: Cell<bool>,
}

impl Answers {
    /// The answers of a person; of nobody where nobody can be asked.
    #[must_use]
    pub fn of(prompt: Option<Box<dyn Prompt>>) -> Answers {
        Answers { prompt, ..Answers::default() }
    }

    /// Says that the words of the act stand in a file; `-` is standard input.
    pub fn take_words_from(&self, file: Option<PathBuf>) {
        *self.words_from.borrow_mut() = file;
    }

    /// Says what the words of the act will be about: an editor shows it while they are typed.
    pub fn are_about(&self, lines: Vec<String>) {
        *self.about.borrow_mut() = lines;
    }

    /// The file that the words of the act stand in.
    #[must_use]
    pub fn words_from(&self) -> Option<PathBuf> {
        self.words_from.borrow().clone()
    }

    /// Whoever can be asked.
    #[must_use]
    pub fn prompt(&self) -> Option<&dyn Prompt> {
        self.prompt.as_deref()
    }

    /// A line that the person says; nothing where nobody can be asked.
    ///
    /// # Errors
    /// As [`Answers::get`].
    pub fn line(&self, question: &str, again: Again) -> anyhow::Result<Option<String>> {
        let Some(prompt) = self.prompt() else { return Ok(None) };
        self.get(question, again, || prompt.line(question)).map(Some)
    }

    /// A line that may stay empty, with what stands there already; nothing where nobody can be asked.
    ///
    /// # Errors
    /// As [`Answers::get`].
    pub fn line_from(&self, question: &str, there: &str, again: Again) -> anyhow::Result<Option<String>> {
        let Some(prompt) = self.prompt() else { return Ok(None) };
        let said = self.get(question, again, || prompt.line_from(question, there))?;
        Ok(Some(said).filter(|said| !said.is_empty()))
    }

    /// One word of a list, each with its meaning; nothing where nobody can be asked.
    ///
    /// # Errors
    /// As [`Answers::get`].
    pub fn word<T: Word + std::fmt::Display>(&self, question: &str, again: Again) -> anyhow::Result<Option<T>> {
        self.choice(question, again, T::all().to_vec(), |word| word.meaning().map(ToOwned::to_owned))
    }

    /// One of some choices, each with what it means; nothing where nobody can be asked.
    ///
    /// # Errors
    /// As [`Answers::get`], or what was chosen before is no choice any more.
    pub fn choice<T: std::fmt::Display>(
        &self,
        question: &str,
        again: Again,
        choices: Vec<T>,
        meaning: impl Fn(&T) -> Option<String>,
    ) -> anyhow::Result<Option<T>> {
        let Some(prompt) = self.prompt() else { return Ok(None) };
        let shown =
            choices.iter().map(|choice| Choice { word: choice.to_string(), meaning: meaning(choice) }).collect();
        let chosen = self.get(question, again, || prompt.choice(question, shown))?;
        let one = choices.into_iter().find(|choice| choice.to_string() == chosen);
        one.with_context(|| format!("“{chosen}” is no choice any more: {question}")).map(Some)
    }

    /// The words of an act: those that are given, else those that the person types.
    ///
    /// # Errors
    /// They are empty, or none are given and there is nobody to ask.
    pub fn words(&self, given: Option<&str>, question: &str) -> anyhow::Result<String> {
        let text = match (given, self.prompt()) {
            (Some(text), _) => text.to_owned(),
            (None, Some(prompt)) => self.get(question, Again::Text, || prompt.words(question, &self.about.borrow()))?,
            (None, None) => String::new(),
        };
        match text.trim() {
            "" => Err(Refusal::new(format!("still missing: -m ({question})")).next("add -m TEXT, or -F FILE").into()),
            text => Ok(text.to_owned()),
        }
    }

    /// The words of an act that may have some.
    ///
    /// # Errors
    /// They are empty.
    pub fn optional_words(&self, given: Option<&str>) -> anyhow::Result<Option<String>> {
        given.map(|given| self.words(Some(given), "the text after -m or -F")).transpose()
    }

    /// Begins to make an act ready once more.
    pub fn begin(&self, run: Run) {
        self.run.set(run);
        self.asked.set(false);
        self.refused.set(false);
    }

    /// Forgets what was said of another act.
    pub fn clear(&self) {
        self.all.borrow_mut().clear();
        self.confirmed.set(false);
    }

    /// Shows once what was answered, where that was more than one question, and asks whether it is to be recorded.
    ///
    /// # Errors
    /// It is not.
    pub fn confirm(&self) -> anyhow::Result<()> {
        let all = self.all();
        let told: Vec<&Answer> = all.iter().filter(|answer| answer.is_told()).collect();
        let Some(prompt) = self.prompt().filter(|_| told.len() > 1 && !self.confirmed.get()) else { return Ok(()) };
        for Answer { question, text, .. } in told {
            prompt.tell(&format!("  {question} {text}"));
        }
        anyhow::ensure!(prompt.confirm("Record it?")?, CANCELLED);
        self.confirmed.set(true);
        Ok(())
    }

    /// The answer to a question, asked with `ask` where it was not yet.
    ///
    /// # Errors
    /// The person broke it off; or it is not the time to ask ([`NotYet`]).
    pub fn get(
        &self,
        question: &str,
        again: Again,
        ask: impl FnOnce() -> anyhow::Result<String>,
    ) -> anyhow::Result<String> {
        self.about(question, "", again, ask).map(|answer| answer.text)
    }

    /// The same of something that the person is shown, `about`; the answer says what it was.
    ///
    /// # Errors
    /// As [`Answers::get`].
    pub fn about(
        &self,
        question: &str,
        about: &str,
        again: Again,
        ask: impl FnOnce() -> anyhow::Result<String>,
    ) -> anyhow::Result<Answer> {
        if let Some(known) = self.all.borrow().iter().find(|answer| answer.question == question) {
            return Ok(known.clone());
        }
        if self.run.get() != Run::Look {
            return Err(NotYet.into());
        }
        let text = ask().inspect_err(|_| self.refused.set(true))?;
        self.asked.set(true);
        let answer = Answer { question: question.to_owned(), about: about.to_owned(), text, again };
        self.all.borrow_mut().push(answer.clone());
        Ok(answer)
    }

    /// Whether a question was answered.
    #[must_use]
    pub fn knows(&self, question: &str) -> bool {
        self.all.borrow().iter().any(|answer| answer.question == question)
    }

    /// Puts another text in the place of an answer that cannot be used as it is.
    pub fn replace(&self, question: &str, text: String) {
        if let Some(known) = self.all.borrow_mut().iter_mut().find(|answer| answer.question == question) {
            known.text = text;
        }
    }

    /// The signature over a statement, made with `sign` where it was not yet: that may ask for a passphrase or a touch.
    ///
    /// # Errors
    /// As `sign`; or it is not the time to sign ([`NotYet`]): a signature over what was typed just now would be of a
    /// register that is no longer so.
    pub fn signature(&self, statement: &str, sign: impl FnOnce() -> anyhow::Result<String>) -> anyhow::Result<String> {
        if let Some(known) = self.signatures.borrow().get(statement) {
            return Ok(known.clone());
        }
        if self.run.get() == Run::Write || self.asked.get() {
            return Err(NotYet.into());
        }
        let made = sign().inspect_err(|_| self.refused.set(true))?;
        self.signatures.borrow_mut().insert(statement.to_owned(), made.clone());
        Ok(made)
    }

    /// Whether a question got no answer, or a signature was not made: then it is not tried again.
    #[must_use]
    pub fn are_refused(&self) -> bool {
        self.refused.get()
    }

    /// Whether something was signed: then the act is written with the moment that was signed.
    #[must_use]
    pub fn are_signed(&self) -> bool {
        !self.signatures.borrow().is_empty()
    }

    /// All answers, in the order in which they were given.
    #[must_use]
    pub fn all(&self) -> Vec<Answer> {
        self.all.borrow().clone()
    }
}
