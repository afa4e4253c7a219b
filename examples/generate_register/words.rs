//! Texts for acts, and filling sentences with the facts of one item.

use crate::random::Random;
use crate::topics::{TOPICS, Topic};

const SYSTEMS: [&str; 40] = [
    "the VPN gateway",
    "the payroll server",
    "the badge system",
    "the ticket system",
    "the wiki",
    "the build server",
    "the mail gateway",
    "the customer portal",
    "the invoice archive",
    "the file share",
    "the door controller",
    "the directory",
    "the data warehouse",
    "the print server",
    "the phone system",
    "the test cluster",
    "the asset inventory",
    "the backup server",
    "the web shop",
    "the document signing service",
    "the time clock",
    "the warehouse scanner fleet",
    "the camera recorder",
    "the secrets vault",
    "the chat service",
    "the intranet",
    "the monitoring server",
    "the contract database",
    "the recruiting portal",
    "the source code host",
    "the container registry",
    "the fleet tracker",
    "the expense tool",
    "the training platform",
    "the firewall cluster",
    "the wireless controller",
    "the customer database",
    "the mobile device console",
    "the identity provider",
    "the remote support tool",
];
const PLACES: [&str; 20] = [
    "the east wing",
    "the Hamburg site",
    "the loading dock",
    "the server room",
    "the Lisbon branch",
    "the archive",
    "building C",
    "the second floor",
    "the Brno plant",
    "the showroom",
    "the reception",
    "the Oslo branch",
    "the workshop",
    "the north gate",
    "the laboratory",
    "the data centre in Graz",
    "the call floor",
    "the depot",
    "the training centre",
    "the home workplaces",
];
const WORK: [&str; 16] = [
    "payroll",
    "invoicing",
    "order entry",
    "customer onboarding",
    "tendering",
    "recruiting",
    "the monthly closing",
    "field service",
    "product returns",
    "export papers",
    "price lists",
    "contract renewals",
    "shift planning",
    "quality records",
    "remote maintenance",
    "loyalty cards",
];
const SUPPLIERS: [&str; 12] = [
    "Norvelt Hosting",
    "Brightline Services",
    "Castor Facility",
    "Ondra Networks",
    "Tessel Software",
    "Quay Logistics",
    "Altmark Telecom",
    "Pinecrest Cloud",
    "Marlow Print",
    "Sable Security",
    "Verdan Leasing",
    "Hollin Data",
];

/// The facts that the sentences of one item share.
#[derive(Debug, Clone)]
pub struct Facts {
    topic: usize,
    system: &'static str,
    place: &'static str,
    work: &'static str,
    supplier: &'static str,
    n: u32,
    m: u32,
}

impl Facts {
    /// Draws the facts of an item.
    pub fn draw(random: &mut Random) -> Self {
        Facts {
            topic: random.below(TOPICS.len()),
            system: *random.pick(&SYSTEMS),
            place: *random.pick(&PLACES),
            work: *random.pick(&WORK),
            supplier: *random.pick(&SUPPLIERS),
            n: random.within(13, 64),
            m: random.within(3, 12),
        }
    }

    /// The topic.
    pub fn topic(&self) -> &'static Topic {
        &TOPICS[self.topic]
    }

    /// A sentence of these, with the facts in their places.
    pub fn say(&self, random: &mut Random, sentences: &[&str]) -> String {
        self.fill(*random.pick(sentences))
    }

    /// A sentence with the facts in their places, its first letter a capital.
    pub fn fill(&self, sentence: &str) -> String {
        let mut out = String::with_capacity(sentence.len() + 40);
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (name, after) = after.split_once('}').expect("a closed place in a sentence");
            match name {
                "s" => out.push_str(self.system),
                "p" => out.push_str(self.place),
                "t" => out.push_str(self.work),
                "v" => out.push_str(self.supplier),
                "n" => out.push_str(&self.n.to_string()),
                _ => out.push_str(&self.m.to_string()),
            }
            rest = after;
        }
        out.push_str(rest);
        let mut letters = out.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

