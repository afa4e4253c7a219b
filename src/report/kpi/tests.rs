//! Twelve made-up items of 2026, looked at on the last day of that year; each number is worked out beside it.

use super::figure::Target;
use super::*;
use crate::lifecycle::state::State;
use crate::model::event::Event;
use crate::report::period::Period;

/// An item: its letter, its content, and a line for each act: day, act, who, and what else it carries.
const ITEMS: [(&str, &str, &[&str]); 12] = [
    // In time by both dates; closed after 71 days; its cause came back with E.
    (
        "A",
        "category='physical'\nenvironment=['office']\ndepartment='Facilities'\nsources=['incident:INC-1']\n[[analysis]]\nmethod='five-whys'\nby='dana'\non=2026-01-15\ncause_code='patching'",
        &[
            "2026-01-10 raised dana",
            "2026-01-12 accepted mona terms={due=2026-03-01}",
            "2026-02-20 implemented arjun",
            "2026-03-22 verified priya result='effective'",
        ],
    ),
    // Late by the first date, in time by the agreed one; closed after 108 days.
    (
        "B",
        "category='technical'\nenvironment=['cloud']\nsources=['internal-audit:IA-1']\n[[analysis]]\nmethod='five-whys'\nby='dana'\non=2026-02-05\ncause_code='access'",
        &[
            "2026-02-01 raised arjun",
            "2026-02-03 accepted mona terms={due=2026-04-01}",
            "2026-03-25 extended mona terms={due=2026-05-01}",
            "2026-04-20 implemented arjun",
            "2026-05-20 verified priya result='effective'",
        ],
    ),
    // Late by both; effective at the second try; closed after 153 days.
    (
        "C",
        "",
        &[
            "2026-03-01 raised dana",
            "2026-03-02 accepted mona terms={due=2026-05-01}",
            "2026-05-10 implemented arjun",
            "2026-06-10 verified priya result='not-effective'",
            "2026-07-01 implemented arjun",
            "2026-08-01 verified priya result='effective'",
        ],
    ),
    // Nobody finished it. Open for 274 days.
    (
        "D",
        "",
        &["2026-04-01 raised anonymous", "2026-04-02 accepted mona terms={due=2026-06-15}", "2026-04-03 started arjun"],
    ),
    // In time; to be verified by 20 July, thirty days after the sign-off. The cause of A, back in an incident that has no record.
    (
        "E",
        "sources=['incident:INC-9']\n[[analysis]]\nmethod='five-whys'\nby='dana'\non=2026-04-22\ncause_code='Patching'",
        &["2026-04-20 raised arjun", "2026-04-21 accepted mona terms={due=2026-07-01}", "2026-06-20 implemented arjun"],
    ),
    ("F", "category='behavioural'\nenvironment=['home']", &["2026-05-05 raised priya", "2026-05-20 rejected mona"]),
    // Open for 208 days.
    ("G", "category='technical'\nenvironment=['cloud']", &["2026-06-06 raised 'Renovate Bot <bot@example.com>'"]),
    ("H", "", &["2026-07-07 raised dana", "2026-07-08 deferred mona until=2027-02-01"]),
    // Due today, so not over. Open for 152 days.
    ("J", "category='process'", &["2026-08-01 raised arjun", "2026-08-02 accepted mona terms={due=2026-12-31}"]),
    // In time; to be verified next year. Open for 121 days.
    (
        "K",
        "",
        &[
            "2026-09-01 raised dana",
            "2026-09-02 accepted mona terms={due=2026-11-01,verify_on=2027-01-15}",
            "2026-10-30 implemented arjun",
        ],
    ),
    // Of the year before; found effective, then reopened, so not finished. Open for 425 days.
    (
        "M",
        "",
        &[
            "2025-11-01 raised arjun",
            "2025-11-02 accepted mona terms={due=2026-01-31}",
            "2026-01-20 implemented arjun",
            "2026-02-20 verified priya result='effective'",
            "2026-06-01 reopened priya",
        ],
    ),
    // 1000 EUR asked for and 600 granted, 500 declined, 200 undecided, 40 hours granted. Open for 91 days.
    (
        "N",
        "[resource.R01]\nkind='budget'\namount=1000\nunit='EUR'\npurpose='x'\n[resource.R02]\nkind='budget'\namount=500\nunit='EUR'\npurpose='x'\n[resource.R03]\nkind='budget'\namount=200\nunit='EUR'\npurpose='x'\n[resource.R04]\nkind='time'\namount=40\nunit='h'\npurpose='x'",
        &[
            "2026-10-01 raised dana",
            "2026-10-02 accepted mona terms={due=2027-03-01}",
            "2026-10-03 requested dana resource='R01'",
            "2026-10-03 requested dana resource='R02'",
            "2026-10-03 requested dana resource='R03'",
            "2026-10-03 requested dana resource='R04'",
            "2026-10-09 resourced mona resource='R01'\ndecision='approved'\namount=600",
            "2026-10-09 resourced mona resource='R02'\ndecision='declined'",
            "2026-10-09 resourced mona resource='R04'\ndecision='approved'",
        ],
    ),
];

