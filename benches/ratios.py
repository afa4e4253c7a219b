"""Times kaizen against plain tools, run about, and prints the medians and their ratio."""

import os
import pathlib
import statistics
import subprocess
import sys
import time

KAIZEN, REPO, RUNS = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
DAY = "2026-07-01"  # the day after the last act of a generated register
NAME, MAIL = "Arjun Mehta", "arjun.mehta@example.com"
# Only what is measured: no settings of the user, no housekeeping of git in the background.
SETTINGS = {"gc.auto": "0", "maintenance.auto": "false", "user.name": NAME, "user.email": MAIL, "commit.gpgSign": "false"}
ENV = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "KAIZEN_"))}
ENV |= {"KAIZEN_TODAY": DAY, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
ENV |= {"GIT_CONFIG_COUNT": str(len(SETTINGS))}
for number, (key, value) in enumerate(SETTINGS.items()):
    ENV |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}


def run(command, stdout):
    """Runs a command and returns seconds, peak memory in KiB and whether it went well."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=REPO, env=ENV, stdout=stdout, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return seconds, usage.ru_maxrss, process.returncode == 0


def timed(commands):
    """Seconds and peak memory of one or more commands, one after the other. Output goes to a file: grep stops at its
    first match where it sees that nobody reads."""
    seconds, memory = 0.0, 0
    with open(OUTPUT, "wb") as out:
        for command in commands:
            took, peak, well = run(command, out)
            if not well:
                sys.exit(f"failed: {' '.join(map(str, command))}")
            seconds, memory = seconds + took, max(memory, peak)
    return seconds, memory


def against(name, ours, baseline, theirs):
    """Alternates the two, after one run of each to warm the caches. Both are functions from a number to commands."""
    one, other, peak = [], [], 0
    for number in range(-1, RUNS):
        (a, memory), (b, _) = timed(ours(number)), timed(theirs(number))
        if number >= 0:
            one.append(a)
            other.append(b)
            peak = max(peak, memory)
    a, b = statistics.median(one), statistics.median(other)
    print(f"{name:<34} {a * 1e3:8.1f} ms   {baseline:<36} {b * 1e3:8.1f} ms   ratio {a / b:6.2f}")
    return peak


def knows(verb):
    """Whether kaizen has a verb."""
    if run([KAIZEN, verb, "--help"], subprocess.DEVNULL)[2]:
        return True
    print(f"{verb}: not there in this kaizen")
    return False


def measure_list():
    """Listing what is overdue, against a search that reads the same files."""
    peak = against(
        "kaizen list --overdue",
        lambda _: [[KAIZEN, "list", "--overdue"]],
        "grep -r gateway register/items",
        lambda _: [["grep", "-r", "gateway", "register/items"]],
    )
    size = sum(file.stat().st_size for file in (REPO / "register/items").rglob("*.toml")) / 1024
    print(f"{'peak memory of list':<34} {peak / 1024:8.1f} MiB  {'size of register/items':<36} {size / 1024:8.1f} MiB  ratio {peak / size:6.2f}")


def measure_add():
    """Raising an item with its commit, against adding and committing such a file."""
    text = next((REPO / "register/items/2026").glob("*.toml")).read_text()
    tip = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=REPO, env=ENV, text=True).strip()

    def plain(number):
        path = f"register/items/2026/IMP-2026-Z{number + 1:03}.toml"
        (REPO / path).write_text(text)
        return [["git", "add", path], ["git", "commit", "-q", "-m", "Raise an item", "--", path]]

    words = ["--kind", "improvement", "--source", "other:BENCH", "--description", "Raised to see how long it takes."]
    try:
        against(
            "kaizen add",
            lambda number: [[KAIZEN, "add", f"Raised to be measured, number {number}", *words]],
            "git add FILE; git commit -- FILE",
            plain,
        )
    finally:
        subprocess.run(["git", "reset", "-q", "--hard", tip], cwd=REPO, env=ENV, check=True)
        subprocess.run(["git", "clean", "-qfd", "register"], cwd=REPO, env=ENV, check=True)


def measure_log():
    """The history of one item of the second year, against git's own for its file."""
    year = sorted((REPO / "register/items").iterdir())[1]
    file = sorted(year.glob("*.toml"))[7]
    path = file.relative_to(REPO)
    against(
        "kaizen log ID",
        lambda _: [[KAIZEN, "log", file.stem]],
        "git log --oneline -- FILE",
        lambda _: [["git", "log", "--oneline", "--", str(path)]],
    )


def check(*words, cwd=None):
    """A check that may find errors; that it cannot be made is another exit code."""
    return [["sh", "-c", 'cd "$1"; shift; "$@" || test $? -eq 1', "sh", str(cwd or REPO), KAIZEN, "check", *words]]


def measure_state():
    """Every rule about the files as they are, against a search that reads the same files: at most 8."""
    peak = against(
        "kaizen check --no-history",
        lambda _: check("--no-history"),
        "grep -r gateway register/items",
        lambda _: [["grep", "-r", "gateway", "register/items"]],
    )
    print(f"{'peak memory of check --no-history':<34} {peak / 1024:8.1f} MiB")


def measure_check():
    """The whole check with its history, against git telling the same history: at most 0.8."""
    peak = against(
        "kaizen check",
        lambda _: check(),
        "git log -p --format=%H -- register",
        lambda _: [["git", "log", "-p", "--format=%H", "--", "register"]],
    )
    print(f"{'peak memory of check':<34} {peak / 1024:8.1f} MiB")


def growth(name, words, small, large, times):
    """How much longer the same takes for a register so many times as large: as many times, where it is linear."""
    one, other = [], []
    for number in range(-1, RUNS):
        (a, _), (b, _) = timed(check(*words, cwd=small)), timed(check(*words, cwd=large))
        if number >= 0:
            one.append(a)
            other.append(b)
    a, b = statistics.median(one), statistics.median(other)
    print(f"{name:<34} {b * 1e3:8.1f} ms   {'a register of a ' + str(times) + 'th':<36} {a * 1e3:8.1f} ms   ratio {b / a:6.2f}")


OUTPUT = REPO / ".git/bench-output"
print(f"median of {RUNS} runs each, run about; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
for verb, measure in {
    "list": measure_list,
    "add": measure_add,
    "log": measure_log,
    "check --no-history": measure_state,
    "check": measure_check,
}.items():
    if knows(verb.split()[0]):
        measure()
if len(sys.argv) > 4:
    small, flat_small, flat, flat_large = map(pathlib.Path, sys.argv[4:])
    growth("check, growth with commits", [], small, REPO, 10)
    growth("check --no-history, small", ["--no-history"], flat_small, flat, 10)
    growth("check --no-history, large", ["--no-history"], flat, flat_large, 10)
OUTPUT.unlink()
