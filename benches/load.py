"""Hostile files, each as large as the bounds let it be, and how long kaizen takes with them.

    python3 benches/load.py target/release/kaizen [WORD [VERB]]     only the shapes whose name holds WORD, and one verb

Every line must stay under two seconds of one processor in a release build: what a forged file costs grows with its
size, not with its square. A file that is beyond a bound must be told, so that each line also says the exit code and the
first word of it.
"""

import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

KAIZEN = os.path.abspath(sys.argv[1])
WANTED = sys.argv[2] if len(sys.argv) > 2 else ""
VERB = sys.argv[3] if len(sys.argv) > 3 else ""
LIMIT = int(os.environ.get("LIMIT", "120"))  # seconds until a run is given up
MANY = 4_900  # events; a file may hold 5,000
ENV = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "KAIZEN_"))}
ENV |= {"KAIZEN_TODAY": "2026-03-05T09:00:00Z", "KAIZEN_SEED": "load", "GIT_CONFIG_GLOBAL": os.devnull}
ENV |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Mona Lind", "GIT_AUTHOR_EMAIL": "mona.lind@example.com"}
ENV |= {"GIT_COMMITTER_NAME": "Mona Lind", "GIT_COMMITTER_EMAIL": "mona.lind@example.com"}
PERSON = "mona.lind"
ITEM = "IMP-2026-K7QD"


def run(folder, *command, check=True):
    return subprocess.run(command, cwd=folder, env=ENV, check=check, capture_output=True, text=True, timeout=LIMIT)


