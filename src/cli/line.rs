//! A line that a person types, with the keys that shells have; Escape and Ctrl-C break it off.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, bail};
use rustyline::config::Behavior;
use rustyline::error::ReadlineError;
use rustyline::{
    Cmd, ConditionalEventHandler, Config, Editor, Event, EventContext, EventHandler, KeyCode, KeyEvent, Modifiers,
    RepeatCount,
};

use crate::record::prompt::CANCELLED;

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed {
    /// The line, and it is finished.
    Line(String),
    /// What stands there so far; the person goes on in their editor.
    ForEditor(String),
}

/// Whether Ctrl-E opens an editor, or goes to the end of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CtrlE {
    /// It opens an editor.
    OpensEditor,
    /// It goes to the end of the line, as in shells.
    EndOfLine,
}

/// How long after Escape a key still belongs to it, in milliseconds: what terminals send for arrows begins with one.
const ESCAPE: u16 = 50;

/// Asks for a line; `there` stands there already.
///
/// # Errors
/// The person broke it off, or there is no terminal.
pub fn read(question: &str, there: &str, ctrl_e: CtrlE) -> anyhow::Result<Typed> {
    // Standard output may be a pipe.
    let config = Config::builder().behavior(Behavior::PreferTerm).keyseq_timeout(Some(ESCAPE)).build();
    let mut editor = Editor::<(), _>::with_history(config, rustyline::history::MemHistory::new())
        .context("the terminal takes no line")?;
    editor.bind_sequence(KeyEvent(KeyCode::Esc, Modifiers::NONE), Cmd::Interrupt);
    let wanted = Arc::new(AtomicBool::new(false));
    if ctrl_e == CtrlE::OpensEditor {
        let handler = OpensEditor(Arc::clone(&wanted));
        editor.bind_sequence(KeyEvent::ctrl('E'), EventHandler::Conditional(Box::new(handler)));
    }
    match editor.readline_with_initial(&format!("? {question} "), (there, "")) {
        Ok(line) if wanted.load(Ordering::Relaxed) => Ok(Typed::ForEditor(line)),
        Ok(line) => Ok(Typed::Line(line.trim().to_owned())),
        Err(ReadlineError::Interrupted | ReadlineError::Eof) => bail!(CANCELLED),
        Err(error) => Err(error).context("the terminal takes no line"),
    }
}

/// Notes that the editor is wanted, and ends the line.
struct OpensEditor(Arc<AtomicBool>);

impl ConditionalEventHandler for OpensEditor {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext) -> Option<Cmd> {
        self.0.store(true, Ordering::Relaxed);
        Some(Cmd::AcceptLine)
    }
}
