//! The rules of `check`, each in one place: its name, family, basis, level, meaning and remedy.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::word::Level;

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Whether files can be read, and say what can be meant.
    Form,
    /// Whether events and content vouch for each other, from the files alone.
    Evidence,
    /// Whether the work goes as it should.
    Process,
    /// Whether the register as a whole is alive.
    Register,
    /// Whether all that was recorded is still there, and who recorded it when, by the commits.
    History,
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The text of ISO/IEC 27001:2022, with the clause or control.
    Iso(&'static str),
    /// The text of a clause that binds nonconformities only (10.2); of improvements certification auditors expect it.
    Nonconformity(&'static str),
    /// What certification auditors expect.
    Auditor,
    /// A choice of this program.
    House,
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Basis::Iso(clause) => write!(f, "iso {clause}"),
            Basis::Nonconformity(clause) => write!(f, "iso {clause}, auditor for improvements"),
            Basis::Auditor => f.write_str("auditor"),
            Basis::House => f.write_str("house"),
        }
    }
}

impl Basis {
    /// Where the rule comes from, as a sentence goes on after “it comes from”.
    #[must_use]
    pub fn origin(self) -> String {
        match self {
            Basis::Iso(clause) => format!("ISO/IEC 27001:2022, {clause}"),
            Basis::Nonconformity(clause) => {
                format!(
                    "ISO/IEC 27001:2022, {clause}, for nonconformities; what certification auditors expect, for improvements"
                )
            }
            Basis::Auditor => "what certification auditors expect".to_owned(),
            Basis::House => "a choice of kaizen".to_owned(),
        }
    }
}

/// Whether register.toml may lower the level of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It may be set to anything.
    Free,
    /// It cannot be lowered, and a waiver names the event or the commit.
    Fixed,
    /// It can neither be lowered nor waived.
    Always,
}

/// All there is to say of a rule.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// The rule.
    pub rule: Rule,
    /// Its name.
    pub name: &'static str,
    /// What it looks at.
    pub family: Family,
    /// Where it comes from.
    pub basis: Basis,
    /// Its level where register.toml says nothing.
    pub level: Level,
    /// Whether the level may be lowered.
    pub hold: Hold,
    /// What is wrong where it finds something.
    pub meaning: &'static str,
    /// What to do then; `{id}` stands for the item.
    pub remedy: &'static str,
}

/// Declares the rules.
macro_rules! rules {
    ($($family:ident { $($rule:ident $name:literal $level:ident $hold:ident ($($basis:tt)+) $meaning:literal $remedy:literal;)+ })+) => {
        /// A rule of `check`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Rule { $($(#[doc = $meaning] #[serde(rename = $name)] $rule),+),+ }

        impl Rule {
            /// Every rule, in the order in which they are told.
            pub const ALL: &'static [About] = &[$($(About {
                rule: Rule::$rule,
                name: $name,
                family: Family::$family,
                basis: Basis::$($basis)+,
                level: Level::$level,
                hold: Hold::$hold,
                meaning: $meaning,
                remedy: $remedy,
            }),+),+];
        }
    };
}

/// Names that rules had before; they are still read.
const FORMER: [(&str, Rule); 3] =
    [("unlawful-event", Rule::UnauthorisedEvent), ("overtaken", Rule::Superseded), ("unjoined", Rule::Unreconciled)];

