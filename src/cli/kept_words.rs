//! Words that a person typed for an act that did not come about: where they are, and what takes them up again.

use std::io::Write as _;
use std::path::PathBuf;

use crate::model::shell;
use crate::record::answers::{Again, Answer, Answers};

/// Where the words are that a person wrote for what did not come about.
#[derive(Debug)]
pub struct Kept {
    files: Vec<PathBuf>,
    /// The command line that takes them up again.
    pub command: String,
}

impl std::fmt::Display for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let files: Vec<String> = self.files.iter().map(|file| file.display().to_string()).collect();
        match files.as_slice() {
            [] => f.write_str("not recorded"),
            files => write!(f, "not recorded; what you wrote is kept in {}", files.join(" and ")),
        }
    }
}

/// Says with an error where the words are kept that were typed; `done` are arguments whose part came about.
#[must_use]
pub fn kept(error: anyhow::Error, answers: &Answers, done: &[String]) -> anyhow::Error {
    let typed: Vec<Answer> = answers.all().into_iter().filter(Answer::is_said_again).collect();
    if typed.is_empty() { error } else { error.context(Kept::new(&typed, done)) }
}

/// Says with an error where a text is kept that was typed and answers nothing, since its editor failed.
#[must_use]
pub fn kept_text(error: anyhow::Error, text: &str, again: Again) -> anyhow::Error {
    let typed = Answer { question: String::new(), about: String::new(), text: text.to_owned(), again };
    error.context(Kept::new(&[typed], &[]))
}

impl Kept {
    fn new(typed: &[Answer], done: &[String]) -> Kept {
        let arguments = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned());
        let mut words: Vec<String> = arguments.filter(|arg| !done.contains(arg)).map(|arg| quoted(&arg)).collect();
        let (mut files, mut input) = (Vec::new(), String::new());
        let mut file = |text: &str| {
            let path = keep(text)?;
            let shown = quoted(&path.display().to_string());
            files.push(path);
            Some(shown)
        };
        let mut say = |flag: &str, value: String| {
            if let Some(at) = words.iter().position(|word| word == flag) {
                words.drain(at..(at + 2).min(words.len()));
            }
            words.extend([flag.to_owned(), value]);
        };
        let (mut arguments, mut more) = (Vec::new(), Vec::new());
        for answer in typed {
            match answer.again {
                Again::Argument => arguments.push(quoted(&answer.text)),
                Again::Flag(flag) => say(flag, quoted(&answer.text)),
                Again::Another(flag) => more.extend([flag.to_owned(), quoted(&answer.text)]),
                // Where there is no room for a file the words stand in the command itself.
                Again::Text => match file(&answer.text) {
                    Some(file) => say("-F", file),
                    None => say("-m", quoted(&answer.text)),
                },
                Again::File(flag) => {
                    let name = file(&answer.text).unwrap_or_else(|| {
                        input = format!(" <<< {}", quoted(&answer.text));
                        "/dev/stdin".to_owned()
                    });
                    say(flag, name);
                }
                Again::Input => {
                    let file = file(&answer.text).map(|file| format!(" < {file}"));
                    input = file.unwrap_or_else(|| format!(" <<< {}", quoted(&answer.text)));
                }
                Again::Asked => {}
            }
        }
        words.extend(more);
        if typed.iter().any(|answer| answer.again == Again::Argument && answer.text.starts_with('-')) {
            words.push("--".to_owned());
        }
        words.extend(arguments);
        Kept { files, command: format!("kaizen {}{input}", words.join(" ")) }
    }
}

/// Keeps words that were typed when what they were for did not come about, and names the file.
#[must_use]
pub fn keep(text: &str) -> Option<PathBuf> {
    let mut file = tempfile::Builder::new().prefix("kaizen-kept-").suffix(".txt").tempfile().ok()?;
    file.write_all(text.as_bytes()).ok()?;
    file.keep().ok().map(|(_, path)| path)
}

fn quoted(text: &str) -> String {
    shell::word(text).into_owned()
}
