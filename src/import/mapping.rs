//! Which column of a table says what of a source: named by a person, or known of a system's exports.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::lifecycle::refusal::Refusal;
use crate::model::word::{SourceKind, Word};

/// What a column says.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString, strum::VariantArray, strum::EnumMessage,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Field {
    /// The reference of the source.
    Reference,
    /// The number by which the system knows it, also when its reference changes.
    Id,
    /// What it is about.
    Title,
    /// When it happened.
    Date,
    /// How severe it is.
    Severity,
    /// Where it stands.
    Status,
    /// Where it is kept.
    Url,
    /// The department.
    Department,
    /// The cause code.
    Cause,
    /// What happened, in full.
    Description,
    /// What it cost.
    Cost,
    /// Until when an answer is due.
    AnswerBy,
    /// Words by which it is sorted.
    Labels,
    /// What people said about it.
    Comments,
    /// The score of a risk.
    Score,
    /// Who owns an item.
    Owner,
    /// The target date of an item.
    Due,
    /// How an item is graded.
    Grade,
    /// Corrective action or improvement.
    Kind,
    /// How much depends on an item.
    Significance,
    /// The nature of an item's measure.
    Category,
    /// The mail address of whoever raised an item.
    Mail,
}

/// A field, and the names that its column may have, folded.
#[derive(Debug, Clone)]
pub struct Mapping(Vec<(Field, Vec<String>)>);

/// A column name as it is compared: in small letters, without blanks and colons around it.
#[must_use]
pub fn folded(name: &str) -> String {
    name.trim().trim_end_matches(':').trim().to_lowercase()
}

/// The same without a question mark: forms head their columns with questions.
fn asked(name: &str) -> String {
    folded(name).trim_end_matches(['?', ' ']).to_owned()
}

/// What is written for columns by their fields, as `--map` and `register.toml` take it.
#[must_use]
pub fn written(columns: &[(Field, &str)]) -> String {
    let pairs = columns.iter().map(|(field, column)| {
        let column = column.trim();
        let odd = column.contains([',', '"']);
        let column = if odd { format!("\"{}\"", column.replace('"', "\"\"")) } else { column.to_owned() };
        format!("{}={column}", field.written())
    });
    pairs.collect::<Vec<_>>().join(",")
}

/// The parts of a text between the commas that stand in no quotation marks.
fn pairs(text: &str) -> Vec<&str> {
    let mut quoted = false;
    let between = |c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    };
    text.split(between).map(str::trim).filter(|pair| !pair.is_empty()).collect()
}

/// The name of a column without the quotation marks around it.
fn unquoted(column: &str) -> String {
    let column = column.trim();
    match column.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => column.to_owned(),
    }
}

impl FromStr for Mapping {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut all = Vec::new();
        for pair in pairs(text) {
            let (field, column) = pair
                .split_once('=')
                .ok_or_else(|| format!("“{pair}” is not FIELD=COLUMN, for example title=Summary"))?;
            let field = Field::of_any_case(field.trim()).ok_or_else(|| {
                let names: Vec<&str> = Field::all().iter().map(|field| field.written()).collect();
                format!("there is no field “{}”: {}", field.trim(), names.join(", "))
            })?;
            all.push((field, vec![folded(&unquoted(column))]));
        }
        Ok(Mapping(all))
    }
}

impl Mapping {
    /// With what a person names in place of what is known.
    #[must_use]
    pub fn overridden(mut self, by: &Mapping) -> Mapping {
        self.0.retain(|(field, _)| !by.0.iter().any(|(other, _)| other == field));
        self.0.extend(by.0.iter().cloned());
        self
    }

    /// The places of a field's columns in a header.
    #[must_use]
    pub fn columns(&self, field: Field, header: &[String]) -> Vec<usize> {
        let names = self.0.iter().filter(|(known, _)| *known == field).flat_map(|(_, names)| names);
        // The name that is known best counts: the first that the header has.
        let found = names.map(|name| {
            let of_name =
                header.iter().enumerate().filter(|(_, column)| folded(column) == *name || asked(column) == *name);
            of_name.map(|(i, _)| i).collect::<Vec<_>>()
        });
        found.into_iter().find(|places| !places.is_empty()).unwrap_or_default()
    }

