//! The command line: arguments in, calls below, results handed to `render`. One file a verb.

mod accept;
mod act;
mod action;
mod add;
mod agents;
mod amend;
mod ask;
mod audit;
mod bundle;
mod check;
mod completing;
mod completions;
mod config;
mod context;
mod correct;
mod defer;
mod demo;
mod edit;
mod event_statement;
mod evidence;
mod export;
mod extend;
mod failure;
mod finish;
mod fmt;
mod forge_files;
mod form;
mod full_check;
mod home_folders;
mod import;
mod import_columns;
mod import_file;
mod init;
mod kept_words;
mod line;
mod link;
mod list;
mod log;
mod man;
mod note;
mod other_verbs;
mod outcome;
mod output;
mod people;
mod people_add;
mod people_change;
mod people_checks;
mod people_key;
mod people_set;
mod policy;
mod reject;
mod reopen;
mod report;
mod report_digest;
mod report_period;
mod resource;
mod review;
mod review_decisions;
mod schema;
mod seal;
mod search;
mod show;
mod sign_off;
mod similar;
mod site_files;
mod site_folder;
mod source;
mod stale;
mod start;
mod status;
mod suggest;
mod terms_flags;
mod trace;
mod undo;
mod verify;
mod void;
mod waive;
mod why;
mod words;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::CompleteEnv;

use self::context::{EVERYWHERE, Globals};
use crate::model::excerpt::{MESSAGE, shortened};
use crate::model::word::Word as _;
use crate::register::shield;
use crate::render::json;
use crate::render::screen::{self, Colour, Wanted, columns};
use crate::render::terminal::{BAD, clean, out, steers, styled, tell, wrapped};
use crate::report::failure::Failure;

/// Keeps an ISO/IEC 27001:2022 continual-improvement register as plain files in git
#[derive(Debug, Parser)]
#[command(name = "kaizen", version, max_term_width = 110)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    verb: Option<Verb>,
}

impl Cli {
    /// Runs the verb. Without one it is told what waits for whoever asks, where there is a register, else what verbs there
    /// are.
    fn run(self) -> anyhow::Result<ExitCode> {
        screen::want(Wanted { paged: !self.globals.no_pager, quiet: self.globals.quiet });
        match self.verb {
            Some(verb) => verb.run(&self.globals).inspect(|_| outcome::tell_not_pushed(&self.globals)),
            None if self.globals.root().is_ok() => status::Arguments::default().run(&self.globals),
            None => {
                tell(&command().render_help().to_string());
                Ok(ExitCode::from(failure::COULD_NOT))
            }
        }
    }
}

/// Declares the verbs: each a variant, the module that runs it, in the group under which `--help` shows it.
macro_rules! verbs {
    ($($group:literal { $($variant:ident => $module:ident),+ $(,)? })+) => {
        #[derive(Debug, Subcommand)]
        enum Verb { $($($variant($module::Arguments)),+),+ }

        impl Verb {
            fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
                match self { $($(Verb::$variant(arguments) => arguments.run(globals)),+),+ }
            }
        }

        /// The groups of `--help`, each with its verbs.
        const GROUPS: &[(&str, &[&str])] = &[$(($group, &[$(stringify!($module)),+])),+];
    };
}

verbs! {
    "Begin" { Init => init, Demo => demo }
    "Record" {
        Add => add, Suggest => suggest, Accept => accept, Reject => reject, Defer => defer, Amend => amend,
        Extend => extend, Start => start, Correct => correct, Why => why, Action => action, Resource => resource,
        SignOff => sign_off, Verify => verify, Reopen => reopen, Void => void, Note => note, Link => link, Edit => edit,
        Undo => undo, Finish => finish,
    }
    "Look" { Status => status, List => list, Show => show, Log => log, Search => search, Similar => similar, Stale => stale, Report => report,
        Export => export }
    "Prove" { Check => check, Waive => waive, Seal => seal, EventStatement => event_statement, Audit => audit,
        Trace => trace }
    "Set up" { People => people, Config => config, Source => source, Import => import, Review => review, Policy => policy, Fmt => fmt, Schema => schema,
        Completions => completions, Man => man }
}

/// Gives each verb `--json`: where it prints JSON that is short for `--format json`, and everywhere a refusal is told so.
fn with_json(command: clap::Command) -> clap::Command {
    let prints = |arg: &clap::Arg| arg.get_possible_values().iter().any(|value| value.get_name() == "json");
    let command = command.mut_subcommands(with_json);
    let json = clap::Arg::new("json").long("json").action(clap::ArgAction::SetTrue);
    if !command.get_arguments().any(|arg| arg.get_id() == "format" && prints(arg)) {
        let runs = !command.has_subcommands();
        let json = json.help("Print a refusal as JSON, with what to do next").help_heading(EVERYWHERE);
        return if runs { command.arg(json) } else { command };
    }
    let json = json.conflicts_with("format");
    command
        .mut_arg("format", |arg| {
            arg.default_value_if("json", clap::builder::ArgPredicate::Equals("true".into()), "json")
        })
        .arg(json.help("Short for --format json"))
}