def spent():
    """Seconds of processors that all runs so far have taken, so that what else the machine does changes little."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def digest(n):
    return f"{n:064x}"


def event(n, after, act="noted", by=PERSON, minute=None, more="", keys='text = "words"\n'):
    """One event as it stands in a file. Its hash is made up: only its place in the order is asked for."""
    # The short name of an event is the beginning of its hash.
    minute = n if minute is None else minute
    day, rest = divmod(minute, 1440)
    names = ", ".join(f'"{name(a)}"' for a in after)
    return (
        f"\n[event.{name(n)[:16]}]\nafter = [{names}]\nact = \"{act}\"\nby = \"{by}\"\n"
        f"at = 2026-02-{1 + day:02d}T{rest // 60:02d}:{rest % 60:02d}:00Z\n{keys}{more}"
        f'content = "sha256:{digest(0)}"\nhash = "{name(n)}"\n'
    )


def name(n):
    return f"{n + 1:016x}" + "0" * 48


def item(body="", events="", top=""):
    return (
        f'schema = 1\nid = "{ITEM}"\ntitle = "A door that does not close"\nstatus = "raised"\n\n'
        f'raised_on = 2026-02-01\nraised_by = "{PERSON}"\nsources = ["other:load"]\ndescription = "It does not."\n{top}\n{body}{events}'
    )


RAISED = event(0, [], act="raised", keys="")
ACCEPTED_TERMS = (
    'text = "words"\nterms = { kind = "improvement", grade = "opportunity", significance = "minor", '
    f'owner = "{PERSON}", due = 2026-06-01, success_criterion = "seen" }}\n'
)


def chain(count, more=lambda n: {}):
    return RAISED + "".join(event(n, [n - 1], **more(n)) for n in range(1, count))


def forked(count, joins):
    """A chain with places where two events stand side by side and a third follows both."""
    after = {n: [n - 1] for n in range(1, count)}
    for j in range(joins):
        at = 2 + (count - 3) * j // max(joins, 1)
        after[at], after[at + 1] = [at - 2], [at - 1, at]
    return RAISED + "".join(event(n, after[n]) for n in range(1, count))


def ladder(count):
    """Two side by side, and one that follows both, again and again."""
    after = {}
    for n in range(1, count):
        after[n] = [n - 1, n - 2] if n % 3 == 0 else [n - 2] if n % 3 == 2 and n > 2 else [n - 1]
    return RAISED + "".join(event(n, after[n]) for n in range(1, count))


def ledger(path, more, count=MANY):
    """The founding file with a chain of events after its first one."""
    text = path.read_text()
    first = text.split('hash = "')[1][:64]
    events = []
    for n in range(count):
        one = event(n, [] if n == 0 else [n - 1], act="changed", more=more(n))
        events.append(one.replace("after = []", f'after = ["{first}"]') if n == 0 else one)
    return text + "".join(events)


def people(register):
    folk = "".join(
        f'[person."p{n}.made-up"]\nname = "P {n}"\nemail = ["p{n}@example.com"]\nfrom = 2026-01-01\n' for n in range(20_000)
    )
    return (register / "people.toml").read_text().replace("\n[event.", f"\n{folk}\n[event.", 1)


def in_item(text):
    return lambda register: {f"items/2026/{ITEM}.toml": text}


def in_ledger(file, more):
    return lambda register: {file: ledger(register / file, more)}


def keys(count, line=lambda n: f"k{n:06d} = {n}\n"):
    return "".join(line(n) for n in range(count))


WAIVER = 'set = {{ waiver = [{{ rule = "overdue", reason = "r{0}", until = 2026-06-01 }}] }}\n'
ROLE = 'set = {{ person = {{ "p{0}.made-up" = {{ name = "P", from = 2026-01-01, role = [{{ name = "staff", from = 2026-01-01 }}] }} }} }}\n'
MAIL = 'set = {{ person = {{ "' + PERSON + '" = {{ email = ["m{0}@example.com"] }} }} }}\n'
SEAL = "set = {{ seal = {{ s{0} = {{ commit = \"x\" }} }} }}\n"

SHAPES = {
    "200,000 unknown keys": in_item(item(body="[odd]\n" + keys(200_000))),
    "200,000 unknown keys at the top": in_item(item(top=keys(200_000))),
    "200,000 unknown keys of a list": in_item(item(top="odd = [" + keys(200_000, lambda n: f"{{ k{n} = 1 }}, ") + "]\n")),
    "20,000 people": lambda register: {"people.toml": people(register)},
    "4,900 events of people": in_ledger("people.toml", lambda n: ROLE.format(n)),
    "4,900 mail addresses by events": in_ledger("people.toml", lambda n: MAIL.format(n)),
    "4,900 events of settings": in_ledger("register.toml", lambda n: WAIVER.format(n)),
    "4,900 first events": in_item(item(events="".join(event(n, [], act="raised", keys="") for n in range(MANY)))),
    "2,400 first events, each accepted": in_item(
        item(
            events="".join(
                event(2 * n, [], act="raised", keys="") + event(2 * n + 1, [2 * n], act="accepted", keys=ACCEPTED_TERMS)
                for n in range(2_400)
            )
        )
    ),
    "a chain of 4,900": in_item(item(events=chain(MANY))),
    "a chain of 4,900 and 10 branches": in_item(item(events=forked(MANY, 10))),
    "1,600 branches that meet": in_item(item(events=ladder(MANY))),
    "4,900 after one": in_item(item(events=RAISED + "".join(event(n, [0]) for n in range(1, MANY)))),
    "a chain with a void": in_item(item(events=chain(MANY, lambda n: {"act": "voided", "more": f'event = "{name(20)}"\n'} if n == 40 else {}))),
    "2,400 void": in_item(item(events=chain(MANY, lambda n: {"act": "voided", "more": f'event = "{name(n // 2)}"\n'} if n > 2_450 else {}))),
    "4,900 by nobody": in_item(item(events=chain(MANY, lambda n: {"by": f"no.body{n}"}))),
    "4,900 hand-overs side by side": in_item(
        item(
            events=RAISED
            + event(1, [0], act="accepted", keys=ACCEPTED_TERMS)
            + "".join(
                event(n, [1], act="amended", more=f'terms = {{ owner = "{PERSON}" }}\n')
                if n % 2
                else event(n, [1], act="started")
                for n in range(2, MANY)
            )
        )
    ),
    "60,000 missing events": in_item(item(events=RAISED + event(1, range(1_000_000, 1_050_000)))),
    "seals": lambda register: {
        "seals.toml": "schema = 1\n"
        + "".join(event(n, [] if n == 0 else [n - 1], act="sealed", more=SEAL.format(n)) for n in range(MANY))
    },
    "100,000 tags": in_item(item(top="tags = [" + keys(100_000, lambda n: f'"tag-{n}", ') + "]\n")),
    "100,000 controls": in_item(item(top="controls = [" + keys(100_000, lambda n: f'"A.9.{n}", ') + "]\n")),
    "100,000 sources": in_item(item().replace('"other:load"', keys(100_000, lambda n: f'"other:s{n}", '))),
    "40,000 whys": in_item(
        item(
            body='[[analysis]]\nmethod = "five-whys"\nby = "mona.lind"\non = 2026-02-02\n'
            + keys(40_000, lambda n: f'[[analysis.why]]\nquestion = "Why {n}?"\nanswer = "It is w{n} x{n * 7} y{n * 13}."\n')
        )
    ),
    "20,000 analyses": in_item(
        item(body=keys(20_000, lambda n: f'[[analysis]]\nmethod = "other"\nby = "no.body{n}"\non = 2026-02-02\nroot_cause = "Because {n}."\n'))
    ),
    "20,000 pieces of evidence": in_item(
        item(
            events=RAISED
            + event(1, [0], more="evidence = [" + keys(20_000, lambda n: f'{{ path = "evidence/x/{n}", sha256 = "{digest(n)}" }}, ') + "]\n")
        )
    ),
    "50,000 edits": in_item(item(events=RAISED + event(1, [0], more="edits = [" + keys(50_000, lambda n: f'"k.{n}", ') + "]\n"))),
    "one line of 4 MB": in_item(item(top='impact = "' + "word, " * 660_000 + '"\n')),
    "one word of 4 MB": in_item(item(top='impact = "' + "w" * 3_900_000 + '"\n')),
    "nested arrays": in_item(item(top="odd = " + "[" * 60 + "1, " * 600_000 + "]" * 60 + "\n")),
    "very deep": in_item(item(top="odd = " + "[" * 1_000_000 + "]" * 1_000_000 + "\n")),
    "deep dotted keys": in_item(item(top=".".join(["a"] * 1_000_000) + " = 1\n")),
    "50,000 conflicts": in_item(item(top=keys(50_000, lambda n: f"<<<<<<< a\nk{n} = 1\n=======\nk{n} = 2\n>>>>>>> b\n"))),
    "100,000 tags in conflict": in_item(
        item(top="<<<<<<< a\ntags = [" + keys(80_000, lambda n: f'"a{n}", ') + "]\n=======\ntags = [" + keys(80_000, lambda n: f'"b{n}", ') + "]\n>>>>>>> b\n")
    ),
    "2,000 items alike": lambda register: {
        f"items/2026/IMP-2026-{n // 1000:01d}{n % 1000:03d}.toml": item().replace(ITEM, f"IMP-2026-{n // 1000:01d}{n % 1000:03d}")
        for n in range(2_000)
    },
}

VERBS = [
    ["check"],
    ["check", "--no-history"],
    ["list"],
    ["show", ITEM],
    ["log", ITEM],
    ["stale"],
    ["search", "door"],
    ["fmt", "--check"],
    ["audit"],
]


def main():
    worst = 0.0
    with tempfile.TemporaryDirectory() as temp:
        base = pathlib.Path(temp) / "base"
        base.mkdir()
        run(base, "git", "init", "-q", "-b", "main")
        run(base, KAIZEN, "init", "--name", "Load Ltd", "--prefix", "IMP", "--signatures", "off")
        for shape, files in SHAPES.items():
            if WANTED not in shape:
                continue
            folder = pathlib.Path(temp) / "shape"
            shutil.copytree(base, folder, symlinks=True)
            for path, text in files(folder / "register").items():
                (folder / "register" / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / "register" / path).write_text(text)
            run(folder, "git", "add", "-A")
            run(folder, "git", "commit", "-q", "-m", "forged")
            for verb in [v for v in VERBS if VERB in ("", " ".join(v))]:
                start = spent()
                try:
                    done = run(folder, KAIZEN, *verb, check=False)
                    told = f"exit {done.returncode}, {len(done.stdout + done.stderr) // 1024} KiB"
                except subprocess.TimeoutExpired:
                    told = "GIVEN UP"
                took = spent() - start
                worst = max(worst, took)
                mark = "  <-- slow" if took > 2 else ""
                print(f"{shape:<34} {' '.join(verb):<22} {took:7.2f} s   {told}{mark}", flush=True)
            shutil.rmtree(folder)
    print(f"the worst: {worst:.2f} s")


main()