rules! {
    Form {
        Unreadable "unreadable" Error Fixed (Iso("7.5.3")) "A file of the register cannot be read."
            "Put right what the message names; `git log -p -- FILE` shows when it was whole.";
        UnknownKey "unknown-key" Warn Free (House) "A key, or the name of a rule, that means nothing here."
            "Look for a slip of the pen; what is only for people belongs in a comment.";
        NewerSchema "newer-schema" Error Fixed (House) "A file was written by a newer version, so it was not checked."
            "Use a kaizen that is as new as the one that wrote it.";
        DuplicateId "duplicate-id" Error Free (Iso("7.5.2")) "Two files have one id."
            "Keep the file that its id names, and take the other one out (git log tells which is older).";
        DuplicatePerson "duplicate-person" Error Fixed (Auditor) "One mail address or key stands under two handles, or one handle or address looks like another's, so that one human being could act as two."
            "Agree on one handle; a mistaken entry is made void: kaizen void people EVENT -m REASON. Where they are two people, a waiver names the event.";
        MisplacedFile "misplaced-file" Error Free (House) "A file is not where its id says, or has no place here."
            "Move it (git mv) to the path that the message names, or take it out.";
        UnknownPerson "unknown-person" Error Free (Auditor) "A handle that nobody in people.toml has, or somebody of people.toml who is named as one from outside."
            "Correct it, or enter the person: kaizen people add HANDLE --name NAME --email MAIL.";
        UnknownControl "unknown-control" Error Free (Iso("Annex A")) "A control or clause that ISO/IEC 27001:2022 does not have, or a requirement of a framework that register.toml does not name."
            "Name the control of the 2022 edition (docs/controls.md leads there from 2013): kaizen edit {id}.";
        OutsideRegister "outside-register" Error Fixed (House) "A link, a submodule or a path that leads out of the register; it is not followed."
            "Put the file itself into the register, under evidence/ where it is evidence.";
        AlteredByGit "altered-by-git" Error Free (House) "An attribute of git rewrites files of the register, so that what is stored or seen is not what was recorded."
            "Take the attribute out of FILE, or take it away there: -ident -filter !working-tree-encoding.";
    }
    Evidence {
        Sandbox "sandbox" Error Always (House) "The register was founded as a sandbox, in which anybody acts for everybody: it is evidence of nothing."
            "Keep what is real in a register of its own: kaizen init, in another repository.";
        StatusMismatch "status-mismatch" Error Fixed (Iso("7.5.3")) "The status in the file is not what its events amount to."
            "kaizen fmt writes the status as the events have it; a status is changed by an act only.";
        UnauthorisedEvent "unauthorised-event" Error Fixed (Iso("5.3")) "An event that was not lawful when it was made: it has no effect. Or a record that no lawful event made."
            "A manager makes it void (kaizen void {id} EVENT -m REASON), then who may does the act anew.";
        Superseded "superseded" Warn Fixed (House) "An act lost a race with one made at the same time: it has no effect, and nobody has looked at it since."
            "Do the act again, or say that it is settled: kaizen note {id} -m TEXT (the same person, or a manager).";
        Unreconciled "unreconciled" Warn Fixed (House) "Two sides of a merge changed the same file, and no act has followed both."
            "An act that follows both joins them: kaizen note {id} -m TEXT, once the file says what is meant.";
        EventAltered "event-altered" Error Fixed (Iso("7.5.3")) "An event is not what it was when it was made: its hash does not fit."
            "Put the event back as it was (git log -p -- FILE); an event that was wrong is made void, not changed.";
        EventMissing "event-missing" Error Fixed (Iso("7.5.3")) "An event that others follow is not in the file."
            "Put it back (git log -p -- FILE shows where it went).";
        EditedByHand "edited-by-hand" Warn Fixed (House) "The content was changed and no event says so, or an act changed more than it names."
            "Adopt the change with the next act (--include-edits), or take it back (git checkout -- FILE).";
        TermsMovedSilently "terms-moved-silently" Error Fixed (Auditor) "The file shows a term that was not agreed."
            "kaizen fmt writes what was agreed; a term is moved by kaizen amend, extend or action set.";
        UnauthorisedChange "unauthorised-change" Error Fixed (Iso("5.3")) "people.toml or register.toml says what no lawful event made."
            "A manager adopts it with an act (--include-edits), or takes it back (git checkout -- FILE).";
        ChangedAfterSignOff "changed-after-sign-off" Error Fixed (Iso("7.5.3")) "The content is not what was signed off."
            "The owner looks at it and signs off again (kaizen sign-off {id} --include-edits), or take the change back.";
        FutureDated "future-dated" Error Fixed (House) "An event of the future, by the clock of who looks."
            "Set the clock right; an event with a wrong time is made void: kaizen void {id} EVENT -m REASON.";
        UnsignedEvent "unsigned-event" Error Fixed (Auditor) "An act that its person should have signed and did not."
            "The person does the act anew, signed; who has no key yet gets one: kaizen people key add HANDLE KEY.pub.";
        BadSignature "bad-signature" Error Fixed (Auditor) "A signature that does not vouch for its event, or was made with a key that is not the person's."
            "kaizen event-statement tells how to check it; a manager makes the event void (kaizen void {id} EVENT -m REASON) and the act is done anew.";
        EvidenceMissing "evidence-missing" Error Fixed (Iso("7.5.3")) "A file that an event names as evidence is not there."
            "Put it back (git log -- FILE shows where it went).";
        EvidenceChanged "evidence-changed" Error Fixed (Iso("7.5.3")) "A file of evidence is not the one that the event names."
            "Put it back as it was; a new version is new evidence, with an act of its own.";
    }
    Process {
        OwnerMissing "owner-missing" Error Free (Auditor) "Accepted work that nobody owns."
            "A manager names a person: kaizen amend {id} --owner HANDLE -m REASON.";
        OwnerNotAPerson "owner-not-a-person" Error Free (Auditor) "An owner, or somebody in people.toml, that is a group, a mailbox or a machine."
            "Name one human being: kaizen amend {id} --owner HANDLE -m REASON. Where it is one: kaizen people set HANDLE --yes-one-human.";
        OwnerGone "owner-gone" Error Free (Auditor) "The owner has left."
            "A manager hands it over: kaizen amend {id} --owner HANDLE -m REASON.";
        DueMissing "due-missing" Error Free (House) "Accepted work without a target date."
            "A manager agrees on one: kaizen extend {id} --to DATE -m REASON.";
        Overdue "overdue" Error Free (House) "The target date is over and the work is not done."
            "Sign it off (kaizen sign-off {id}), or a manager extends it with the reason: kaizen extend {id} --to DATE -m REASON.";
        LateWithoutReason "late-without-reason" Error Free (Auditor) "It was signed off after its target date, without a reason."
            "The owner signs off again with the reason: kaizen sign-off {id} --late-reason TEXT -m STATEMENT.";
        PostponedAgain "postponed-again" Warn Free (Auditor) "Its target date is moved again and again, and the work does not go on."
            "Settle what holds it up, or decide: kaizen defer {id} --until DATE -m REASON, kaizen reject {id} -m REASON.";
        CriterionMoved "criterion-moved" Warn Free (Auditor) "What must be seen to call it effective was changed after work began."
            "Agree on the first criterion again, or on one that asks for no less: kaizen amend {id} --criterion TEXT -m REASON.";
        Stale "stale" Warn Free (House) "Nobody has done anything about it for long."
            "Go on with it, or say why it waits: kaizen note {id} -m TEXT, kaizen defer {id} --until DATE -m REASON.";
        DecisionPending "decision-pending" Warn Free (House) "It was raised, and no manager has decided for long."
            "A manager decides: kaizen accept {id} …, kaizen reject {id} -m REASON, kaizen defer {id} --until DATE -m REASON.";
        ResourcesPending "resources-pending" Warn Free (House) "Something that it needs was asked for, and top management has not decided for long."
            "Top management decides: kaizen resource approve {id}, kaizen resource decline {id} -m REASON.";
        SelfApproved "self-approved" Warn Free (Iso("A.5.3")) "Somebody approved a resource that they asked for themselves, or for an item that they own, under a waiver."
            "Have somebody else of top management look at it, and say so: kaizen note {id} -m TEXT; for the next one enter a second person.";
        ApprovalWithoutReference "approval-without-reference" Warn Free (Auditor) "Money was approved above the amount from which an approval names its financial record, and it names none."
            "Say where the decision is recorded: kaizen note {id} -m TEXT; the amount is policy.reference_above.";
        ReviewAgain "review-again" Warn Free (House) "It was rejected with a day to look again, and that day has come."
            "A manager looks again: kaizen reopen {id} -m REASON, or says why it stays rejected: kaizen note {id} -m TEXT.";
        HastyClosure "hasty-closure" Warn Free (Auditor) "It went from raised to found effective within days, or was verified within the hour of its sign-off: too soon to see whether a fix holds."
            "Look at it again later: kaizen verify {id} --method M --result R -m FINDING.";
        Downgraded "downgraded" Warn Free (Auditor) "Its grade, kind or significance was lowered after it was accepted."
            "Have somebody who did not ask for it look at the reason; where it was wrong: kaizen amend {id} … -m REASON.";
        RootCauseMissing "root-cause-missing" Error Free (Nonconformity("10.2 b")) "A root cause is required and none is written."
            "Find it: kaizen why {id}. Where the work is signed off already, reopen it first.";
        AnalysisAfterFix "analysis-after-fix" Warn Free (Auditor) "The cause was written down only after the fix was made."
            "Look whether the fix removes that cause: kaizen note {id} -m TEXT; next time kaizen why comes before kaizen action done.";
        ShallowAnalysis "shallow-analysis" Warn Free (Auditor) "The analysis stops early: too few whys, or a root cause that says no more than the title or the description."
            "Ask on from the last answer: kaizen why {id} --because ANSWER …, kaizen why {id} --root-cause TEXT --replace.";
        BlameRootCause "blame-root-cause" Warn Free (Auditor) "The analysis stops at a person. People err; a cause is what let it happen."
            "Ask which system allowed it: kaizen why {id} --because ANSWER …, kaizen why {id} --root-cause TEXT --replace.";
        RepeatedWhy "repeated-why" Warn Free (Auditor) "An answer says again what an earlier answer or its own question says."
            "Answer what lies behind it: kaizen why {id} --new …, or kaizen edit {id}.";
        Recurrence "recurrence" Warn Free (Nonconformity("10.2 d")) "A cause came back after an item of that cause was verified as effective."
            "Analyse what the first fix missed: kaizen why {id}, and say what came back: kaizen link {id} --recurrence-of ID, or kaizen reopen ID -m REASON.";
        GenericText "generic-text" Warn Free (Auditor) "An item so short, so like another one, or so full of stock phrases, that it could belong to any organisation."
            "Say what was found, where, when and by whom: kaizen edit {id}; where it is the same matter, link it: kaizen link {id} --recurrence-of ID.";
        EmptyWords "empty-words" Warn Free (Auditor) "A reason, a statement, a finding or a cause that says nothing: “n/a”, “tbd”, one letter."
            "Say it: kaizen edit {id}, or do the act anew in words of your own; kaizen note {id} -m TEXT adds what an act left out.";
        SuccessCriterionMissing "success-criterion-missing" Error Free (Auditor) "Nobody said what must be seen to call the fix effective."
            "A manager agrees on it: kaizen amend {id} --criterion TEXT -m REASON.";
        VerificationOverdue "verification-overdue" Error Free (House) "It was implemented, and the day to review its effectiveness is over."
            "Somebody independent verifies it: kaizen verify {id} --method M --result R -m FINDING.";
        VerificationWithoutEvidence "verification-without-evidence" Warn Free (Nonconformity("10.2 g")) "Its effectiveness was verified without a file or link that shows it."
            "Verify it again with what shows it: kaizen verify {id} … --evidence PATH.";
        SelfVerified "self-verified" Warn Free (Iso("A.5.3")) "Somebody verified their own work, under a waiver."
            "Have somebody independent verify it again: kaizen verify {id}.";
        EarlyVerification "early-verification" Warn Free (House) "Its effectiveness was verified before the planned day, and nobody said why."
            "Verify it again on or after that day: kaizen verify {id} --method M --result R -m FINDING.";
        RiskNotReduced "risk-not-reduced" Warn Free (Iso("6.1.1")) "It was closed as effective, and a risk that it is about has no lower score."
            "Score the risk anew and verify again with it: kaizen verify {id} … --risk REF=SCORE; a risk that stays as it was means the fix is not effective.";
        NotEffectiveWithoutFollowUp "not-effective-without-follow-up" Error Free (Nonconformity("10.2 d")) "A fix was not effective, and nothing came of it, or what is named to follow it up does not."
            "Analyse the cause anew (kaizen why {id} --new), or raise what follows up: kaizen add TITLE --follow-up-of ID.";
        RejectionWithoutReason "rejection-without-reason" Error Free (Auditor) "It was rejected and nobody said why."
            "Say why: kaizen reopen {id} -m REASON, then kaizen reject {id} -m REASON.";
        DeferralExpired "deferral-expired" Error Free (House) "It was put off until a day that has come."
            "A manager decides: kaizen accept {id} -m REASON, kaizen reject {id} -m REASON, or kaizen defer {id} --until DATE -m REASON.";
        NoSource "no-source" Error Free (Auditor) "It answers to nothing."
            "Say where it comes from: kaizen link {id} --source KIND:REFERENCE.";
    }
    Register {
        TooFewActive "too-few-active" Error Free (Auditor) "Hardly anything is active in the register."
            "Enter what is known to need improvement: kaizen add, kaizen suggest, kaizen add --from KIND:REFERENCE.";
        NoRecentEntries "no-recent-entries" Error Free (Auditor) "Nothing came into the register for long."
            "Look where entries should come from (incidents, audits, walkthroughs, suggestions): kaizen add, kaizen suggest.";
        BurstBeforeReview "burst-before-review" Warn Free (Auditor) "Most of a year's entries came just before a management review or an audit."
            "Enter things when they are found; entries are counted by the day on which they were committed.";
        ManagementReviewOverdue "management-review-overdue" Error Free (Iso("9.3.1")) "Top management has not looked at the register for longer than was planned."
            "Hold the review and record it: kaizen review record.";
        UnknownReference "unknown-reference" Warn Free (Auditor) "An act rests on a management review that is not recorded."
            "Record it (kaizen review record), or say in a note which record is meant: kaizen note {id} -m TEXT.";
        UnansweredSource "unanswered-source" Error Free (Auditor) "Something significant happened, and neither an item nor a decision answers to it."
            "Raise an item (kaizen add --from KIND:REFERENCE); where none is needed, a manager says why: kaizen source dismiss KIND:REFERENCE -m REASON.";
        SourceDeadline "source-deadline" Error Free (Auditor) "An answer to a source is due by a day that is set from outside, and no item that answers to it is signed off."
            "Sign off what answers to it (kaizen sign-off ID), or raise it: kaizen add --from KIND:REFERENCE. Where the day was moved: kaizen source set KIND:REFERENCE --answer-by DATE -m REASON.";
        MinorsAddUp "minors-add-up" Warn Free (Auditor) "Several open minor nonconformities are of one control or of one cause: together they may be a major one (ISO/IEC 17021-1, 3.12)."
            "Look at them together: analyse what they share (kaizen why {id}), and grade it: kaizen amend {id} --grade major-nonconformity -m REASON. Where they are not one matter, a waiver says why: kaizen waive minors-add-up {id} --until DATE -m REASON.";
        LowCompletionRate "low-completion-rate" Warn Free (Auditor) "Too few items are finished by their target date."
            "Agree on dates that can be kept, and settle what slips: kaizen list --overdue, kaizen stale.";
        NoStaffContribution "no-staff-contribution" Warn Free (Auditor) "Nobody outside the security team has contributed."
            "Show people how to suggest something: kaizen suggest TITLE.";
        WaiverExpired "waiver-expired" Warn Free (House) "A waiver is over, and what it answered for is still there."
            "Settle what it answered for, or a manager answers for it anew: kaizen waive RULE ID --until DATE -m REASON.";
    }
    History {
        HistoryUnavailable "history-unavailable" Error Fixed (Iso("7.5.3")) "The history of the register is not all here, so that nobody can tell what was taken out of it."
            "Fetch what is missing as the message says, or leave history out with --no-history.";
        UnreadableCommit "unreadable-commit" Error Fixed (Iso("7.5.3")) "A commit holds a folder that is not looked into: it is malformed, lies far too deep, or has a name that no file can have."
            "Take it out; git fsck tells more of what is malformed. Where nothing was lost, a waiver names the commit: kaizen waive unreadable-commit COMMIT --until DATE -m REASON.";
        TwoPlaces "two-places" Error Fixed (Iso("7.5.3")) "A commit has the register at two places, so that acts at one of them can be lost at the other."
            "Compare both (git diff COMMIT:ONE COMMIT:OTHER) and keep one. Where nothing was lost, a waiver names the commit: kaizen waive two-places COMMIT --until DATE -m REASON.";
        ItemDeleted "item-deleted" Error Fixed (Iso("7.5.3")) "An item was taken out of the register; what is not wanted is rejected, with its reason."
            "Put it back: git log --diff-filter=D -- FILE shows the commit.";
        EventRemoved "event-removed" Error Fixed (Iso("7.5.3")) "An act that was recorded is not there whole any more, in a merge too."
            "Put its table back as it was: git log -p -- FILE shows it.";
        EventByAnother "event-by-another" Error Fixed (Auditor) "An act is in a commit of somebody else, and its person did not sign it."
            "The person does the act anew (kaizen void makes the event void), or adds the mail address: kaizen people set HANDLE --email MAIL.";
        Backdated "backdated" Warn Free (Auditor) "An act claims another time than its commit or the act that it follows, or to have kept a target date after which it came into history."
            "Ask who acted; an act with a wrong time is made void: kaizen void {id} EVENT -m REASON.";
        CosmeticUpdate "cosmetic-update" Warn Free (Auditor) "A hand edit changed dates or the status and nothing else, so that old content looks new."
            "Record what was done by an act: kaizen extend, kaizen amend, kaizen note.";
        SealBroken "seal-broken" Error Fixed (Iso("7.5.3")) "The register was something else when it was sealed, what was sealed is not in its history any more, or the tag of a seal was moved or is missing."
            "Find out who rewrote history; a clone from before, or the branch that a pushed tag kaizen/seal/NAME stands on, has what was there.";
        EndedAuthority "ended-authority" Error Fixed (Iso("5.3")) "An act came into history after the role, the membership or the key that it rests on had ended, whatever time it claims: it does not come before every commit that brought the end."
            "Ask who acted; a manager makes it void (kaizen void {id} EVENT -m REASON), and who may does the act anew.";
        EndCopied "end-copied" Error Fixed (House) "A commit brought the end of a role, a membership or a key, or the beginning of signatures, to a branch from before it, and acts that were in time would be too late by it."
            "Ask who copied it and why; a manager says that it is a copy, and the acts stand: kaizen waive end-copied COMMIT --until DATE -m REASON.";
        IntroductionMoved "introduction-moved" Error Fixed (House) "The register rests on another first event than before."
            "Ask who founded it anew and why; where that is right, a waiver names the commit: kaizen waive introduction-moved COMMIT --until DATE -m REASON.";
    }
}