/// The arguments as texts.
fn arguments() -> impl Iterator<Item = String> {
    std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned())
}

/// Whether a program asks, before anything is parsed: what is wrong with the arguments is told in JSON too.
fn wants_json(args: impl Iterator<Item = String>) -> bool {
    let args: Vec<String> = args.take_while(|arg| arg != "--").collect();
    args.iter().any(|arg| arg == "--json" || arg == "--format=json")
        || args.windows(2).any(|pair| matches!(pair, [flag, value] if flag == "--format" && value == "json"))
}

/// What is wrong with the arguments: the first line of what a person is told, and the rest as advice.
fn usage_failure(error: &clap::Error) -> Failure {
    let text = clean(&error.render().to_string());
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    Failure { error: shortened(&first, MESSAGE), next: lines.map(|line| shortened(line, MESSAGE)).collect() }
}

/// Tells a failure to whoever asked: to people in lines, to programs as JSON.
fn tell_failure(told: &Failure) {
    if wants_json(arguments())
        && let Ok(text) = json::pretty(told)
    {
        tell(text.trim_end());
        return;
    }
    for line in failure::lines(told) {
        let rest = line.strip_prefix("error:").map(|rest| format!("{}{rest}", styled(BAD, "error:")));
        tell(&rest.unwrap_or(line));
    }
}

/// What the arguments say of colours, before anything is parsed: what is wrong with the others is told in them.
fn colour(mut args: impl Iterator<Item = String>) -> Colour {
    let mut said = Colour::Auto;
    while let Some(arg) = args.next().filter(|arg| arg != "--") {
        let value = match arg.strip_prefix("--color") {
            Some("") => args.next(),
            Some(rest) => rest.strip_prefix('=').map(ToOwned::to_owned),
            None => None,
        };
        said = value.and_then(|value| Colour::of(&value)).unwrap_or(said);
    }
    said
}

/// The command with its help grouped by what verbs are for.
fn command() -> clap::Command {
    let command = with_json(Cli::command());
    let columns = columns();
    let mut help = String::from("{about}\n\n{usage-heading} {usage}\n");
    for (group, modules) in GROUPS {
        help.push_str(&format!("\n{group}:\n"));
        for module in *modules {
            let name = module.replace('_', "-");
            let about = command.find_subcommand(&name).and_then(clap::Command::get_about).map(ToString::to_string);
            let indent = " ".repeat(21);
            let told = wrapped(&about.unwrap_or_default(), columns, &indent);
            help.push_str(&told.replacen(&indent, &format!("  {name:<18} "), 1));
        }
    }
    help.push_str("\nOptions:\n{options}\n\nkaizen VERB --help has examples.");
    command.help_template(help)
}

/// Prints help, or what is wrong with the arguments. Those that could steer a terminal are shown without colours and
/// cleaned.
fn tell_usage(error: &clap::Error) {
    let odd = |arg: &str| arg.len() > MESSAGE || arg.chars().any(steers);
    if let Some(refusal) = other_verbs::instead_of(error) {
        tell(&format!("{} {}", styled(BAD, "error:"), clean(&refusal)));
    } else if std::env::args_os().any(|arg| odd(&arg.to_string_lossy())) {
        tell(shortened(&clean(&error.to_string()), MESSAGE).trim_end());
    } else if error.use_stderr() {
        // Where nobody reads, there is nobody to tell.
        error.print().ok();
    } else {
        let paged = !std::env::args_os().any(|arg| arg == "--no-pager");
        screen::want(Wanted { paged, quiet: false });
        out(&error.render().ansi().to_string()).ok();
    }
}

/// Parses, runs, and turns the result into an exit code: 0 fine, 1 found something, 2 could not do it. Where a signal
/// asked to end in the middle of an act, that is how it ends, once the act is finished or undone.
#[must_use]
pub fn main() -> ExitCode {
    let here = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(completing::completing).var(completing::VARIABLE).bin("kaizen");
    match asked.completer("kaizen").try_complete(std::env::args_os(), here.as_deref()) {
        Ok(false) => {}
        Ok(true) => return ExitCode::SUCCESS,
        Err(_) => return ExitCode::from(failure::COULD_NOT),
    }
    screen::want_colour(colour(arguments()));
    let matches = match command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            if wants_json(arguments()) && error.use_stderr() {
                tell_failure(&usage_failure(&error));
            } else {
                tell_usage(&error);
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(failure::COULD_NOT));
        }
    };
    let result = Cli::from_arg_matches(&matches).map_err(anyhow::Error::from).and_then(Cli::run);
    let code = match result {
        Ok(code) => code,
        Err(error) if failure::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell_failure(&failure::of(&error));
            ExitCode::from(failure::COULD_NOT)
        }
    };
    shield::end_if_asked();
    code
}

#[cfg(test)]
mod tests;
