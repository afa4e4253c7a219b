//! JSON Schemas of every file and of every JSON output, generated from the types.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};

use crate::check::finding::Report;
use crate::history::log::Log;
use crate::history::period::PeriodChanges;
use crate::model::item::Item;
use crate::model::person::People;
use crate::model::review::Review;
use crate::model::seal::Seals;
use crate::model::settings::Settings;
use crate::model::source::Source;
use crate::report::audit::{Audit, Checklist};
use crate::report::config::ConfigList;
use crate::report::crosswalk::Crosswalk;
use crate::report::digest::Digest;
use crate::report::export::ExportLine;
use crate::report::failure::Failure;
use crate::report::import::ImportReport;
use crate::report::item::ItemView;
use crate::report::kpi::{KpiReport, KpiTrend};
use crate::report::list::List;
use crate::report::management_review::ManagementReview;
use crate::report::people::PeopleList;
use crate::report::policy::PolicyCheck;
use crate::report::review::ReviewList;
use crate::report::search::SearchReport;
use crate::report::similar::SimilarReport;
use crate::report::source::{SourceList, SourceView};
use crate::report::stale::Stale;
use crate::report::trace::{TraceReport, Unanswered};

/// A schema: its name, and what prints it.
pub type Named = (&'static str, fn() -> String);

/// The schemas of files that a register holds; `init` writes them beside it.
pub const FILES: &[Named] = &[
    ("item", text_of::<Item>),
    ("people", text_of::<People>),
    ("register", text_of::<Settings>),
    ("source", text_of::<Source>),
    ("review", text_of::<Review>),
    ("seals", text_of::<Seals>),
];

/// The schemas of JSON outputs.
pub const OUTPUTS: &[Named] = &[
    ("check", text_of::<Report>),
    ("list", text_of::<List>),
    ("show", text_of::<ItemView>),
    ("log", text_of::<Log>),
    ("search", text_of::<SearchReport>),
    ("similar", text_of::<SimilarReport>),
    ("stale", text_of::<Stale>),
    ("people-list", text_of::<PeopleList>),
    ("config-list", text_of::<ConfigList>),
    ("review-list", text_of::<ReviewList>),
    ("source-list", text_of::<SourceList>),
    ("source-show", text_of::<SourceView>),
    ("policy-check", text_of::<PolicyCheck>),
    ("audit", text_of::<Audit>),
    ("digest", text_of::<Digest>),
    ("export", text_of::<ExportLine>),
    ("import", text_of::<ImportReport>),
    ("kpi", text_of::<KpiReport>),
    ("kpi-trend", text_of::<KpiTrend>),
    ("period", text_of::<PeriodChanges>),
    ("management-review", text_of::<ManagementReview>),
    ("audit-checklist", text_of::<Checklist>),
    ("audit-crosswalk", text_of::<Crosswalk>),
    ("trace", text_of::<TraceReport>),
    ("failure", text_of::<Failure>),
    ("trace-unanswered", text_of::<Unanswered>),
];

/// The names of all schemas: files first.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().chain(OUTPUTS.iter()).map(|(name, _)| *name)
}

/// The schema with this name.
#[must_use]
pub fn named(name: &str) -> Option<String> {
    FILES.iter().chain(OUTPUTS.iter()).find(|(n, _)| *n == name).map(|(_, text)| text())
}

fn text_of<T: JsonSchema>() -> String {
    let schema = SchemaGenerator::new(SchemaSettings::draft07()).into_root_schema_for::<T>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With `KAIZEN_WRITE_SCHEMAS=1` the kept schemas are written anew.
    #[test]
    fn the_kept_schemas_are_current() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        for name in names() {
            let path = folder.join(format!("{name}.schema.json"));
            let text = named(name).unwrap();
            if std::env::var_os("KAIZEN_WRITE_SCHEMAS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, &text).unwrap();
            }
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(kept == text, "schemas/{name}.schema.json is not current; KAIZEN_WRITE_SCHEMAS=1 writes it anew");
        }
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), names().count(), "a schema of nothing is kept");
    }
}
