//! What an act may change of an item's content: its own keys, and those that it names.

use super::cases;
use crate::world::World;

/// An act on the open item that comes with a change of the file: `sed` first, then the event.
fn act(sed: &str, act: &str, more: &str) -> String {
    format!(
        "f=$(file $open); sed -i '{sed}' $f
         forge add $f $open 'act=\"{act}\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"A typo.\"' {more} --sign $HOME/arjun; commit"
    )
}

/// What each act of content brings of its own, and with it a change of the description.
const OTHER: &str = "s/has gaps/is whole/";
const LINK: &str = "s/incident:INC-open/incident:INC-900/";
const CORRECTION: &str = r#"0,/^\[event/s//[correction]\nby = "arjun.mehta"\non = 2026-04-05\ndescription = "A guard stands there."\n\n[event/"#;
const ANALYSIS: &str = r#"0,/^\[event/s//[[analysis]]\nmethod = "other"\nby = "arjun.mehta"\non = 2026-04-05\nroot_cause = "No patch process."\n\n[event/"#;
const RESOURCE: &str =
    r#"0,/^\[event/s//[resource.M2V]\nkind = "budget"\namount = 10\nunit = "EUR"\npurpose = "Licences"\n\n[event/"#;
const ACTION: &str =
    r#"0,/^\[event/s//[action.9ZZ]\nowner = "arjun.mehta"\ndue = 2026-06-01\ndescription = "More."\n\n[event/"#;
const PLANNED: &str = r#"'action="9ZZ"' 'terms={ owner = "arjun.mehta", due = 2026-06-01 }'"#;

#[test]
fn an_act_of_content_changes_what_is_its_own() {
    let acts = [
        ("linked", LINK, ""),
        ("corrected", CORRECTION, ""),
        ("analysed", ANALYSIS, "analyses=1"),
        ("requested", RESOURCE, "'resource=\"M2V\"'"),
        ("planned", ACTION, PLANNED),
        ("edited", OTHER, "'edits=[\"description\"]'"),
    ];
    for (name, own, more) in acts {
        let honest = act(own, name, more);
        cases(&[(name, &honest, &[])]);
    }
}

#[test]
fn an_act_of_content_that_changes_more_names_it() {
    let acts = [
        ("linked", LINK, ""),
        ("corrected", CORRECTION, ""),
        ("analysed", ANALYSIS, "analyses=1"),
        ("requested", RESOURCE, "'resource=\"M2V\"'"),
        ("planned", ACTION, PLANNED),
        ("edited", "s/^title = .*/title = \"Other\"/", "'edits=[\"title\"]'"),
    ];
    for (name, own, more) in acts {
        let silent = act(&format!("{OTHER}; {own}"), name, more);
        cases(&[(name, &silent, &["edited-by-hand:error arjun"])]);
    }
}

#[test]
fn what_is_not_named_shows_however_it_came() {
    let silent = act(OTHER, "linked", "");
    let sealed_with_a_note = silent.replace(
        "; commit",
        "; day 2026-04-05 09:10:00; by arjun; kaizen note $open -m Seen. --no-commit > /dev/null; commit",
    );
    let another_action = act(&format!("s/Patch the readers/Look at the readers/; {ACTION}"), "planned", PLANNED);
    let one_of_two = act("s/^title = .*/title = \"Other\"/; s/has gaps/is whole/", "noted", "'edits=[\"title\"]'");
    let both =
        act("s/^title = .*/title = \"Other\"/; s/has gaps/is whole/", "noted", "'edits=[\"title\", \"description\"]'");
    cases(&[
        ("an edit that names nothing", &act(OTHER, "edited", ""), &["edited-by-hand:error"]),
        ("in the commit of another act", &sealed_with_a_note, &["edited-by-hand:error"]),
        (
            "committed by hand before",
            "f=$(file $open); sed -i 's/has gaps/is whole/' $f; commit
             forge add $f $open 'act=\"linked\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z --sign $HOME/arjun; commit",
            &["edited-by-hand:error"],
        ),
        ("another action than the one that is planned", &another_action, &["edited-by-hand:error"]),
        ("one of two", &one_of_two, &["edited-by-hand:error"]),
        ("both of two", &both, &[]),
    ]);
}

#[test]
fn who_raised_an_item_is_put_right_only_while_it_is_raised() {
    let other = "s/^raised_by = .*/raised_by = \"anonymous\"/";
    cases(&[
        ("named", &act(other, "edited", "'edits=[\"raised_by\"]'"), &["edited-by-hand:warn", "unauthorised-event:error"]),
        ("not named", &act(other, "edited", ""), &["edited-by-hand:error"]),
        ("with a note", &act(other, "noted", "'edits=[\"raised_by\"]'"), &["edited-by-hand:warn", "unauthorised-event:error"]),
        (
            "put on by who joins two sides",
            "git switch -qc side; by dana; kaizen correct $open -m Closed.; git switch -q main
             by arjun; kaizen link $open --source incident:INC-77; git merge -q --no-edit side || { kaizen fmt; commit Merge; }
             f=$(file $open); sed -i 's/^raised_by = .*/raised_by = \"anonymous\"/' $f
             forge add $f $open 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Joined.\"' \
               'edits=[\"correction\", \"sources\", \"raised_by\"]' --sign $HOME/arjun; commit",
            &["edited-by-hand:error"],
        ),
    ]);
    let world = World::with_accepted();
    world.refuses(
        "arjun; sed -i 's/^raised_on = .*/raised_on = 2026-01-01/' register/items/2026/*.toml; git stash -q; git stash apply -q
         kaizen note IMP -m Older. --include-edits || { c=$?; git checkout -q .; git stash drop -q; exit $c; }",
        "is fixed",
    );
    world
        .sh(r#"
        dana; id=$(kaizen suggest "Label the cabinets" -m "Nobody finds the spare badges in there.")
        sed -i 's/^raised_on = .*/raised_on = 2026-03-01/' register/items/2026/$id.toml
        kaizen edit $id --include-edits -m "It was on Sunday."
        kaizen check --rule edited-by-hand --rule unauthorised-event --fail-on warn
        "#)
        .ok();
}

#[test]
fn the_editor_names_what_was_edited() {
    let world = World::with_accepted();
    world
        .sh(r#"
        dana; export EDITOR="sed -i -e 's/granted entries only/granted entries alone/' -e 's/^raised_on/category = \"physical\"\n&/'"
        kaizen edit IMP -m "Clearer."
        kaizen check --rule edited-by-hand --fail-on warn
        "#)
        .ok();
    let item = world.item(&world.id());
    assert!(item.contains("edits = [\"category\", \"description\"]"), "{item}");
}
