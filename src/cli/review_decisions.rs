//! `--decision TEXT [--item ID]…`, any number of times: an item belongs to the decision before it.

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

/// The decisions, in the order in which they were given.
#[derive(Debug, Default)]
pub struct DecisionFlags {
    /// Each with its items.
    pub all: Vec<DecisionFlag>,
}

/// One decision as it was given.
#[derive(Debug, Clone, Default)]
pub struct DecisionFlag {
    /// What was decided.
    pub text: String,
    /// The items, as written.
    pub items: Vec<String>,
}

impl Args for DecisionFlags {
    fn augment_args(command: Command) -> Command {
        let decision = Arg::new("decision")
            .long("decision")
            .value_name("TEXT")
            .action(ArgAction::Append)
            .help("What was decided; may be given several times");
        let item = Arg::new("item")
            .long("item")
            .value_name("ID")
            .action(ArgAction::Append)
            .requires("decision")
            .help("An item that the decision before it is about");
        command.arg(decision).arg(item)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for DecisionFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut flags = DecisionFlags::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        let placed = |name: &str| -> Vec<(usize, String)> {
            let places = matches.indices_of(name).into_iter().flatten();
            places.zip(matches.get_many::<String>(name).into_iter().flatten().cloned()).collect()
        };
        let decisions = placed("decision");
        let mut all: Vec<DecisionFlag> =
            decisions.iter().map(|(_, text)| DecisionFlag { text: text.clone(), items: Vec::new() }).collect();
        for (place, item) in placed("item") {
            let before = decisions.iter().filter(|(at, _)| *at < place).count();
            let Some(decision) = before.checked_sub(1).and_then(|i| all.get_mut(i)) else {
                let message = format!("--item {item} stands before any --decision; it follows the one it belongs to\n");
                return Err(Error::raw(ErrorKind::ArgumentConflict, message));
            };
            decision.items.push(item);
        }
        self.all = all;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Vec<(String, Vec<String>)>, Error> {
        let command = DecisionFlags::augment_args(Command::new("t"));
        let matches = command.try_get_matches_from([&["t"], words].concat())?;
        let flags = DecisionFlags::from_arg_matches(&matches)?;
        Ok(flags.all.into_iter().map(|d| (d.text, d.items)).collect())
    }

    #[test]
    fn an_item_belongs_to_the_decision_before_it() {
        let all =
            parse(&["--decision", "A", "--decision", "B", "--item", "x", "--item", "y", "--decision", "C"]).unwrap();
        let items: Vec<usize> = all.iter().map(|(_, items)| items.len()).collect();
        assert_eq!(items, [0, 2, 0]);
        assert!(parse(&["--item", "x", "--decision", "A"]).is_err());
        assert!(parse(&["--item", "x"]).is_err());
        assert!(parse(&[]).unwrap().is_empty());
    }
}
