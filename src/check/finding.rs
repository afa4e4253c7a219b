//! What a rule found, and the report of a check: plain data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::git::CommitChange;
use crate::model::date::{Day, Moment};
use crate::model::event::Party;
use crate::model::id::{Digest, Hash};
use crate::model::origin::Origin;
use crate::model::rule::Rule;
use crate::model::settings::Number;
use crate::model::word::Level;

/// What a rule says of one file, before its level and place are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFinding {
    /// The rule.
    pub rule: Rule,
    /// Its level here, where it is not the rule's own.
    pub level: Option<Level>,
    /// The key it is about, from the top of the file; `[2]` is an entry of a list.
    pub key: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What to do, where the rule's own remedy does not fit.
    pub remedy: Option<String>,
    /// The event it is about.
    pub event: Option<Hash>,
    /// The commit that did it.
    pub commit: Option<ByCommit>,
    /// Contents that the file should have: history may tell the keys in which it differs from them.
    pub vouched: Vec<Digest>,
    /// The day on which it is an error by itself, where it is a warning until then.
    pub error_on: Option<Day>,
}

impl RawFinding {
    /// A finding about a key.
    pub fn new(rule: Rule, key: &[&str], message: impl Into<String>) -> Self {
        RawFinding {
            rule,
            level: None,
            key: key.iter().map(|k| (*k).to_owned()).collect(),
            message: message.into(),
            remedy: None,
            event: None,
            commit: None,
            vouched: Vec::new(),
            error_on: None,
        }
    }

    /// With a level of its own.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// A warning that is an error from this day on, if nothing is done.
    #[must_use]
    pub fn error_on(mut self, day: Day) -> Self {
        self.error_on = Some(day);
        self
    }

    /// With a remedy of its own.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// About this event.
    #[must_use]
    pub fn event(mut self, hash: &Hash) -> Self {
        self.event = Some(hash.clone());
        self
    }

    /// Done by this commit.
    #[must_use]
    pub fn commit(mut self, commit: ByCommit) -> Self {
        self.commit = Some(commit);
        self
    }

    /// About content that should be one of these.
    #[must_use]
    pub fn vouched(mut self, digests: Vec<Digest>) -> Self {
        self.vouched = digests;
        self
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// The rule that found it.
    pub rule: Rule,
    /// How much it weighs.
    pub level: Level,
    /// The file, below the register.
    pub file: String,
    /// The key it is about; absent where the whole file is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column in characters, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Column after what is meant, on the same line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<usize>,
    /// The line itself, where it is not too long to be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// The item it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The title of that item, where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The hash of the event it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Hash>,
    /// The commit that did it, where history tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<ByCommit>,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub remedy: String,
    /// The waiver that answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waived>,
    /// The last day of a waiver that answered for it and is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver_ended: Option<Day>,
    /// The day on which it makes a pipeline fail by itself, if nothing is done: as an error, or when its waiver is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_on: Option<Day>,
}

/// The commit that did what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ByCommit {
    /// Its id.
    pub id: String,
    /// Who the commit says wrote it, `Name <mail>`.
    pub author: String,
    /// When it was made, by the committer's clock.
    pub at: Moment,
}

impl ByCommit {
    /// The commit, as history has it.
    #[must_use]
    pub fn of(commit: &CommitChange) -> Self {
        ByCommit {
            id: commit.id.to_string(),
            author: format!("{} <{}>", commit.author.name, commit.author.mail),
            at: Moment(commit.committer.time.to_utc()),
        }
    }
}

impl Finding {
    /// Whether it makes the exit code 1, where findings of level `from` and above do; `None`: none does.
    #[must_use]
    pub fn fails(&self, from: Option<Level>) -> bool {
        let heavy = match from {
            None | Some(Level::Off) => false,
            Some(Level::Warn) => true,
            Some(Level::Error) => self.level == Level::Error,
        };
        heavy && self.waived.is_none()
    }
}