/// How it was seen: told with facts of its own, so that no two findings read alike.
pub const SEEN: [&str; 16] = [
    "It came up while {t} was moved to {p}, when an invoice of {v} named a machine that nobody knew.",
    "A colleague from {p} asked about it after {s} had been unreachable for {n} minutes on a Tuesday.",
    "The trainee who compared the paper list with {s} counted {n} lines on one side and {m} fewer on the other.",
    "First noticed by the night shift, which could not finish {t} and called {v} at half past three.",
    "A customer's questionnaire asked for it in question {n}, and the answer had to be looked for in {p}.",
    "The insurer's visitor pointed at it in {p}, between the fire door and the cabinet of {v}.",
    "Shown by the exercise of spring, in which {t} was done by hand for {m} hours.",
    "Photographs from {p} are in the folder of the walkthrough, numbers {m} to {n}.",
    "It explains why {s} sent {n} messages in one night and none in the {m} nights after.",
    "The former administrator of {s} described it in the hand-over, page {m}, and nobody read on.",
    "The person who reported it works on {t} and had been told that {v} looks after it.",
    "Repeated in the presence of {v} on {m} machines; the protocol was signed by both sides.",
    "Budget talks for {t} brought it up, because {v} charges {n} hours a month for the workaround.",
    "The cleaner of {p} found the printout, {n} pages, beside the recycling box.",
    "A statistic about {s} that was made for another purpose shows {m} peaks since last winter.",
    "Two people told different stories about {p}; the camera recording of minute {n} settled it.",
];
/// Reasons to accept.
pub const ACCEPT: [&str; 8] = [
    "It touches {t}, and {s} is needed for that every day.",
    "The same would be found by a customer's audit of {p}; better that we are first.",
    "Agreed with the owner after looking at {s} together.",
    "Small effort against what a failure of {s} would cost {t}.",
    "The contract with {v} leaves us responsible for this.",
    "Fits the objective for {p} that was set this year.",
    "Seen {m} times in {n} weeks, so it will not go away by itself.",
    "Discussed in the weekly meeting on {s}; nobody objected to the date.",
];
/// Reasons to reject.
pub const REJECT: [&str; 6] = [
    "{s} is switched off in {m} months, and until then the exposure is small.",
    "Covered by the contract with {v}, whose report shows it is already in hand.",
    "A closer look at {p} showed that the observation rests on an old plan.",
    "The effort of {n} days is out of proportion to the risk for {t}.",
    "The same matter is worked on in the project for {s}; a second entry would split it.",
    "Not a matter of security: passed on to whoever runs {t}.",
];
/// Reasons to defer.
pub const DEFER: [&str; 4] = [
    "The rebuilding of {p} comes first; what is done before would be torn out again.",
    "{v} replaces {s} this season; decide when the new version is there.",
    "The people who know {s} are bound by {t} until then.",
    "Waits for the budget round, since it costs about {n} thousand.",
];
/// Reasons to extend.
pub const EXTEND: [&str; 5] = [
    "Delivery by {v} is {m} weeks late; the order and the new date are in the ticket.",
    "Two of the people at {p} were needed for an incident on {s}.",
    "The test of {s} showed a side effect on {t} that has to be solved first.",
    "The works council asked for {m} weeks to comment on the change at {p}.",
    "The maintenance window of {s} was moved by the closing of the books.",
];
/// Statements at sign-off.
pub const SIGN_OFF: [&str; 6] = [
    "The change on {s} is live since this week, the procedure is published, and the team for {t} has been shown how it works.",
    "All planned work is done; {p} runs by the new procedure, and {m} sample cases went through it.",
    "What was planned for {s} is in service. {v} confirmed the settings in writing.",
    "The cause is removed: the step that was missing is now part of the form, and {n} cases have passed through it.",
    "The new check on {s} has run {m} times; its results are in the folder of {t}.",
    "Finished with {v} on site at {p}. The old way is closed, so that nobody can fall back to it.",
];
/// Reasons for being late.
pub const LATE: [&str; 4] = [
    "The spare part for {p} arrived after the date.",
    "{v} delivered the last setting of {s} {m} days late.",
    "Illness at {p}; the stand-in had to be trained first.",
    "The closing of {t} took the weekend that was planned for this.",
];
/// Findings of a verification that was effective.
pub const EFFECTIVE: [&str; 6] = [
    "Sampled {n} cases on {s} since the change: all of them follow the new way.",
    "The criterion is met: records of {p} for the whole period were compared, without a gap.",
    "Repeated the first test on {s}; what was found then does not happen any more.",
    "Talked to {m} people who do {t}: they know the step and could show it.",
    "The numbers of {s} for {n} days are within the agreed limit.",
    "Looked at {p} unannounced on {m} days; found nothing to object to.",
];
/// Findings of a verification that was not.
pub const INEFFECTIVE: [&str; 4] = [
    "In {m} of {n} sampled cases on {s} the old way is still used.",
    "The test at {p} failed again, although less often than before.",
    "The criterion is missed by {m} percent; the change does not reach {t}.",
    "The check on {s} runs, yet {m} of its alerts were closed without a look.",
];
/// Reasons for verifying early.
pub const EARLY: [&str; 3] = [
    "The auditor is at {p} this week and again only next year.",
    "{n} cases on {s} came together sooner than planned, which is enough for a sample.",
    "Needed for the talk with {v} about the renewal.",
];
/// Reasons to reopen.
pub const REOPEN: [&str; 3] = [
    "It came back: {s} showed the same picture on {m} days of last month.",
    "The change at {p} was undone with the update by {v}.",
    "A new case in {t} has the same cause, see the report of this week.",
];
/// Notes.
pub const NOTES: [&str; 10] = [
    "Called {v}: they look at {s} next week.",
    "Measured again at {p}, with {n} as the result.",
    "The team for {t} asks to be told a week ahead.",
    "Looked through the records of {s} for the last {m} weeks: nothing new.",
    "Spoke with the people at {p}; they see no obstacle.",
    "The ticket of {v} has the number {n}{m}.",
    "Mentioned in the monthly report on {t}.",
    "A similar finding is known from {p}, solved there with {m} days of work.",
    "The offer of {v} came in and is below what was planned.",
    "Tried the new setting on the spare of {s}: works as described.",
];
/// Reasons to change who owns an item.
pub const HAND_OVER: [&str; 3] = [
    "The work moves to the team that runs {s}.",
    "The former owner is bound by {t} for {m} months.",
    "Closer to {p}, where most of it has to be done.",
];
/// What was said when an action was done.
pub const DONE: [&str; 4] = [
    "In service on {s} since yesterday.",
    "Done together with {v}; the record is in the folder of {t}.",
    "Published and shown to {m} people at {p}.",
    "Tested with {n} cases, all as expected.",
];
/// Where it could have been noticed.
pub const ESCAPE: [&str; 3] = [
    "The monthly look at {s} compares totals and not single cases.",
    "Nobody at {p} sees both lists side by side.",
    "The report of {v} arrives after the decision on {t}.",
];
/// Whether it could be so elsewhere.
pub const ELSEWHERE: [&str; 3] = [
    "Looked at {m} similar places: two have the same gap and are part of this item.",
    "Beside {s} only one more system is set up this way.",
    "None at the other sites; {p} is the only one with this arrangement.",
];
/// What a resource is for.
pub const PURPOSE: [&str; 3] = ["Licences for {s} at {p}", "Work by {v} on {s}", "Training of {m} people who do {t}"];
