//! Sentences about the security of a made-up organisation; `{s}` is a system, `{p}` a place, `{n}` and `{m}` numbers,
//! `{t}` a team's work, `{v}` a supplier.

use kaizen::model::word::Category;

/// What can be found, why it happened and what is done about it.
pub struct Topic {
    /// The nature of the measure.
    pub category: Category,
    /// Controls of Annex A that it is about.
    pub controls: &'static [&'static str],
    /// Words to find it by.
    pub tag: &'static str,
    /// Titles.
    pub titles: &'static [&'static str],
    /// What was found.
    pub findings: &'static [&'static str],
    /// The chain of questions and answers.
    pub whys: &'static [(&'static str, &'static str)],
    /// What the chain comes to.
    pub causes: &'static [&'static str],
    /// What changes.
    pub actions: &'static [&'static str],
    /// The immediate fix.
    pub corrections: &'static [&'static str],
    /// What must be seen.
    pub criteria: &'static [&'static str],
}

/// All topics.
pub const TOPICS: [Topic; 10] = [
    Topic {
        category: Category::Technical,
        controls: &["A.8.8", "A.8.19", "A.5.37"],
        tag: "patching",
        titles: &[
            "{s} runs firmware {n} months behind its vendor",
            "Security updates for {s} took {n} days",
            "Patch window of {s} in {p} was skipped {m} times",
        ],
        findings: &[
            "The scan of {p} lists {n} known weaknesses on {s}, {m} of them rated high. The newest update there is {n} months old.",
            "While preparing the renewal with {v} it was seen that {s} had received no update since last year; {m} machines in {p} are concerned.",
        ],
        whys: &[
            ("Why did {s} run an old version?", "No update was scheduled for {s} after it moved to {p}."),
            ("Why was no update scheduled?", "The monthly cycle takes its machines from the inventory, and {s} is listed there as an appliance of {v}."),
            ("Why are appliances outside the cycle?", "The procedure names servers and workstations, and was written before appliances came to {p}."),
            ("Why was the procedure not extended?", "A purchase of this kind triggers a check by finance, and none by whoever keeps the procedure."),
            ("Why does a purchase reach nobody who keeps procedures?", "The intake form has no field for who will maintain what is bought; {m} purchases went through without one."),
        ],
        causes: &[
            "The intake of new equipment names no maintainer, so that {s} never entered the monthly update cycle.",
            "The update procedure covers classes of machines by name and has no rule for what fits none of them.",
        ],
        actions: &[
            "Add a maintainer and an update channel to the intake form for equipment, starting with {p}",
            "Bring {s} and {m} similar appliances into the monthly update cycle",
            "Compare the scan of {p} with the inventory each quarter and report the difference",
        ],
        corrections: &["{s} was updated to the supported version and taken off the public network meanwhile."],
        criteria: &["Three scans of {p} in a row show no high finding older than {n} days on {s}."],
    },
    Topic {
        category: Category::Process,
        controls: &["A.5.18", "A.5.15", "A.8.2"],
        tag: "access-rights",
        titles: &[
            "{n} accounts on {s} outlived the contracts of their holders",
            "Access review of {s} left out the administrators",
            "Movers between teams keep their old rights on {s}",
        ],
        findings: &[
            "Of {n} accounts sampled on {s}, {m} belong to people who changed their work or left {p} more than a month ago.",
            "The half-yearly review for {s} was signed with {m} groups unopened. Two of them grant the right to {t}.",
        ],
        whys: &[
            ("Why were the rights on {s} still there?", "The ticket that ends access lists the directory and mail, and {s} keeps accounts of its own."),
            ("Why does {s} keep its own accounts?", "It was connected to the directory for signing in only; roles are set by hand."),
            ("Why is nobody told to take the roles away?", "The message about a move goes to the old manager, who has no rights on {s}."),
            ("Why did the review not show it?", "The list for the review is drawn from the directory, and the roles of {s} are not in it."),
            ("Why is the list drawn from one place?", "The review was designed when {p} had a single directory, {n} systems ago, and no one checks its scope."),
        ],
        causes: &[
            "The scope of the access review is a list made once, and a new system such as {s} has no step that adds it.",
            "Moves inside the organisation produce no event for systems with roles of their own.",
        ],
        actions: &[
            "Read the roles of {s} into the access review and have the owner of {t} confirm them",
            "Send moves and departures to the administrators of {s} on the same day",
            "Check the scope of the review against the list of systems twice a year",
        ],
        corrections: &["The {m} stale accounts on {s} were locked, and their last use was looked at: none after the contract ended."],
        criteria: &["Two reviews in a row find no account on {s} more than {m} days after its holder left."],
    },
    Topic {
        category: Category::Technical,
        controls: &["A.8.13", "A.5.30", "A.8.14"],
        tag: "backup",
        titles: &[
            "Restore test of {s} took {n} hours instead of {m}",
            "Backups of {s} were incomplete for {n} days",
            "No restore of {s} from {p} was tried this year",
        ],
        findings: &[
            "The restore of {s} to spare machines in {p} ended after {n} hours with {m} tables missing.",
            "Job reports show green for {s}, yet the set of {n} files that {t} needs is not part of the selection.",
        ],
        whys: &[
            ("Why were parts of {s} missing after the restore?", "The volume for {t} was added last spring and is not in the selection of the job."),
            ("Why was the selection not changed?", "The job names volumes one by one, and the change of {s} had no task for backups."),
            ("Why did the change have no such task?", "The template for changes asks about rollback, and says nothing about what is kept from then on."),
            ("Why did the reports stay green?", "A report compares what was selected with what was written, never with what is there."),
            ("Why did nobody compare it with what is there?", "Restore tests rotate over {n} systems, and the turn of {s} comes after {m} years."),
        ],
        causes: &[
            "What is backed up is decided when a system is built; later changes of {s} do not lead back to that decision.",
            "The rotation of restore tests ignores how much depends on a system, so that {s} waited for years.",
        ],
        actions: &[
            "Select volumes of {s} by exclusion rather than by name",
            "Add a question about backup and restore to the change template",
            "Test restores of the {m} systems that {t} depends on every half year",
        ],
        corrections: &["The missing volume of {s} was added and a full copy was made the same night and stored in {p}."],
        criteria: &["A restore of {s} within {m} hours, complete by count and by checksum, twice in a row."],
    },
    Topic {
        category: Category::Physical,
        controls: &["A.7.2", "A.7.4", "A.8.15"],
        tag: "facilities",
        titles: &[
            "Visitors reach {p} without an escort",
            "Badge log of {p} misses {n} of {m} test entries",
            "Emergency door near {p} stood open for {n} minutes",
        ],
        findings: &[
            "On the walkthrough a test person went from the lobby to {p} behind staff, {n} times out of {m}.",
            "Entries at {p} were compared with the visitor book: {n} days in the quarter differ, and the camera over {s} had no recording for {m} of them.",
        ],
        whys: &[
            ("Why could the test person enter {p}?", "The inner door was held open from the inside while a delivery was taken in."),
            ("Why are deliveries taken in through this door?", "The goods lift ends on the other side of {p} since the rebuilding."),
            ("Why did the rebuilding not change the path of visitors?", "The drawing was checked for fire safety and for cabling; zones of access were not on it."),
            ("Why are zones not on the drawings?", "They are kept in the handbook of {v}, which the architects do not receive."),
            ("Why does nobody hand it to them?", "Contracts for building work in {p} carry {n} annexes, and none is about security zones."),
        ],
        causes: &[
            "Security zones are described in a handbook of {v} and are no input to building work at {p}.",
            "The path of deliveries through {p} was never agreed with those who set the access zones.",
        ],
        actions: &[
            "Move the delivery point of {p} in front of the inner door and mark the zone",
            "Make the plan of zones an annex of each contract for building work",
            "Compare the log of {s} with the visitor book each month and keep the result",
        ],
        corrections: &["A guard was posted at {p} during deliveries, and the door closer was set to {m} seconds."],
        criteria: &["In {n} unannounced attempts over two months nobody reaches {p} without a badge or an escort."],
    },
    Topic {
        category: Category::Behavioural,
        controls: &["A.6.3", "A.6.8", "A.5.24"],
        tag: "awareness",
        titles: &[
            "Suspicious mail about {t} is reported late",
            "Only {n} of {m} teams practised the report of a lost device",
            "Staff at {p} do not know where to report an event",
        ],
        findings: &[
            "In the exercise {n} percent opened the link about {t}; {m} people reported it, the first after four hours.",
            "Interviews at {p}: {n} of twenty people named a colleague who left as the place to report to.",
        ],
        whys: &[
            ("Why did the first report take so long?", "People looked for a form, found the one for broken hardware, and asked their neighbours."),
            ("Why did they not find the right form?", "The page moved with the new intranet and the button in the mail program points to the old one."),
            ("Why was the button not moved along?", "It is rolled out with {s}, whose changes are planned by {v}."),
            ("Why did {v} not hear of the move?", "The intranet project listed its links by web address, and the button stores its own."),
            ("Why did no test show it in between?", "Exercises measure who opens a link; whether a report arrives is measured {m} months apart."),
        ],
        causes: &[
            "The path of a report is owned by nobody end to end, so that the move of one page broke it for {n} weeks.",
            "Exercises count clicks and not reports, and so a broken way of reporting stays unseen.",
        ],
        actions: &[
            "Name one owner for the way of reporting, from the button in {s} to the duty desk",
            "Measure in each exercise how long the first report takes",
            "Explain the report of events in the weekly meeting at {p}, with {m} real cases",
        ],
        corrections: &["The button was pointed to the right page and a note with the phone number was hung up at {p}."],
        criteria: &["In two exercises in a row the first report on {t} arrives within {m} minutes."],
    },
    Topic {
        category: Category::Process,
        controls: &["A.5.19", "A.5.22", "A.5.20"],
        tag: "suppliers",
        titles: &[
            "{v} changed its subprocessor without notice",
            "Assessment of {v} is {n} months overdue at renewal",
            "Exit plan for {s} at {v} was never tried",
        ],
        findings: &[
            "The certificate of {v} lapsed {n} weeks ago; {t} kept sending data to {s} in the meantime.",
            "The contract with {v} asks for a yearly report. The folder holds {m} of the last {n}, and the newest has two open findings about {s}.",
        ],
        whys: &[
            ("Why was the lapse not seen?", "The date was kept in a calendar of a person who now works on {t}."),
            ("Why was it in a personal calendar?", "The list of suppliers has a field for the contract's end and none for its certificates."),
            ("Why has the list no such field?", "It was built by procurement for prices; security adds its notes in {s}."),
            ("Why are the two not joined?", "The same supplier has {m} names in them, and no key in common."),
            ("Why is there no key?", "When {s} was brought in, suppliers were a handful, and the owner of the list was not asked."),
        ],
        causes: &[
            "Evidence about suppliers is tied to persons rather than to the contract, and ends when they move on.",
            "Two lists of suppliers exist without a common key, so that a lapse at {v} shows in neither.",
        ],
        actions: &[
            "Give each supplier one number and use it in procurement and in {s}",
            "Ask {v} and {m} others for evidence {n} days before the old one ends",
            "Try the exit from {v} with a copy of the data of {t}",
        ],
        corrections: &["{v} delivered its new certificate, and the transfer for {t} was paused until it was checked."],
        criteria: &["For four quarters no supplier of {t} is without valid evidence for more than {m} days."],
    },
    Topic {
        category: Category::Technical,
        controls: &["A.8.15", "A.8.16", "A.8.17"],
        tag: "logging",
        titles: &[
            "{s} sends no events to the central log",
            "Clocks of {s} and the log server differ by {n} minutes",
            "Alerts for {s} went to a closed mailbox for {n} days",
        ],
        findings: &[
            "An incident at {p} could be followed only up to {s}: its records had been overwritten after {n} hours.",
            "Of {m} use cases for detection, those on {s} have raised no alert for {n} months; a test with a known pattern raised none either.",
        ],
        whys: &[
            ("Why were there no records of {s}?", "The forwarder stopped when its certificate ended, and {s} keeps {n} hours only."),
            ("Why was the stop not noticed?", "Silence raises no alert; the rules look for events and not for their absence."),
            ("Why are there no rules for silence?", "The list of senders is not known to the log server, and so it cannot miss one."),
            ("Why is the list not known?", "Senders are added by those who run them, {m} ways of doing so exist, and none registers."),
            ("Why was registration left out?", "The log server came as a pilot for {t}, and its requirements were never written after the pilot."),
        ],
        causes: &[
            "The log server does not know which systems should send, and so the silence of {s} looks like peace.",
            "The pilot for {t} went into service without the step that turns its settings into requirements.",
        ],
        actions: &[
            "Register all senders with their expected rate and alert on silence of {m} hours",
            "Renew certificates of forwarders such as that on {s} by machine",
            "Replay a known pattern on {s} each month and expect the alert",
        ],
        corrections: &["The forwarder of {s} was given a new certificate and the gap of {n} hours was noted in the case."],
        criteria: &["A stopped forwarder on {s} is reported within {m} hours in three tests out of three."],
    },
    Topic {
        category: Category::Process,
        controls: &["A.8.32", "A.8.31", "A.5.3"],
        tag: "change",
        titles: &[
            "Change of {s} went live without a second pair of eyes",
            "Emergency changes of {s} make up {n} percent of all",
            "Test data in {s} came from production",
        ],
        findings: &[
            "Of {n} changes to {s} in the quarter {m} have no approval before they went live; two touched {t}.",
            "A copy of {t} with real names was found on the test machine in {p}, {m} weeks old and open to {n} people.",
        ],
        whys: &[
            ("Why did the change go live without approval?", "It was marked as an emergency, for which approval may follow."),
            ("Why was it an emergency?", "The regular window of {s} is every {n} days and {t} could not wait."),
            ("Why is the window so rare?", "Each release needs a stop, because {s} is installed in {p} by hand."),
            ("Why is it installed by hand?", "The pipeline ends at the test machine; the step to production was put off {m} times."),
            ("Why was it put off?", "The plan ranks requests by turnover, and work on the pipeline of {s} has none of its own."),
        ],
        causes: &[
            "Work that makes releases of {s} safe competes with requests that have a price, and loses each time.",
            "The definition of an emergency rests on waiting time alone, so that an ordinary change of {s} qualifies.",
        ],
        actions: &[
            "Extend the pipeline of {s} to production with an approval that cannot be skipped",
            "Define an emergency by its effect on {t} and review all of them each month",
            "Make test data for {s} from rules instead of copies",
        ],
        corrections: &["The change to {s} was reviewed afterwards by a second engineer; the copy in {p} was deleted."],
        criteria: &["Fewer than {m} emergency changes to {s} in a quarter, each approved within a day."],
    },
    Topic {
        category: Category::Technical,
        controls: &["A.8.1", "A.8.24", "A.7.9"],
        tag: "devices",
        titles: &[
            "{n} laptops used at {p} are not encrypted",
            "Lost phone held mail about {t} for {n} days",
            "Devices at {p} skip the screen lock while {s} is shown",
        ],
        findings: &[
            "The inventory counts {n} devices at {p}; the console of {s} knows {m} fewer, and three of those had no encryption when they were looked at.",
            "A phone lost on the way to {p} was wiped {n} days later, since {s} waited for it to come online and nobody was told.",
        ],
        whys: &[
            ("Why were these devices not encrypted?", "They were handed out from the reserve before {s} had enrolled them."),
            ("Why are devices in reserve not enrolled?", "The enrolment needs the later user, and the reserve has none."),
            ("Why is there no enrolment on the day of handing out?", "At {p} the front desk hands them out, without rights on {s}."),
            ("Why does the desk not call somebody who has them?", "The sheet for handing out ends with a signature, and holds no step about {s}."),
            ("Why has the sheet no such step?", "It comes from {v}, who leased the devices of {n} years ago, when encryption was done before delivery."),
        ],
        causes: &[
            "Handing out at {p} follows a sheet of the former lessor and so skips the enrolment in {s}.",
            "The reserve of devices sits outside of every control that starts with a user.",
        ],
        actions: &[
            "Enrol the reserve with a neutral user and encrypt it before storage",
            "Give the front desk of {p} a sheet whose last step shows the state in {s}",
            "Compare the inventory and {s} each week and chase differences above {m}",
        ],
        corrections: &["All {m} devices were called in, encrypted and checked in {s} before they went back to {p}."],
        criteria: &["For {n} weeks in a row the inventory of {p} and {s} agree on all devices."],
    },
    Topic {
        category: Category::Technical,
        controls: &["A.5.23", "A.8.9", "A.8.12"],
        tag: "cloud",
        titles: &[
            "Storage of {s} could be read from outside for {n} hours",
            "{n} keys of {s} are older than {m} months",
            "Settings of {s} drift from the baseline",
        ],
        findings: &[
            "A scan from outside found {n} files about {t} in the storage of {s} that could be read without signing in.",
            "The baseline for {s} has {m} settings; {n} differ, and for none of them is there a decision.",
        ],
        whys: &[
            ("Why could the storage be read from outside?", "A rule for sharing with {v} was set on the whole storage and not on one folder."),
            ("Why was it set on the whole?", "Folders of {s} cannot carry rules of their own in the edition that was bought."),
            ("Why was another way not used?", "The team for {t} did not know the transfer service that exists for this."),
            ("Why did they not know it?", "The catalogue of services lists it under the name of its product, and {n} results come before it."),
            ("Why is the catalogue built that way?", "It is filled from invoices of {v} and others, by product, and nobody edits it for those who search."),
        ],
        causes: &[
            "The catalogue of services speaks of products, so that {t} found no safe way to share and made one.",
            "Settings of {s} that open it to the outside need no second person, unlike those of the network.",
        ],
        actions: &[
            "Refuse public rules on {s} by policy and grant exceptions for {m} days at most",
            "Rewrite the catalogue by task, starting with sharing and {t}",
            "Scan {s} from outside each night and open a ticket on every difference",
        ],
        corrections: &["The rule on {s} was taken away within {m} minutes, and the access log showed reads by {v} alone."],
        criteria: &["The nightly scan of {s} finds nothing open for {n} days in a row."],
    },
];
