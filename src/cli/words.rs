//! Closed lists of words as values of flags: help and completion name all of them, and what each means.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _, ValueParser, ValueParserFactory};

use crate::import::dates::Order;
use crate::import::mapping::Field;
use crate::model::event::Act;
use crate::model::word::{
    AnalysisMethod, Category, Decision, Enhances, Environment, Grade, Kind, Level, ResourceKind, Role, Signatures,
    Significance, SourceKind, Status, VerifyMethod, VerifyResult, Word,
};
use crate::render::list::Column;
use crate::render::policy::Template;
use crate::render::screen::Colour;
use crate::report::crosswalk::Framework;
use crate::report::kpi::By;
use crate::report::list::SortKey;

macro_rules! values {
    ($($name:ty),+ $(,)?) => {
        $(impl ValueParserFactory for $name {
            type Parser = ValueParser;

            fn value_parser() -> ValueParser {
                words::<$name>()
            }
        })+
    };
}

values!(
    AnalysisMethod,
    By,
    Category,
    Colour,
    Column,
    Decision,
    Enhances,
    Environment,
    Field,
    Framework,
    Grade,
    Kind,
    Level,
    Order,
    ResourceKind,
    Role,
    Signatures,
    Significance,
    SortKey,
    SourceKind,
    Status,
    Template,
    VerifyMethod,
    VerifyResult,
);

impl ValueParserFactory for Act {
    type Parser = ValueParser;

    fn value_parser() -> ValueParser {
        one_of(Act::all().iter().filter(|act| **act != Act::Unknown))
    }
}

fn words<T: Word<Err = strum::ParseError> + Send + Sync>() -> ValueParser {
    one_of(T::all().iter())
}

fn one_of<T: Word<Err = strum::ParseError> + Send + Sync>(words: impl Iterator<Item = &'static T>) -> ValueParser {
    let value = |word: &T| {
        let value = PossibleValue::new(word.written());
        match word.meaning() {
            Some(meaning) => value.help(meaning.trim_end_matches('.')),
            None => value,
        }
    };
    PossibleValuesParser::new(words.map(value)).try_map(|word| word.parse::<T>()).into()
}
