#!/usr/bin/env python3
"""Checks a kaizen register without kaizen: python3 verify.py REGISTER [FILE below it]

Needs Python 3.11 and ssh-keygen, nothing else. Of each file: whether every event fits its hash, whether one was cut out,
whether the content is what the newest event vouches for, and whether each signature is of a key that its person had then,
by the lawful events of people.toml. Ends with 1 when something does not fit. History is not looked at.
"""

import datetime, hashlib, json, pathlib, subprocess, sys, tempfile, tomllib

TERMS = ["kind", "grade", "significance", "owner", "due", "verify_on", "success_criterion"]
ENDS, MANAGERS, UTC = ("until", "compromised_since"), ("isms-manager", "top-management"), datetime.timezone.utc


def plain(value):
    """A value of TOML as JSON has it: dates are {"$date": "…"}, moments in UTC."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime.datetime):
        return {"$date": value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    if isinstance(value, datetime.date):
        return {"$date": value.isoformat()}
    value = int(value) if isinstance(value, float) and value.is_integer() else value
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def sha256(value):
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def event_hash(register, subject, event):
    event = {key: value for key, value in event.items() if key not in ("hash", "signature")}
    return sha256({"register": register, "subject": subject, "event": event})


def content_digest(file, is_item):
    content = {key: value for key, value in file.items() if key not in ("event", "schema")}
    if is_item:
        for key in ["status", "tags", *TERMS]:
            content.pop(key, None)
        own = lambda action: {key: value for key, value in action.items() if key not in ("owner", "due")}
        if content.get("action"):
            content["action"] = {name: own(action) for name, action in content["action"].items()}
    return "sha256:" + sha256(content)


def in_order(events):
    """The events, each after those that it follows."""
    known, done, left = {event["hash"] for event in events}, set(), sorted(events, key=lambda e: (e["at"], e["hash"]))
    while left:
        ready = [event for event in left if all(a in done or a not in known for a in event["after"])] or left[:1]
        done, _ = done | {ready[0]["hash"]}, left.remove(ready[0])
        yield ready[0]


def merge(into, new):
    """What a `changed` sets: tables key by key, entries of lists by union; of two ends the earlier counts."""
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        elif isinstance(value, list) and isinstance(into.get(key), list):
            for entry in value:
                bare = lambda e: {k: v for k, v in e.items() if k not in ENDS} if isinstance(e, dict) else e
                same = next((old for old in into[key] if bare(old) == bare(entry)), None)
                if same is None:
                    into[key].append(entry)
                elif isinstance(entry, dict):
                    merge(same, entry)
        else:
            into[key] = min(into[key], value) if key in ENDS and key in into else value


def people_of(file):
    """The people that the lawful events of people.toml make: a manager's, but for the first one."""
    people, order = {"person": {}}, list(in_order(list(file.get("event", {}).values())))
    void = {event.get("event") for event in order if event["act"] == "voided"}
    for number, event in enumerate(order):
        day = event["at"].astimezone(UTC).date()
        roles = people["person"].get(event["by"], {}).get("role", [])
        there = lambda role: role["from"] <= day and not ("until" in role and role["until"] <= day)
        manager = any(role["name"] in MANAGERS and there(role) for role in roles)
        if (number == 0 or manager) and event["hash"] not in void:
            merge(people, event.get("set", {}))
    return people["person"]


def allowed_signers(people):
    stamp, lines = lambda moment: moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ"), []
    for handle, person in people.items():
        for key in person.get("key", []):
            options = f'namespaces="kaizen",valid-after="{stamp(key["from"])}"'
            if "until" in key:
                options += f',valid-before="{stamp(key["until"] - datetime.timedelta(seconds=1))}"'
            lines.append(f"{handle} {options} {key['public']}\n")
    return "".join(lines)


def signature_fits(register, subject, event, signers, temp):
    at = event["at"].astimezone(UTC)
    statement = (f"kaizen event v1\nregister: {register}\nsubject: {subject}\nact: {event['act']}\nby: {event['by']}\n"
                 f"at: {at:%Y-%m-%dT%H:%M:%SZ}\ncontent: {event['content']}\nevent: sha256:{event['hash']}\n")
    _ = (temp / "sig").write_text(event["signature"]), (temp / "signers").write_text(signers)
    command = ["ssh-keygen", "-Y", "verify", "-f", temp / "signers", "-I", event["by"], "-n", "kaizen",
               "-O", f"verify-time={at:%Y%m%d%H%M%SZ}", "-s", temp / "sig"]
    return subprocess.run(command, input=statement.encode(), capture_output=True).returncode == 0


def problems(register, path, file, signers, temp):
    kinds = {"items": lambda: file["id"], "reviews": lambda: f"review/{file['id']}",
             "sources": lambda: f"source/{file['kind']}/{file['reference']}"}
    subject = kinds.get(path.parts[0], lambda: path.stem)()
    events, known = file.get("event", {}), {event["hash"] for event in file.get("event", {}).values()}
    if not events:
        yield "no event vouches for it"
    for name, event in events.items():
        if event_hash(register, subject, event) != event["hash"] or not event["hash"].startswith(name):
            yield f"the event {name} ({event['act']} by {event['by']}) was altered"
        elif "signature" in event and not signature_fits(register, subject, event, signers, temp):
            yield f"the signature of the event {name} ({event['act']} by {event['by']}) is not good"
        yield from (f"the event {name} follows {gone[:16]}, which is cut out" for gone in event["after"] if gone not in known)
    if subject == "register" and any(e.get("set", {}).get("sandbox") for e in events.values() if not e["after"]):
        yield "the register is a sandbox, in which anybody acts for everybody"
    heads = known - {hash for event in events.values() for hash in event["after"]}
    contents = {event["content"] for event in events.values() if event["hash"] in heads}
    if events and content_digest(file, path.parts[0] == "items") not in contents:
        yield "the content is not what its newest event vouches for"


def main(folder, *only):
    read = lambda path: tomllib.loads((folder / path).read_text())
    register, signers = read("register.toml")["id"], allowed_signers(people_of(read("people.toml")))
    every = (path.relative_to(folder) for path in folder.rglob("*.toml"))
    paths = [pathlib.Path(path) for path in only] or sorted(path for path in every if "evidence" not in path.parts)
    found = signed = total = 0
    with tempfile.TemporaryDirectory() as temp:
        for path in paths:
            file = read(path)
            events, said = file.get("event", {}).values(), list(problems(register, path, file, signers, pathlib.Path(temp)))
            total, signed = total + len(events), signed + sum("signature" in e for e in events)
            found += len(said)
            print(f"{path}: {'; '.join(said) if said else f'{len(events)} events, all fit'}")
    print(f"{len(paths)} files, {total} events, {signed} signed, {found} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path((sys.argv[1:] or ["register"])[0]), *sys.argv[2:]))
