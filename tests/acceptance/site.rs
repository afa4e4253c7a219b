//! The site of `export html`: its pages, who is left out of it, what is written, and what its form makes.

use crate::world::World;

const AT: &str = "--today 2026-12-20";

#[test]
fn the_pages_say_what_the_audit_and_the_rules_say() {
    let world = World::finished();
    world
        .sh(r"
        mona; day 2026-12-19
        kaizen config set rules.too-few-active=off rules.unreconciled=error -m 'Agreed in the review.' 2> /dev/null
        kaizen waive overdue J8CZ --until 2027-02-01 -m 'The supplier delivers in January.' 2> /dev/null
        ")
        .ok();
    world.sh(&format!("kaizen export html ../site {AT}")).ok();
    let page = |name: &str| world.sh(&format!("cat ../site/{name}")).ok();
    // Each step with its verdict, the same as the audit says.
    let audit = page("audit.html");
    let told: serde_json::Value =
        serde_json::from_str(&world.sh(&format!("kaizen audit {AT} --format json || true")).ok()).unwrap();
    for step in told["steps"].as_array().unwrap() {
        let word = match step["verdict"].as_str().unwrap() {
            "pass" => "badge good\">pass",
            "fail" => "badge bad\">fail",
            _ => "badge warn\">for a human",
        };
        let number = step["step"].as_u64().unwrap();
        let section = audit.split(&format!("<section id=\"step-{number}\">")).nth(1).unwrap();
        let title = section.split("</h2>").next().unwrap();
        assert!(title.contains(step["name"].as_str().unwrap()) && title.contains(word), "{title}");
    }
    assert!(audit.contains("The supplier delivers in January.") && audit.contains("rules.html#overdue"));
    // What was lowered, by whom, and what was raised; what is waived.
    let rules = page("rules.html");
    let row = |rule: &str| {
        rules.split(&format!("<span id=\"{rule}\">")).nth(1).unwrap().split("</tr>").next().unwrap().to_owned()
    };
    assert!(
        row("too-few-active").contains(">off</span> usually ")
            && row("unreconciled").contains(">error</span> usually warn")
    );
    assert!(row("event-altered").contains("(fixed)") && !row("event-altered").contains("usually"));
    assert!(rules.contains("The rule too-few-active is off by mona.lind"), "{rules}");
    assert!(row("overdue").contains("found\">1</td>") && row("overdue").ends_with(">2</td>"), "{}", row("overdue"));
    assert!(rules.contains("until 2027-02-01: The supplier delivers in January."));
    // What is open, by age, with the words that say why.
    let open = page("open.html");
    assert!(open.contains("181 to 365 days") && open.contains("nobody said why") && !open.contains("IMP-2026-22GH"));
    let oldest = open.find("IMP-2026-J8CZ").unwrap();
    assert!(oldest < open.find("IMP-2026-FJ3E").unwrap());
    let coverage = page("coverage.html");
    assert!(coverage.contains("site-walkthrough") && coverage.contains("A.8.15") && coverage.contains(">none<"));
    let department = page("departments/Facilities~1ff.html");
    assert!(
        department.contains("what does your department do for it now?") && department.contains("audit.html#step-5")
    );
    for told in ["What people here own", "What they help with", "Badge reader", "people/dana.okafor.html"] {
        assert!(department.contains(told), "{told}");
    }
    // A chart has its numbers beside it, wherever there is one.
    for name in ["index.html", "open.html", "coverage.html", "departments.html"] {
        let page = page(name);
        assert!(
            page.contains("<svg ") && page.matches("<svg ").count() == page.matches("The numbers</summary>").count()
        );
    }
}

#[test]
fn only_files_that_differ_are_written() {
    let world = World::finished();
    let export = |flags: &str| world.sh(&format!("kaizen export html ../site {AT} {flags}"));
    let files = |told: &str| -> (usize, usize) {
        let mut numbers = told.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok());
        (numbers.next().unwrap(), numbers.next().unwrap())
    };
    let first = export("--at HEAD");
    assert_eq!(first.code, 0, "{}", first.err);
    let (written, all) = files(&first.err);
    assert!(written == all && all > 25, "{}", first.err);
    let old = world.sh("ls -i ../site/items/IMP-2026-22GH.html; git rev-parse HEAD").ok();
    assert_eq!(files(&export("--at HEAD").err), (0, all));
    world.sh("dana; day 2026-12-19; kaizen note 6N7A -m 'The foil is ordered.'").ok();
    // The item, the lists that name the commit and the day, who owns it; no other item.
    let (written, _) = files(&export("--at HEAD").err);
    assert!((2..=14).contains(&written), "{written}");
    assert!(world.sh("cat ../site/items/IMP-2026-6N7A.html").ok().contains("The foil is ordered."));
    assert_eq!(world.sh("ls -i ../site/items/IMP-2026-22GH.html; git rev-parse HEAD~1").ok(), old);
    // Into an empty folder only the pages that are others than those of a commit; whose names are kept all the same.
    let part = world.sh(&format!("kaizen export html ../part {AT} --at HEAD --since HEAD~1"));
    assert_eq!(part.code, 0, "{}", part.err);
    assert_eq!(files(&part.err), (written, all));
    world.sh("test -f ../part/items/IMP-2026-6N7A.html && ! test -e ../part/items/IMP-2026-22GH.html").ok();
    world.sh(&format!("kaizen export html ../part {AT} --at HEAD && diff -r ../part ../site")).ok();
    assert!(world.sh("kaizen export csv --since HEAD").fails(2).contains("about a site"));
    assert!(world.sh(&format!("kaizen export html ../part {AT} --since nothing")).fails(2).contains("nothing"));
}