impl Rule {
    /// All there is to say of it.
    #[must_use]
    pub fn about(self) -> &'static About {
        // The list is made from the same lines as the variants, in the same order.
        &Self::ALL[self as usize]
    }

    /// The rule with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Rule> {
        let current = Self::ALL.iter().find(|about| about.name == name).map(|about| about.rule);
        current.or_else(|| FORMER.iter().find(|(former, _)| *former == name).map(|(_, rule)| *rule))
    }

    /// The names by which register.toml may know it: its own, and one that it had before.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let former = FORMER.iter().filter(move |(_, rule)| *rule == self).map(|(former, _)| *former);
        std::iter::once(self.about().name).chain(former)
    }

    /// The names that are most like `name`.
    #[must_use]
    pub fn closest(name: &str) -> Option<&'static str> {
        let likeness = |about: &About| strsim::jaro_winkler(about.name, name);
        let best = Self::ALL.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
        (likeness(best) > 0.75).then_some(best.name)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.about().name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_found_by_its_name_and_says_something() {
        for about in Rule::ALL {
            assert_eq!(about.rule.about().name, about.name);
            assert_eq!(Rule::named(about.name), Some(about.rule));
            assert!(about.meaning.ends_with('.') && about.remedy.ends_with('.'), "{}", about.name);
        }
    }

    #[test]
    fn a_slip_of_the_pen_finds_the_rule() {
        assert_eq!(Rule::closest("over-due"), Some("overdue"));
        assert_eq!(Rule::closest("xyz"), None);
    }
}
