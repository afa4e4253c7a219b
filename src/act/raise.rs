//! A new item: an improvement, or a corrective action; or a suggestion, by anybody.

pub use super::item_content::Content;
use super::raise_form::fill_in;
use crate::document::value::{Value, key};
use crate::lifecycle::outsider::Names;
use crate::lifecycle::refusal::Refusal;
use crate::model::control;
use crate::model::date::Day;
use crate::model::event::{Act, Party};
use crate::model::id::{ItemId, SourceRef};
use crate::model::source::Source;
use crate::model::terms::Terms;
use crate::model::word::{Grade, Kind, SourceKind};
use crate::record::answers::Again;
use crate::record::fields;
use crate::record::item::{ItemDraft, Recorded};
use crate::record::session::{Done, Session};
use crate::record::workspace::{Prepared, Workspace};
use crate::register::find;
use crate::register::load::typed;
use crate::register::place::{item_path, source_path};

const SUGGESTION: &str = "What should become better, on one line?";

/// Raises an item; what is missing is asked for.
#[derive(Debug, Default, Clone)]
pub struct Raise {
    /// What it is about, on one line.
    pub title: Option<String>,
    /// A source record that gives title, description and date.
    pub from: Option<SourceRef>,
    /// What else it says.
    pub content: Content,
}

impl Raise {
    /// Records it.
    ///
    /// # Errors
    /// The item does not come about; then everything is as it was.
    pub fn record(&self, session: &Session<'_>) -> anyhow::Result<Done<Recorded>> {
        session.record(|workspace| {
            let by = Party::Person(workspace.actor()?);
            let (title, content) = match &self.from {
                Some(source) => {
                    from_source(workspace, source, &self.content).map(|(title, content)| (Some(title), content))?
                }
                None => (self.title.clone(), self.content.clone()),
            };
            let (title, content) = fill_in(workspace, title, content)?;
            raise(workspace, &by, &title, content, &|_| false)
        })
    }
}

/// Who writes a suggestion down: the person who acts, or whoever git says, where people.toml has nobody of that mail.
pub(super) fn suggesting(workspace: &Workspace) -> anyhow::Result<Party> {
    let named = workspace.options.named.is_some();
    if named || workspace.register.authority.by_mail(&workspace.ident().mail).next().is_some() {
        return Ok(Party::Person(workspace.actor()?));
    }
    Ok(format!("{} <{}>", workspace.ident().name, workspace.ident().mail).parse()?)
}

/// Suggests an improvement: one line is enough, and nobody need be in people.toml for it.
#[derive(Debug, Default, Clone)]
pub struct Suggest {
    /// What should become better, on one line.
    pub title: Option<String>,
    /// More about it.
    pub text: Option<String>,
    /// The department it comes from.
    pub department: Option<String>,
    /// Whether nobody is named.
    pub anonymous: bool,
}

impl Suggest {
    /// Records it.
    ///
    /// # Errors
    /// As [`Raise::record`].
    pub fn record(&self, session: &Session<'_>) -> anyhow::Result<Done<Recorded>> {
        session.record(|workspace| self.ready(workspace))
    }

    fn ready(&self, workspace: &Workspace) -> anyhow::Result<Prepared<Recorded>> {
        let asked = || workspace.answers.line(SUGGESTION, Again::Argument);
        let Some(title) = self.title.clone().map_or_else(asked, |title| Ok(Some(title)))? else {
            return Err(Refusal::new("a suggestion needs a title")
                .next("kaizen suggest \"What should become better\"")
                .into());
        };
        let by = if self.anonymous { Party::Anonymous } else { suggesting(workspace)? };
        let text = workspace.answers.optional_words(self.text.as_deref())?;
        let content = Content {
            kind: Some(Kind::Improvement),
            grade: Some(Grade::Opportunity),
            source: vec![SourceRef { kind: SourceKind::StaffSuggestion, reference: workspace.today().to_string() }],
            description: Some(text.unwrap_or_else(|| title.clone())),
            department: self.department.clone(),
            ..Content::default()
        };
        raise(workspace, &by, &title, content, &|_| false)
    }
}

/// Title and content that a source record gives an item.
fn from_source(workspace: &Workspace, source: &SourceRef, given: &Content) -> anyhow::Result<(String, Content)> {
    let source = &find::source(&workspace.register, source)?;
    let path = source_path(&source.kind.to_string(), &source.reference);
    if !workspace.register.store.has(&path) {
        return Err(Refusal::new(format!("there is no record of {source}: {path} is not there"))
            .next(format!("an item can answer to it without one: kaizen add TITLE --source {source} …"))
            .into());
    }
    let (_, record) = typed::<Source>(&workspace.register.store, &path)?;
    let mut content = given.clone();
    content.source = vec![source.clone()];
    content.description = content.description.or(record.description).or_else(|| Some(record.title.clone()));
    content.raised_on = content.raised_on.or(record.occurred_on);
    content.department = content.department.or(record.department);
    Ok((record.title, content))
}