const SOURCES: [&str; 3] = [
    // Before the fix of A.
    "reference='INC-1'\noccurred_on=2026-01-08\ncause_code='patching'\ncost={amount=3000,unit='EUR'}",
    // After it.
    "reference='INC-2'\noccurred_on=2026-05-01\ncause_code='patching'\ncost={amount=1200.5,unit='EUR'}",
    // Of the year before.
    "reference='INC-3'\noccurred_on=2025-12-31\ncost={amount=9,unit='EUR'}",
];

fn event(line: &str, number: usize) -> Event {
    let (day, rest) = line.split_once(' ').unwrap();
    let (act, rest) = rest.split_once(' ').unwrap();
    let (by, more) = match rest.strip_prefix('\'') {
        Some(quoted) => quoted.split_once('\'').unwrap(),
        None => rest.split_once(' ').unwrap_or((rest, "")),
    };
    let hash = format!("{number:064x}");
    let text =
        format!("after=[]\nact='{act}'\nby='{by}'\nat={day}T12:00:00Z\ncontent='sha256:{hash}'\nhash='{hash}'\n{more}");
    toml::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn entry(letter: &str, content: &str, acts: &[&str]) -> AuditedItem {
    let text = format!("schema=1\nid='IMP-2026-AAA{letter}'\ntitle='{letter}'\nstatus='raised'\n{content}");
    let item = toml::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
    let events: Vec<Event> = acts.iter().enumerate().map(|(n, line)| event(line, n)).collect();
    let mut state = State::default();
    events.iter().for_each(|event| state.apply(event));
    AuditedItem { item, state, events, voided: Vec::new() }
}

fn groups(entries: &[AuditedItem], sources: &[Source], period: &str, today: &str, by: Option<By>) -> Vec<KpiGroup> {
    let person = |more: &str| {
        toml::from_str::<Person>(&format!("name='N'\nemail=['n@example.com']\nfrom=2025-01-01\n{more}")).unwrap()
    };
    let people: BTreeMap<Handle, Person> = [("arjun", "security_team=true"), ("dana", ""), ("priya", ""), ("mona", "")]
        .map(|(handle, more)| (handle.parse().unwrap(), person(more)))
        .into();
    let today: Day = today.parse().unwrap();
    let days = period.parse::<Period>().unwrap().days(today).unwrap();
    let policy = Policy::default();
    let material = Material {
        entries,
        sources,
        people: &people,
        machines: &[],
        policy: &policy,
        zone: chrono_tz::UTC,
        days: &days,
        today,
        committed: None,
    };
    group::groups(&material, by)
}

fn twelve() -> (Vec<AuditedItem>, Vec<Source>) {
    let entries = ITEMS.iter().map(|(letter, content, acts)| entry(letter, content, acts)).collect();
    let sources = SOURCES.map(|text| toml::from_str(&format!("schema=1\nkind='incident'\ntitle='t'\n{text}")).unwrap());
    (entries, sources.into())
}

/// A figure as `value (numerator of denominator) letters`.
fn told(group: &KpiGroup, key: &str, of: &str) -> String {
    let kpi = group.kpis.iter().find(|kpi| kpi.key == key).unwrap();
    let figure = kpi.figures.iter().find(|f| f.of == of).unwrap_or_else(|| panic!("{key} {of}: {:?}", kpi.figures));
    let number = |counted: Option<&Counted>| counted.map_or("-".to_owned(), |c| c.number.to_string());
    let ids = figure.numerator.as_ref().map(|n| n.ids.join(" ").replace("IMP-2026-AAA", "")).unwrap_or_default();
    let value = figure.value.map_or("nothing".to_owned(), |v| v.to_string());
    let beside = number(figure.denominator.as_ref());
    format!("{value} ({} of {beside}) {ids}", number(figure.numerator.as_ref())).trim().to_owned()
}

#[test]
fn the_figures_of_twelve_items_are_as_worked_out_by_hand() {
    let (entries, sources) = twelve();
    let all = groups(&entries, &sources, "2026", "2026-12-31", None);
    for (key, of, wanted) in [
        // Dates over in 2026: A B C D E K M. M was brought back, D never finished, C late; B is late by its first date.
        ("completion", "by the first date", "42.8 (3 of 7) A E K"),
        ("completion", "by the agreed date", "57.1 (4 of 7) A B E K"),
        // INC-2 after the fix of A, and E, whose incident has no record; INC-1 came before.
        ("incidents-after-fix", "patching", "2 (2 of 1) incident:INC-2 E"),
        ("incidents-after-fix", "access", "0 (0 of 1)"),
        // All but M were raised in 2026; of these eleven D is anonymous and G of a machine.
        ("staff-contribution", "from outside the security team", "66.6 (6 of 9) A C F H K N"),
        ("staff-contribution", "security team", "3 (3 of 11) B E J"),
        ("staff-contribution", "anonymous", "1 (1 of 11) D"),
        ("staff-contribution", "machines and groups", "1 (1 of 11) G"),
        ("staff-contribution", "unknown", "0 (0 of 11)"),
        // A 71, B 108, C 153.
        ("days-to-close", "median", "108 (- of 3)"),
        ("days-to-close", "90th percentile", "153 (- of 3)"),
        ("waiting-for-verification", "waiting", "2 (2 of -) E K"),
        ("waiting-for-verification", "past their day", "1 (1 of 2) E"),
        // A, B, C twice, M.
        ("verified-effective", "effective", "80 (4 of 5) A (2026-03-22) B (2026-05-20) C (2026-08-01) M (2026-02-20)"),
        // Of A, B, C, M: A by E, M reopened.
        ("recurrence", "came back", "50 (2 of 4) A M"),
        // N 91, K 121, J 152, G 208, E 255, D 274, M 425.
        ("age-of-open", "median", "208 (- of 7)"),
        // 600 / 1700.
        ("resources", "EUR granted of what was asked for", "35.2 (600 of 1700) N R01"),
        ("resources", "EUR declined", "500 (500 of 1700) N R02"),
        ("resources", "EUR undecided", "200 (200 of 1700) N R03"),
        ("resources", "h granted of what was asked for", "100 (40 of 40) N R04"),
        ("costs", "incidents", "4200.5 (4200.5 of -) incident:INC-1 incident:INC-2"),
        ("costs", "fixes", "600 (600 of -) N R01"),
        ("entries-a-month", "2026-04", "2 (2 of 11) D E"),
        ("entries-a-month", "2026-12", "0 (0 of 11)"),
        // Of eleven.
        ("coverage", "technical", "18.1 (2 of 11) B G"),
        ("coverage", "without a category", "54.5 (6 of 11) C D E H K N"),
        ("coverage", "cloud", "18.1 (2 of 11) B G"),
        ("coverage", "without an environment", "63.6 (7 of 11) C D E H J K N"),
    ] {
        assert_eq!(told(&all[0], key, of), wanted, "{key}: {of}");
    }
    let completion = &all[0].kpis[0].figures[1];
    assert_eq!(completion.target, Some(Target { at_least: 80, met: Some(false) }));
    // The first quarter, seen at the end of the year: only A and M were due in it, and only A was finished in time.
    let quarter = groups(&entries, &sources, "2026-Q1", "2026-12-31", None);
    assert_eq!(told(&quarter[0], "completion", "by the agreed date"), "50 (1 of 2) A");
    assert_eq!(told(&quarter[0], "incidents-after-fix", "patching"), "0 (0 of 1)");
}

#[test]
fn groups_have_figures_of_their_own_and_nobody_is_left_out() {
    let (entries, sources) = twelve();
    let by = |by| groups(&entries, &sources, "2026", "2026-12-31", Some(by));
    let sizes = |groups: &[KpiGroup]| -> Vec<String> {
        groups.iter().map(|g| format!("{} {}", g.name.as_deref().unwrap_or_default(), g.items)).collect()
    };
    let departments = by(By::Department);
    assert_eq!(sizes(&departments), ["Facilities 1", "(none) 11"]);
    assert_eq!(told(&departments[0], "completion", "by the first date"), "100 (1 of 1) A");
    // INC-1 says no department; A answers to it.
    assert_eq!(told(&departments[0], "costs", "incidents"), "3000 (3000 of -) incident:INC-1");
    let kinds = by(By::Source);
    assert_eq!(sizes(&kinds), ["incident 2", "internal-audit 1", "(none) 9"]);
    assert_eq!(told(&kinds[0], "incidents-after-fix", "patching"), "2 (2 of 1) incident:INC-2 E");
    assert_eq!(sizes(&by(By::Environment)), ["cloud 2", "home 1", "office 1", "(none) 8"]);
}

#[test]
fn where_there_is_nothing_to_measure_there_is_no_number() {
    let empty = groups(&[], &[], "2026", "2026-12-31", None);
    for (key, of) in [
        ("completion", "by the first date"),
        ("staff-contribution", "from outside the security team"),
        ("verified-effective", "effective"),
        ("recurrence", "came back"),
        ("coverage", "office"),
    ] {
        assert_eq!(told(&empty[0], key, of), "nothing (0 of 0)");
    }
    assert_eq!(told(&empty[0], "days-to-close", "median"), "nothing (- of 0)");
    let without: Vec<&str> = empty[0].kpis.iter().filter(|kpi| kpi.nothing.is_some()).map(|kpi| kpi.key).collect();
    assert_eq!(without, ["incidents-after-fix", "resources", "costs"]);
    assert_eq!(empty[0].kpis[0].figures[0].target, Some(Target { at_least: 80, met: None }));
    assert!(groups(&[], &[], "2026", "2026-12-31", Some(By::Owner)).is_empty());
}
