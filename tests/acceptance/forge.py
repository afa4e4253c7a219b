"""What somebody with push access and a text editor can do: makes events without kaizen, and changes those that are there.

forge.py add FILE SUBJECT [--after HASH,…] [--content DIGEST] [--sign KEY] KEY=TOML…   adds an event
forge.py cut FILE EVENT                                                                takes one out
forge.py set FILE EVENT KEY=TOML…                                                      changes one, its hash stays
forge.py rehash FILE SUBJECT EVENT                                                     makes its hash anew
"""

import datetime, hashlib, json, pathlib, re, subprocess, sys, tomllib

TERMS = ["kind", "grade", "significance", "owner", "due", "verify_on", "success_criterion"]


def plain(value):
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime.datetime):
        return {"$date": value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")}
    if isinstance(value, datetime.date):
        return {"$date": value.isoformat()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


def sha256(value):
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(path, subject, event):
    event = {key: value for key, value in event.items() if key not in ("hash", "signature")}
    return sha256({"register": register(path), "subject": subject, "event": event})


def register(path):
    folder = next(p for p in path.resolve().parents if (p / "register.toml").exists())
    return tomllib.loads((folder / "register.toml").read_text())["id"]


def digest(file):
    content = {key: value for key, value in file.items() if key not in ("event", "schema")}
    if "sources" in file:
        for key in ["status", "tags", *TERMS]:
            content.pop(key, None)
        for action in content.get("action", {}).values():
            action.pop("owner", None), action.pop("due", None)
    return "sha256:" + sha256(content)


def blocks(text):
    """The text before the events, and the events by name."""
    parts = re.split(r"(?m)^(?=\[event\.)", text)
    return parts[0], {re.match(r"\[event\.([0-9a-f]+)\]", part)[1]: part for part in parts[1:]}


def write(path, head, events):
    path.write_text(head.rstrip("\n") + "\n\n" + "\n".join(part.strip("\n") + "\n" for part in events.values()))


def statement(path, subject, event):
    lines = ["kaizen event v1", f"register: {register(path)}", f"subject: {subject}", f"act: {event['act']}"]
    at = event["at"].astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines += [f"by: {event['by']}", f"at: {at}", f"content: {event['content']}", f"event: sha256:{event['hash']}", ""]
    return "\n".join(lines)


def sign(path, subject, event, key):
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", "kaizen", "-f", key]
    return subprocess.run(command, input=statement(path, subject, event), capture_output=True, text=True, check=True).stdout


def add(path, subject, arguments):
    file = tomllib.loads(path.read_text())
    events = file.get("event", {})
    followed = {hash for event in events.values() for hash in event["after"]}
    after = [event["hash"] for event in events.values() if event["hash"] not in followed]
    key, content, lines = None, digest(file), []
    while arguments:
        word = arguments.pop(0)
        if word == "--after":
            after = [hash for hash in arguments.pop(0).split(",") if hash]
        elif word == "--content":
            content = arguments.pop(0)
        elif word == "--sign":
            key = arguments.pop(0)
        else:
            lines.append(" = ".join(word.split("=", 1)))
    text = "\n".join([f"after = {json.dumps(after)}", *lines, f'content = "{content}"']) + "\n"
    event = tomllib.loads(text)
    event["hash"] = hash_of(path, subject, event)
    if key:
        text += f"signature = {json.dumps(sign(path, subject, event, key))}\n"
    head, parts = blocks(path.read_text())
    parts[event["hash"][:16]] = f"[event.{event['hash'][:16]}]\n{text}hash = \"{event['hash']}\"\n"
    write(path, head, parts)
    return event


def named(parts, wanted):
    return next(name for name in parts if name.startswith(wanted))


def main():
    verb, path, arguments = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    if verb == "add":
        return print(add(path, arguments[0], arguments[1:])["hash"])
    head, parts = blocks(path.read_text())
    if verb == "cut":
        del parts[named(parts, arguments[0])]
    elif verb == "set":
        name = named(parts, arguments[0])
        for change in arguments[1:]:
            key, value = change.split("=", 1)
            line = f"{key} = {value}\n" if value else ""
            parts[name] = re.sub(rf"(?m)^{key} = .*\n", lambda _: line, parts[name])
    elif verb == "rehash":
        name = named(parts, arguments[1])
        event = tomllib.loads(parts[name])["event"][name]
        made = hash_of(path, arguments[0], event)
        part = parts.pop(name).replace(event["hash"], made).replace(f"[event.{name}]", f"[event.{made[:16]}]")
        parts[made[:16]] = part
        print(made)
    write(path, head, parts)


if __name__ == "__main__":
    main()
