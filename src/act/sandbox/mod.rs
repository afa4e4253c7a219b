//! A register to try things in: a made-up company, what its people did in the last months, and items in every stage. Its acts
//! are recorded by the same requests as real ones, each on its day.

mod closed;
mod story;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use chrono::Duration;
use chrono_tz::Tz;

use super::ItemAct;
use super::raise::{Raise, Suggest};
use crate::model::date::{Day, Moment};
use crate::model::event::{Evidence, Party};
use crate::model::id::{Handle, ItemId};
use crate::model::review::{Review, ReviewDecision};
use crate::model::settings::Policy;
use crate::model::word::Signatures;
use crate::record::founding::{FirstPerson, Founding};
use crate::record::review;
use crate::record::session::Session;
use crate::record::workspace::{Options, Prepared, Workspace};

pub use story::Part;

/// How many days before today the company began its register.
const BEGAN: u32 = 200;

/// The time zone of the company.
const ZONE: Tz = Tz::UTC;

/// What one person did on one day.
struct Scene {
    /// How many days ago.
    ago: u32,
    by: &'static str,
    deed: Deed,
}

/// What was done.
enum Deed {
    Raise(Part, Box<Raise>),
    Suggest(Part, Suggest),
    Act(Part, Box<dyn ItemAct>),
    Review { decision: &'static str, item: Part },
}

/// The founding of the sandbox, as of `today`.
///
/// # Errors
/// A handle of the story that is none.
pub fn founding(today: Day, beside: Vec<(String, String)>) -> anyhow::Result<Founding> {
    let people: Vec<FirstPerson> = story::PEOPLE.iter().map(first_person).collect::<anyhow::Result<_>>()?;
    Ok(Founding {
        name: story::COMPANY.to_owned(),
        prefix: "SANDBOX".to_owned(),
        timezone: ZONE,
        signatures: Signatures::Off,
        review_interval_days: Policy::default().review_interval_days,
        sandbox: true,
        people,
        key: None,
        now: at(today, BEGAN, 0),
        beside,
    })
}

fn first_person((handle, name, department, security_team, roles): &story::Person) -> anyhow::Result<FirstPerson> {
    let handle: Handle = handle.parse().map_err(|_| anyhow::anyhow!("{handle} is no handle"))?;
    let local = handle.as_str().split('.').next().unwrap_or_default();
    Ok(FirstPerson {
        name: (*name).to_owned(),
        mail: format!("{local}@example.com"),
        department: Some((*department).to_owned()),
        security_team: *security_team,
        one_human: false,
        roles: roles.to_vec(),
        handle,
    })
}

/// Records what the people of the company did, act by act in the order of days, in the sandbox at `root`.
///
/// # Errors
/// An act that does not come about.
pub fn play(root: &Path, today: Day) -> anyhow::Result<BTreeMap<Part, ItemId>> {
    let mut scenes = story::scenes(today)?;
    scenes.extend(closed::scenes(today)?);
    scenes.sort_by_key(|scene| std::cmp::Reverse(scene.ago));
    let mut items = BTreeMap::new();
    for (place, scene) in scenes.into_iter().enumerate() {
        let now = at(today, scene.ago, 1 + i64::try_from(place)?);
        let options =
            Options { named: Some(scene.by.to_owned()), dated: true, sign: Some(false), ..Options::default() };
        let session = Session::new(root, options, None, move |_| Ok(now))?;
        scene.deed.record(&session, &mut items).with_context(|| format!("the act of {} by {}", now, scene.by))?;
    }
    Ok(items)
}

/// The morning of a day, so many minutes after the office opens.
fn at(today: Day, ago: u32, minutes: i64) -> Moment {
    Moment(today.minus(ago).start(ZONE).0 + Duration::hours(7) + Duration::minutes(minutes))
}

impl Deed {
    fn record(self, session: &Session<'_>, items: &mut BTreeMap<Part, ItemId>) -> anyhow::Result<()> {
        match self {
            Deed::Raise(part, raise) => _ = items.insert(part, raise.record(session)?.outcome.id),
            Deed::Suggest(part, suggest) => _ = items.insert(part, suggest.record(session)?.outcome.id),
            Deed::Act(part, request) => {
                let id = items.get(&part).context("an item that nobody raised yet")?;
                super::record(session, id, request.as_ref())?;
            }
            Deed::Review { decision, item } => {
                let item = items.get(&item).context("an item that nobody raised yet")?.clone();
                session.record(|workspace| held(workspace, decision, &item))?;
            }
        }
        Ok(())
    }
}

/// A management review of the day, with its minutes kept elsewhere.
fn held(workspace: &Workspace, decision: &str, item: &ItemId) -> anyhow::Result<Prepared<()>> {
    let held_on = workspace.today();
    let tip = workspace.repo.tip()?.context("there is no commit yet that could have been looked at")?;
    let minutes = format!("https://minutes.example.com/{held_on}");
    let made = Review {
        schema: 1,
        id: held_on.to_string().parse()?,
        held_on,
        chair: workspace.actor()?,
        attendees: vec![Party::Person("priya.nair".parse()?)],
        minutes: Evidence { path: None, sha256: None, url: Some(minutes) },
        looked_at: tip.to_string(),
        next_on: held_on.plus(workspace.register.settings.policy.review_interval_days),
        decision: vec![ReviewDecision { text: decision.to_owned(), items: vec![item.clone()] }],
        event: BTreeMap::new(),
    };
    review::record(workspace, &made, None, None)
}