#[test]
fn a_public_site_names_nobody() {
    let world = World::finished();
    world
        .sh(r#"
        mona; day 2026-12-19
        kaizen people add li.ming --name "李小明" --email ming@example.com --department IT 2> /dev/null
        kaizen config set suggest_mail=MONA@example.com suggest_issues=https://git.example.com/mona.lind/x/issues/new -m 'For readers.' 2> /dev/null
        kaizen source add "other:Mona Lind" --title "A talk with Mona  LIND and Mehta, Arjun" --url https://x.example/~mona.lind 2> /dev/null
        kaizen add "Dana Okafor & mona.lind asked for doors" --kind improvement --source "other:Mona Lind" --department Facilities \
          --description "Ask PRIYA NAIR, or mail <priya@example.com>; 由李小明修复. [home](https://x.example/tomas.rey) [t](https://x.example 'Tomás Rey')
```mona-lind
arjun_mehta
```
" 2> /dev/null
        as "Ines Brandt" ines@example.com
        kaizen suggest "Ines Brandt wants a shredder" -m "Ask me, ines@example.com, or nobody@other.example." 2> /dev/null
        "#)
        .ok();
    world.sh(&format!("kaizen export html ../all {AT}; kaizen export html ../public {AT} --public")).ok();
    let look = r"
import os, re, sys, tomllib, html, urllib.parse
people = tomllib.load(open('register/people.toml', 'rb'))['person']
words = {'Ines Brandt', 'ines@example.com', 'nobody@other.example'}
for handle, person in people.items():
    words |= {handle, person['name'], *person['email']}
def squeezed(text): return re.sub(r'[\W_]+', ' ', html.unescape(urllib.parse.unquote(text)).lower())
found, files = set(), 0
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        files += 1
        path = os.path.join(folder, name)
        text = squeezed(os.path.relpath(path, sys.argv[1]) + ' ' + open(path, encoding='utf-8').read())
        for word in words:
            for way in (word, ', '.join(reversed(word.split(' ')))):
                if squeezed(way).strip() in text: found.add(word)
        if name.endswith('.html'):
            for link in re.findall(r'href=.([^ >]*?).[ >]', open(path).read()):
                if link.startswith(('http', '#', 'mailto', 'data:')): continue
                assert os.path.exists(os.path.join(folder, urllib.parse.unquote(link.split('#')[0]))), (path, link)
print(files, len(words), sorted(found))";
    world.write("look.py", look);
    // All of them stand in the site that is not for everybody, so that the search can find them.
    let all = world.sh("python3 look.py ../all").ok();
    assert!(all.contains("mona.lind") && all.contains("priya@example.com") && all.contains("李小明"), "{all}");
    let left = world.sh("python3 look.py ../public").ok();
    assert!(left.trim().ends_with("[]"), "{left}");
    // Roles and departments are said instead, and what is no name stays.
    let pages = world.sh("cat ../public/*.html ../public/*/*.html").ok();
    for told in [
        "ISMS manager",
        "somebody of IT",
        "somebody outside",
        "Facilities",
        "People are left out",
        "(a mail address)",
        "Badge reader on the east door",
    ] {
        assert!(pages.contains(told), "{told}");
    }
    assert!(!pages.contains("people.html") && !pages.contains("mailto:"));
    world.sh("! test -e ../public/people && ls ../public/sources/other | grep left-out-1.html").ok();
    assert!(world.sh("kaizen export xlsx --public --output x.xlsx").fails(2).contains("export html DIR --public"));
}

#[test]
fn readers_suggest_where_the_register_says() {
    let world = World::with_people();
    for (bad, told) in [
        ("suggest_issues=http://git.example.com/x/issues/new", "not the page of a forge"),
        ("suggest_issues=https://git.example.com/x;/issues/new", "not the page of a forge"),
        ("'suggest_mail=a@example.com?cc=b'", "not one mail address"),
    ] {
        assert!(world.sh(&format!("kaizen config set {bad} -m 'For readers.'")).fails(2).contains(told), "{bad}");
    }
    let page = |set: &str| world.sh(&format!("{set}; kaizen export html ../site; cat ../site/suggest.html")).ok();
    // Nothing is set: the form makes a file, and sends nothing anywhere.
    let bare = page("true");
    assert!(bare.contains("form-action 'none'") && !bare.contains(" action=") && bare.contains("data-do=\"file\""));
    let github = page(
        "kaizen config set suggest_issues=https://github.com/example/isms/issues/new suggest_mail=improve@example.com -m 'For readers.'",
    );
    for told in [
        "form-action https://github.com/example/isms/issues/new\"",
        "action=\"https://github.com/example/isms/issues/new\"",
        "name=\"title\"",
        "name=\"body\"",
        "href=\"mailto:improve@example.com\"",
    ] {
        assert!(github.contains(told), "{told} in {github}");
    }
    let gitlab = page("kaizen config set suggest_issues=https://gitlab.example.com/a/b/-/issues/new -m 'We moved.'");
    assert!(gitlab.contains("name=\"issue[title]\"") && gitlab.contains("name=\"issue[description]\""));
    assert!(world.sh("kaizen config list").ok().contains("suggest_mail = improve@example.com"));
    let none = page("kaizen config set suggest_issues= suggest_mail= -m 'The form is enough.'");
    assert!(none.contains("form-action 'none'") && !none.contains("mailto:"));
    world.sh("kaizen check --no-history").ok();
}

/// `.ci/site` fills in the form in a browser, and holds what it saves against this very file.
#[test]
fn what_the_form_saves_is_imported() {
    let world = World::with_people();
    world.write("suggestion-2026-09-24.csv", include_bytes!("imports/suggestion.csv"));
    world.sh("mona; day 2026-09-25; kaizen import suggestions suggestion-2026-09-24.csv").ok();
    let shown = world.sh("cat register/items/2026/*.toml").ok();
    for told in [
        "Visitors can read the screens at reception",
        "staff-suggestion:",
        "\n=From the sofa\nthe list of the day can be read.",
        "department = \"Facilities\"",
        "raised_by = \"Jo Weiß <jo@example.com>\"",
        "raised_on = 2026-09-24",
    ] {
        assert!(shown.contains(told), "{told} in {shown}");
    }
}