#[cfg(test)]
impl Finding {
    /// A finding of a rule that says nothing yet; a test fills in what it is about.
    pub(crate) fn bare(rule: Rule) -> Finding {
        Finding {
            rule,
            level: rule.about().level,
            file: "items/x.toml".to_owned(),
            key: None,
            line: None,
            column: None,
            end_column: None,
            excerpt: None,
            item: None,
            title: None,
            event: None,
            commit: None,
            message: String::new(),
            remedy: String::new(),
            waived: None,
            waiver_ended: None,
            error_on: None,
        }
    }
}

/// Why a finding is waived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Waived {
    /// The reason that was given.
    pub reason: String,
    /// The last day of the waiver.
    pub until: Day,
}

/// How much was looked at and found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counted {
    /// Items, unreadable ones too.
    pub items: usize,
    /// Files that were read, items among them.
    pub files: usize,
    /// Events in them.
    pub events: usize,
    /// Commits of their history that were looked at.
    pub commits: usize,
    /// Findings of level error that nobody waived.
    pub errors: usize,
    /// Findings of level warn that nobody waived.
    pub warnings: usize,
    /// Findings that somebody answered for.
    pub waived: usize,
}

/// What filters kept out of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    /// The filters as they are typed.
    pub filters: Vec<String>,
    /// Findings of level error that they left out; the exit code does not ask for them.
    pub errors: usize,
    /// Findings of level warn that they left out.
    pub warnings: usize,
    /// Findings that somebody answered for.
    pub waived: usize,
}

impl LeftOut {
    /// Counts one more.
    pub fn add(&mut self, finding: &Finding) {
        match (&finding.waived, finding.level) {
            (Some(_), _) => self.waived += 1,
            (None, Level::Error) => self.errors += 1,
            (None, _) => self.warnings += 1,
        }
    }
}

/// A rule of which register.toml asks for less than is usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lowered {
    /// The rule.
    pub rule: Rule,
    /// What register.toml asks for.
    pub level: Level,
    /// Findings that would weigh more without that; where the rule is off, they are not shown.
    pub found: usize,
    /// Who said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Party>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The report of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Report {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// The commit that the working tree is based on, where that was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub based_on: Option<String>,
    /// The id of the register, where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// The register's first event, which everything rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introduction: Option<Hash>,
    /// The register's folder below the top of the repository; the paths of findings are below it.
    pub folder: String,
    /// The rules that were asked.
    pub asked: Vec<Rule>,
    /// How much was looked at and found.
    pub counted: Counted,
    /// What filters left out, where there were any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<LeftOut>,
    /// The rules of which register.toml asks for less than is usual.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lowered: Vec<Lowered>,
    /// The numbers of register.toml that are not as usual.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<Number>,
    /// How many findings are counted and not listed, since they are below `--level`.
    pub not_listed: usize,
    /// What is wrong, by file and line.
    pub findings: Vec<Finding>,
    /// What was not, or cannot be, proved.
    pub cannot_prove: Vec<String>,
}

impl Report {
    /// The path of a finding's file from the top of the repository.
    #[must_use]
    pub fn path(&self, finding: &Finding) -> String {
        if self.folder.is_empty() { finding.file.clone() } else { format!("{}/{}", self.folder, finding.file) }
    }

    /// Keeps only the findings that are listed; the counts stay.
    pub fn list_only(&mut self, listed: impl Fn(&Finding) -> bool) {
        let all = self.findings.len();
        self.findings.retain(listed);
        self.not_listed = all - self.findings.len();
    }

    /// Counts the findings by level.
    pub fn count(&mut self) {
        let open = |level: Level| self.findings.iter().filter(|f| f.waived.is_none() && f.level == level).count();
        let (errors, warnings) = (open(Level::Error), open(Level::Warn));
        self.counted.waived = self.findings.iter().filter(|f| f.waived.is_some()).count();
        self.counted.errors = errors;
        self.counted.warnings = warnings;
    }
}