/// Makes a new item ready.
pub(super) fn raise(
    workspace: &Workspace,
    by: &Party,
    title: &str,
    content: Content,
    taken: &dyn Fn(&ItemId) -> bool,
) -> anyhow::Result<Prepared<Recorded>> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() || title.chars().count() > 200 {
        return Err(Refusal::new("a title is 1 to 200 characters on one line").into());
    }
    let checked = Checked::new(workspace, by, content)?;
    let year = workspace.today().0.format("%Y").to_string();
    let context = format!("{title}\n{}", workspace.now);
    let id = workspace.draw.item(&workspace.register.settings.prefix, &year, &context, |id| {
        taken(id) || workspace.register.store.has(&item_path(id))
    })?;
    let terms = checked.terms();
    let draft = ItemDraft::create(workspace, &id, &checked.text(&id, &title))?;
    let mut event = draft.event(Act::Raised, by.clone());
    event.terms = Some(terms);
    draft.ready(event)
}

/// The content of a new item, looked at.
struct Checked {
    content: Content,
    raised_by: Party,
    raised_on: Day,
    department: Option<String>,
}

impl Checked {
    fn new(workspace: &Workspace, by: &Party, mut content: Content) -> anyhow::Result<Self> {
        // A record that differs in capitals alone is the one that is meant.
        let meant = content.source.iter().map(|source| find::source(&workspace.register, source));
        content.source = meant.collect::<anyhow::Result<_>>()?;
        for control in &content.control {
            control::check(control, &workspace.register.settings.frameworks).map_err(Refusal::new)?;
        }
        if let Some(owner) = &content.owner {
            workspace.register.authority.require_present(owner, workspace.now)?;
        }
        let raised_by = content.raised_by.clone().unwrap_or_else(|| by.clone());
        match &raised_by {
            Party::Person(person) => _ = find::person(&workspace.register, person.as_str())?,
            Party::Outside(_) => Names::new(&workspace.register.authority).check(&raised_by, workspace.now)?,
            Party::Anonymous => {}
        }
        let raised_on = content.raised_on.unwrap_or_else(|| workspace.today());
        if raised_on > workspace.today() {
            return Err(Refusal::new(format!("--raised-on {raised_on} is in the future")).into());
        }
        let theirs = raised_by.handle().and_then(|h| workspace.register.authority.people.get(h)?.department.clone());
        let department = content.department.clone().or(theirs);
        Ok(Checked { content, raised_by, raised_on, department })
    }

    fn terms(&self) -> Terms {
        Terms {
            kind: self.content.kind,
            grade: self.content.grade,
            significance: self.content.significance,
            owner: self.content.owner.clone(),
            due: self.content.due,
            verify_on: self.content.verify_on,
            success_criterion: self.content.criterion.clone(),
        }
    }

    /// The text of the file before its first event.
    fn text(&self, id: &ItemId, title: &str) -> String {
        let mut text = String::from("#:schema ../../schemas/item.schema.json\nschema = 1\n");
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                text.push_str(&format!("{name} = {}\n", value.render()));
            }
        };
        let word = |w: String| Value::text(w);
        put("id", Some(word(id.to_string())));
        put("title", Some(word(title.to_owned())));
        put("status", Some(word("raised".to_owned())));
        text.push('\n');
        for (term, value) in self.terms().texts() {
            if let Some(value) = value {
                let value = if matches!(term, "due" | "verify_on") { fields::date(&value) } else { word(value) };
                text.push_str(&format!("{term} = {}\n", value.render()));
            }
        }
        text.push('\n');
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                text.push_str(&format!("{name} = {}\n", value.render()));
            }
        };
        let c = &self.content;
        let list =
            |words: Vec<String>| (!words.is_empty()).then(|| Value::List(words.into_iter().map(Value::text).collect()));
        let lines = |words: Vec<String>| (!words.is_empty()).then(|| Value::lines(words));
        put("category", c.category.map(|v| word(v.to_string())));
        put("environment", list(c.environment.iter().map(ToString::to_string).collect()));
        put("enhances", list(c.enhances.iter().map(ToString::to_string).collect()));
        put("controls", lines(c.control.clone()));
        put("tags", lines(c.tag.clone()));
        put("recurrence_of", c.recurrence_of.as_ref().map(|i| word(i.to_string())));
        put("follow_up_of", c.follow_up_of.as_ref().map(|i| word(i.to_string())));
        put("raised_on", Some(fields::date(&self.raised_on)));
        put("raised_by", Some(word(self.raised_by.to_string())));
        put("department", self.department.clone().map(word));
        put("sources", lines(c.source.iter().map(ToString::to_string).collect()));
        let mut description = c.description.clone().unwrap_or_default().trim_end().to_owned();
        description.push('\n');
        put("description", Some(Value::Prose(description)));
        if !c.risk.is_empty() {
            text.push_str("\n[risk]\n");
            for (name, score) in &c.risk {
                text.push_str(&format!("{} = {}\n", key(name), fields::number(*score).render()));
            }
        }
        text
    }
}