    /// The one column of a field that every source has.
    ///
    /// # Errors
    /// There is none, or there are several: then two files were put into one.
    pub fn one(&self, field: Field, header: &[String]) -> Result<usize, Refusal> {
        match self.columns(field, header).as_slice() {
            [one] => Ok(*one),
            [] => {
                let names: Vec<&str> = header.iter().take(40).map(String::as_str).collect();
                Err(Refusal::new(format!("no column gives the {}; there are: {}", field.written(), names.join(", ")))
                    .next(format!("say which does: --map {}=COLUMN", field.written())))
            }
            several => Err(Refusal::new(format!(
                "{} columns are named {}: two files were put into one",
                several.len(),
                several.first().and_then(|i| header.get(*i)).map(String::as_str).unwrap_or_default()
            ))
            .next("export it again, or take the second part out")),
        }
    }
}

/// What is known of a system's exports.
#[derive(Debug, Clone)]
pub struct Preset {
    /// The kind that its entries are of, where nobody says otherwise.
    pub kind: SourceKind,
    /// Its columns.
    pub mapping: Mapping,
    /// A number of rows at which it cuts off.
    pub cuts_at: Option<usize>,
    /// Columns of a form service, folded: the others are the questions that somebody answered.
    pub own: Vec<String>,
}

impl Preset {
    /// Of the answers of a form, the first column that is a question.
    #[must_use]
    pub fn first_question(&self, header: &[String]) -> Option<usize> {
        let of_form = |name: &str| self.own.contains(&folded(name));
        let known = |name: &str| self.mapping.0.iter().any(|(_, names)| names.contains(&folded(name)));
        header.iter().position(|name| !of_form(name) && !known(name)).filter(|_| !self.own.is_empty())
    }
}

/// What is known of exports, as it stands in `presets.toml`.
#[derive(Debug, Deserialize)]
struct Known {
    kind: SourceKind,
    cuts_at: Option<usize>,
    #[serde(default)]
    own: Vec<String>,
    columns: BTreeMap<String, Vec<String>>,
}

static KNOWN: LazyLock<BTreeMap<String, Known>> =
    LazyLock::new(|| toml::from_str(include_str!("presets.toml")).unwrap_or_default());

/// A preset by its name.
#[must_use]
pub fn preset(name: &str) -> Option<Preset> {
    let known = KNOWN.get(name)?;
    let columns = known.columns.iter().filter_map(|(field, names)| {
        let field = Field::of_any_case(field)?;
        Some((field, names.iter().map(|name| folded(name)).collect()))
    });
    let own = known.own.iter().map(|name| folded(name)).collect();
    Some(Preset { kind: known.kind, mapping: Mapping(columns.collect()), cuts_at: known.cuts_at, own })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_in_several_languages() {
        let jira = preset("jira").unwrap().mapping;
        let header = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(jira.one(Field::Reference, &header(&["Summary", "Issue key"])).unwrap(), 1);
        assert_eq!(jira.one(Field::Title, &header(&["Vorgangsschlüssel:", "Zusammenfassung:"])).unwrap(), 1);
        assert_eq!(jira.columns(Field::Labels, &header(&["Labels", "Sprint", "Labels"])), [0, 2]);
        assert!(jira.one(Field::Title, &header(&["Summary", "Summary"])).unwrap_err().reason.contains("two files"));
        assert!(jira.one(Field::Title, &header(&["x"])).unwrap_err().reason.contains("there are: x"));
        for (name, known) in KNOWN.iter() {
            let fields = preset(name).unwrap().mapping.0.len();
            assert_eq!(fields, known.columns.len(), "{name} names a field that there is not");
        }
        assert_eq!(KNOWN.len(), 9);
    }

    #[test]
    fn a_mapping_is_written_field_by_field() {
        let mapping: Mapping = "reference=ID, title=What happened".parse().unwrap();
        assert_eq!(mapping.columns(Field::Title, &["ID".to_owned(), "what happened:".to_owned()]), [1]);
        assert!("colour=red".parse::<Mapping>().unwrap_err().contains("there is no field"));
        let header: Vec<String> = ["What, and where?", "the \"when\"", "a=b"].map(ToOwned::to_owned).to_vec();
        let columns: Vec<(Field, &str)> =
            [Field::Title, Field::Date, Field::Url].into_iter().zip(header.iter().map(String::as_str)).collect();
        let again: Mapping = written(&columns).parse().unwrap();
        let places = columns.iter().map(|(field, _)| again.columns(*field, &header)).collect::<Vec<_>>();
        assert_eq!(places, [[0], [1], [2]]);
    }
}
