"""What goes in and out in volume: seconds and memory of imports and exports, against plain tools in the same run.

    python3 benches/volume.py target/release/kaizen import [ROWS ...]       (default: 10000 100000)
    python3 benches/volume.py target/release/kaizen export REGISTER ...     registers of `generate_register --flat`

Each line is one run of the whole program, of a median of RUNS (default 3) where nothing is written into the register.
"""

import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

KAIZEN, KIND, WHAT = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
RUNS = int(os.environ.get("RUNS", "3"))
ENV = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "KAIZEN_"))}
ENV |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "KAIZEN_TODAY": "2026-07-01T09:00:00Z"}
for who in ("AUTHOR", "COMMITTER"):
    ENV |= {f"GIT_{who}_NAME": "Mona Lind", f"GIT_{who}_EMAIL": "mona.lind@example.com"}
MAP = "reference=Number,title=Summary,date=Opened,severity=Severity,status=Status"


def timed(folder, *command, stdin=None, codes=(0,)):
    """Seconds, and peak memory in MB, of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=ENV, stdin=stdin or subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{said.decode()}")
    return time.perf_counter() - start, usage.ru_maxrss / 1000


def line(name, ours, per, baseline="", theirs=None):
    seconds, memory = ours
    against = f"   {baseline:<28} {theirs:7.2f} s   ratio {seconds / theirs:6.2f}" if theirs else ""
    print(f"{name:<36} {seconds:7.2f} s {memory:6.0f} MB   {per[0] * 1000:7.1f} ms a {per[1]}{against}", flush=True)


def table(path, rows):
    draw = random.Random(3)
    with open(path, "w") as out:
        out.write("Number,Summary,Opened,Severity,Status\n")
        for n in range(rows):
            day = f"2026-{draw.randint(1, 6):02d}-{draw.randint(13, 28):02d}"
            severity = draw.choice(["low", "medium", "high"])
            out.write(f'INC{n:06d},"Something of kind {draw.randint(1, 999)} happened, the {n}th",{day},{severity},closed\n')


def stream(top, paths, out):
    """One commit of the files, as `git fast-import` reads it."""
    with open(out, "wb") as to:
        to.write(b"commit refs/heads/main\ncommitter A <a@example.com> 1764000000 +0000\ndata 1\nx\n")
        for path in paths:
            text = (top / path).read_bytes()
            to.write(b"M 100644 inline %s\ndata %d\n%s\n" % (str(path).encode(), len(text), text))


def imports(rows):
    with tempfile.TemporaryDirectory() as temp:
        top = pathlib.Path(temp)
        repo, plain, csv = top / "register", top / "plain", top / "incidents.csv"
        repo.mkdir()
        table(csv, rows)
        timed(repo, "git", "init", "-q", "-b", "main", ".")
        timed(repo, KAIZEN, "init", "--name", "Example Ltd", "--no-sign")
        command = (KAIZEN, "import", "csv", csv, "--kind", "incident", "--map", MAP)
        first, again = timed(repo, *command), timed(repo, *command)
        files = sorted(path.relative_to(repo) for path in (repo / "register/sources").rglob("*.toml"))
        if len(files) != rows:
            sys.exit(f"{len(files)} records of {rows} rows")
        stream(repo, files, top / "stream")
        timed(top, "git", "init", "-q", "plain")
        with open(top / "stream", "rb") as text:
            fast, _ = timed(plain, "git", "fast-import", "--quiet", stdin=text)
        (top / "list").write_bytes(b"\0".join(str(path).encode() for path in files))
        sums, _ = timed(repo, "sh", "-c", f"xargs -0 sha256sum < {top}/list >/dev/null; git status --short")
        each = rows / 10_000
        line(f"import of {rows} rows", first, (first[0] / each, "10,000"), "git fast-import", fast)
        line(f"the same {rows} rows again", again, (again[0] / each, "10,000"), "sha256sum and git status", sums)
        for verb in (("list",), ("trace", "--unanswered"), ("check", "--no-history")):
            took = timed(repo, KAIZEN, *verb, codes=(0, 1))
            line(f"{' '.join(verb)} beside {rows} sources", took, (took[0] / each, "10,000"))


def exports(register):
    repo = pathlib.Path(register).resolve()
    items = sum(1 for _ in repo.rglob("items/*/*.toml"))

    def median(*command, codes=(0,)):
        timed(repo, *command, codes=codes)
        runs = [timed(repo, *command, codes=codes) for _ in range(RUNS)]
        return statistics.median(seconds for seconds, _ in runs), max(memory for _, memory in runs)

    def told(name, took, *against):
        line(f"{name}, {items} items", took, (took[0] / items * 1000, "1,000"), *against)

    grep, _ = median("grep", "-r", "status = ", ".", "--include=*.toml")
    told("list", median(KAIZEN, "list"), "grep -r", grep)
    told("status", median(KAIZEN, "status", "--for", "mona.lind"), "grep -r", grep)
    check = median(KAIZEN, "check", codes=(0, 1))
    told("check", check)
    told("report kpi --trend 8", median(KAIZEN, "report", "kpi", "--trend", "8"), "check", check[0])
    with tempfile.TemporaryDirectory() as temp:
        for form in ("csv", "jsonl", "xlsx", "oscal"):
            told(f"export {form}", median(KAIZEN, "export", form, "--output", f"{temp}/{form}"))
        pairs = []
        for n in range(RUNS):
            # Each into a folder of its own: a file system is slow where much was deleted just before.
            html = timed(repo, KAIZEN, "export", "html", f"{temp}/html-{n}")
            pairs.append((html, timed(repo, "cp", "-r", f"{temp}/html-{n}", f"{temp}/copy-{n}")[0]))
        html, copy = sorted(pairs, key=lambda pair: pair[0][0])[RUNS // 2]
        told("export html", html, "cp -r", copy)
        told("export bundle", timed(repo, KAIZEN, "export", "bundle", f"{temp}/bundle"))


for what in WHAT or ["10000", "100000"]:
    imports(int(what)) if KIND == "import" else exports(what)
