#!/usr/bin/env python3
"""Makes the register of a company that is made up, in a new repository: python3 make.py DIR

What happens is told by story.toml beside it; each act is made by kaizen itself, in the order of the days. The clock, git's
dates and the random ids are fixed, so that it comes out the same every time. `kaizen` is the one that the path leads to.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).parent
STORY = tomllib.loads((HERE / "story.toml").read_text(encoding="utf-8"))
NAMES = {person["handle"]: person["name"] for person in STORY["person"]}
MANAGER, AUDITOR = "ines.falk", "priya.nair"
LAST = "2026-11-30"


class Company:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.temp = pathlib.Path(tempfile.mkdtemp())
        self.ids, self.parts = {}, {}
        self.days = []

    def mail(self, handle):
        return handle.split(".")[0] + "@example.com"

    def run(self, day, by, *command):
        env = {key: value for key, value in os.environ.items() if not key.startswith(("KAIZEN_", "GIT_"))}
        moment = f"{day}T09:00:00Z"
        env |= {"KAIZEN_SEED": "two-years", "KAIZEN_TODAY": moment, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
        for who in ("AUTHOR", "COMMITTER"):
            env |= {f"GIT_{who}_NAME": NAMES[by], f"GIT_{who}_EMAIL": self.mail(by), f"GIT_{who}_DATE": moment}
        done = subprocess.run([str(word) for word in command], cwd=self.folder, env=env, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{day} {by}: {command}\n{done.stderr}")
        return done.stdout.strip()

    def on(self, day, by, act):
        """An act of that day; it is made when all days are known."""
        self.days.append((day, len(self.days), by, act))

    def live(self):
        for day, _, by, act in sorted(self.days, key=lambda one: one[:2]):
            act(lambda *command: self.run(day, by, *command))


def flags(one, *names):
    """`--name value` for each that is said; a list says the flag several times."""
    out = []
    for name in names:
        value = one.get(name)
        for each in value if isinstance(value, list) else [value] if value is not None else []:
            out += ["--" + name.replace("_", "-"), each]
    return out


def found(company):
    first = "2025-01-07"
    company.run(first, MANAGER, "git", "init", "-q", "--initial-branch=main", "--object-format=sha1")
    company.run(first, MANAGER, "kaizen", "init", "--name", STORY["name"], "--timezone", "Europe/Berlin")
    company.run(first, MANAGER, "kaizen", "config", "set", "suggest_mail=improve@example.com", "-m", "Readers of the site write there.")
    company.run(first, MANAGER, "kaizen", "people", "set", MANAGER, "--department", "Information Security")
    for person in STORY["person"]:
        if person["handle"] != MANAGER:
            company.run(first, MANAGER, "kaizen", "people", "add", person["handle"], "--name", person["name"],
                        "--email", company.mail(person["handle"]), *flags(person, "department", "role"))


def sources(company):
    for one in STORY["source"]:
        words = ["kaizen", "source", "add", one["ref"], "--title", one["title"], "--occurred-on", one["on"], "--department", one["department"]]
        words += ["--significant"] if one.get("significant") else []
        words += ["--cost", one["cost"], "--unit", "EUR"] if "cost" in one else []
        company.on(one["on"], MANAGER, lambda run, words=words: run(*words))
        if "dismissed" in one:
            company.on(one["on"], MANAGER, lambda run, one=one: run("kaizen", "source", "dismiss", one["ref"], "-m", one["dismissed"]))


def reviews(company):
    for one in STORY["review"]:
        def hold(run, one=one):
            minutes = company.temp / "minutes.md"
            points = "\n".join(f"- {decision['text']}" for decision in one["decisions"])
            minutes.write_text(f"# Management review of {one['on']}\n\nThe improvement register was gone through item by item.\n\n{points}\n")
            words = ["kaizen", "review", "record", "--held-on", one["on"], "--chair", "tobias.wren", "--minutes", minutes]
            for handle in (MANAGER, AUDITOR):
                words += ["--attendee", handle]
            for decision in one["decisions"]:
                words += ["--decision", decision["text"]]
                for key in decision["items"]:
                    words += ["--item", company.ids[key]] if key in company.ids else []
            run(*words)
        company.on(one["on"], MANAGER, hold)


def item(company, one):
    key, owner = one["key"], one.get("accept", {}).get("owner")
    the = lambda: company.ids[key]

    def raised(run):
        departments = {person["handle"]: person["department"] for person in STORY["person"]}
        kind = one | {"department": departments[one["by"]], "grade": one.get("grade", "opportunity"), "significance": one.get("significance", "minor")}
        company.ids[key] = run("kaizen", "add", one["title"], *flags(
            kind, "kind", "grade", "significance", "source", "risk", "category", "environment", "control", "department", "description"))

    company.on(one["raised"], one["by"], raised)

    def act(day, by, *words, message=None):
        company.on(day, by, lambda run: run(*[word() if callable(word) else word for word in words], *(["-m", message] if message else [])))

    if (yes := one.get("accept")) is not None:
        act(yes["on"], MANAGER, "kaizen", "accept", the, *flags(yes, "owner", "due", "criterion"), message="Worth its effort, and it answers to what happened.")
    if (fix := one.get("correct")) is not None:
        act(fix["on"], fix["by"], "kaizen", "correct", the, message=fix["text"])
    for name in ("why", "why2"):
        if (why := one.get(name)) is not None:
            act(why["on"], why["by"], "kaizen", "why", the, *flags(why, "because"), "--root-cause", why["root"], "--cause-code", why["code"])
    for step in one.get("actions", []) + one.get("actions2", []):
        plan(company, act, the, owner, step)
    if (means := one.get("resource")) is not None:
        unit = {"unit": "EUR"} | means
        act(means["on"], means["by"], "kaizen", "resource", "request", the, *flags(unit, "kind", "amount", "unit", "purpose"))
        if "approved" in means:
            act(means["approved"], "tobias.wren", "kaizen", "resource", "approve", the, *flags(means, "reference"))
        else:
            act(means["declined"], "tobias.wren", "kaizen", "resource", "decline", the, message=means["said"])
    if (more := one.get("extend")) is not None:
        act(more["on"], MANAGER, "kaizen", "extend", the, "--to", more["to"], message=more["said"])
    for name in ("signoff", "signoff2"):
        if (done := one.get(name)) is not None:
            act(done["on"], owner, "kaizen", "sign-off", the, *(["--late-reason", done["late"]] if "late" in done else []), message=done["said"])
    for name in ("verify", "verify2"):
        if (proof := one.get(name)) is not None:
            how = {"method": "sampling", "result": "effective", "evidence_url": f"https://evidence.example.com/{key}/{proof['on']}"} | proof
            act(proof["on"], AUDITOR, "kaizen", "verify", the, *flags(how, "method", "result", "evidence_url", "risk", "due"), message=proof["said"])
    if (said := one.get("note")) is not None:
        act(said["on"], said["by"], "kaizen", "note", the, message=said["said"])
    if (wait := one.get("defer")) is not None:
        act(wait["on"], MANAGER, "kaizen", "defer", the, *flags(wait, "until"), message=wait["said"])
    if (no := one.get("reject")) is not None:
        act(no["on"], MANAGER, "kaizen", "reject", the, "--review-on", no["review"], message=no["said"])


def plan(company, act, the, owner, step):
    """An action: planned by the owner of the item, done by whoever has it."""
    name = (step["on"], step["text"])

    def planned(run):
        company.parts[name] = run("kaizen", "action", "add", the(), step["text"], *flags(step, "owner", "due", "procedure", "changes"))

    company.on(step["on"], owner, planned)
    if "done" in step:
        act(step["done"], step.get("owner", owner), "kaizen", "action", "done", the, lambda: company.parts[name], message=step["said"])


def main():
    company = Company(sys.argv[1] if len(sys.argv) == 2 else sys.exit("usage: make.py DIR"))
    found(company)
    sources(company)
    reviews(company)
    for one in STORY["item"]:
        item(company, one)
    # TOML has days, and everything here is told by their names.
    company.days = [(str(day), n, by, act) for day, n, by, act in company.days if str(day) <= LAST]
    company.live()


main()
