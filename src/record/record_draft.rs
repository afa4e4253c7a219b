//! One act on a record that is content and events, made once and then changed: a management review, a source.

use anyhow::Context;
use serde::de::DeserializeOwned;
use toml::Table;

use super::fields;
use super::hand_edits;
use super::next_event;
use super::publish::Publication;
use super::sign::attest;
use super::word_checks::check_event;
use super::workspace::{Prepared, Workspace};
use crate::attest::digest::{Subject, content_digest};
use crate::document::edit::Document;
use crate::document::layout::LayoutKind;
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::content::Expected;
use crate::lifecycle::record::RecordReplay;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Event, Party};
use crate::model::id::Digest;
use crate::model::tree::Tree;
use crate::register::place::{pasted, shown};
use crate::register::read;

/// The file of a record.
#[derive(Debug, Clone, Copy)]
pub struct RecordDraft<'d> {
    /// The register, and who acts.
    pub workspace: &'d Workspace,
    /// Which kind of record it is.
    pub file: FileKind,
    /// How it is laid out.
    pub kind: LayoutKind,
    /// What its events are about.
    pub subject: Subject<'d>,
    /// Its path below the register.
    pub path: &'d str,
}

impl RecordDraft<'_> {
    /// The file as it is.
    ///
    /// # Errors
    /// It is not there, or cannot be read; `what` says what it is.
    pub fn document(&self, what: &str) -> anyhow::Result<Document> {
        let path = self.path;
        let bytes =
            std::fs::read(self.workspace.root.join(path)).with_context(|| format!("there is no {what} ({path})"))?;
        Document::parse(&bytes, self.kind).map_err(|e| anyhow::anyhow!("{path}:{}:{}: {}", e.line, e.column, e.message))
    }

    /// What its events amount to.
    #[must_use]
    pub fn replay<'e>(&self, events: impl IntoIterator<Item = &'e Event>) -> RecordReplay<'e> {
        RecordReplay::new(self.file, events, &self.workspace.register.authority, None)
    }

    /// A blank event that follows those that are there.
    ///
    /// # Errors
    /// The newest of them is of the future, or nobody is known to act.
    pub fn next(&self, act: Act, replay: &RecordReplay<'_>) -> anyhow::Result<Event> {
        if act != Act::Voided {
            let tolerance = self.workspace.register.settings.policy.clock_tolerance_minutes;
            next_event::check_future(&replay.ledger.graph, self.workspace.now, tolerance)
                .map_err(|r| Refusal::new(r.reason).next("if this clock is wrong, set it right"))?;
        }
        let by = Party::Person(self.workspace.actor()?);
        Ok(next_event::on(self.workspace, act, by, next_event::newest(&replay.ledger.graph)))
    }

    /// The keys that were edited by hand since the newest event; refuses them where they are not to be adopted.
    ///
    /// # Errors
    /// They are not to be adopted, or history cannot be read.
    pub fn edited_by_hand(&self, doc: &Document, replay: &RecordReplay<'_>) -> anyhow::Result<Option<Vec<String>>> {
        let now: Table = doc.text().parse()?;
        let path = self.workspace.root.join(self.path);
        let keys =
            |wanted: &Digest| hand_edits::keys_since(&self.workspace.repo, None, &path, &now, wanted, self.subject);
        let mut all: Vec<String> = match replay.expected_content() {
            Expected::One(wanted) if wanted == content_digest(&Tree::from(&now), self.subject)? => return Ok(None),
            Expected::One(wanted) => keys(&wanted)?,
            Expected::Several(sides) => sides.iter().map(keys).collect::<anyhow::Result<Vec<_>>>()?.concat(),
            Expected::Unknown => return Ok(None),
        };
        all.sort();
        all.dedup();
        if all.is_empty() {
            all.push("(the digest of its newest event)".to_owned());
        }
        if self.workspace.options.include_edits || matches!(replay.expected_content(), Expected::Several(_)) {
            return Ok(Some(all));
        }
        let (name, path) = (shown(&path), pasted(&path));
        Err(Refusal::new(format!("{name} was edited by hand since its newest event: {}", all.join(", ")))
            .next("adopt the edits with this act: add --include-edits")
            .next(format!("or look at them (git diff -- {path}) and take them back (git checkout -- {path})"))
            .into())
    }

    /// Puts the event into the file and makes the act ready. `before` are the events that are there, `subject` says what
    /// the commit does, and `publication` holds what else it brings.
    ///
    /// # Errors
    /// The act is not lawful, its words say nothing, or the file would not be a record any more.
    pub fn finish<'e, T: DeserializeOwned>(
        &self,
        mut doc: Document,
        before: impl IntoIterator<Item = &'e Event>,
        mut event: Event,
        subject: &str,
        mut publication: Publication,
    ) -> anyhow::Result<Prepared<()>> {
        check_event(self.workspace, &event)?;
        event.content = content_digest(&read::tree(doc.text())?, self.subject)?;
        self.check_lawful(before, &event)?;
        let (table, word) = attest(self.workspace, self.subject, &mut event)?;
        doc.insert_table(&["event", event.hash.short()], &fields::event(&table))?;
        let _: T = read::typed(self.path, doc.text())?;
        let name = self.subject.to_string();
        let mut bytes = doc.to_bytes();
        // An import keeps very many of them.
        bytes.shrink_to_fit();
        publication.files.push((self.workspace.root.join(self.path), bytes));
        publication.subject = format!("{name}: {subject}");
        publication.body = event.text.clone().unwrap_or_default();
        publication.trailers = vec![
            ("Kaizen-Item".to_owned(), name),
            ("Kaizen-Act".to_owned(), event.act.to_string()),
            ("Kaizen-By".to_owned(), event.by.to_string()),
        ];
        if let Some(edits) = &event.edits {
            publication.trailers.push(("Kaizen-Edits".to_owned(), edits.join(", ")));
        }
        Ok(Prepared { publication, word, outcome: () })
    }

    fn check_lawful<'e>(&self, before: impl IntoIterator<Item = &'e Event>, event: &Event) -> Result<(), Refusal> {
        let mut all: Vec<&Event> = before.into_iter().collect();
        all.push(event);
        let replay = self.replay(all);
        let refused =
            replay.ledger.graph.place(&event.hash).and_then(|place| replay.ledger.refused.get(place)?.clone());
        refused.map_or(Ok(()), |refusal| Err(refusal.of(&self.subject.to_string())))
    }
}
