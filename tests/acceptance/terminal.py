"""Runs a command on a terminal and types answers: terminal.py COLUMNS COMMAND [WAIT_FOR ANSWER]...

What the terminal shows goes to standard output without colours; the exit code is the command's.
"""
import fcntl
import os
import pty
import re
import signal
import struct
import sys
import termios

columns, command, dialogue = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
seen, since = b"", 0


def give_up(*_):
    """A question that never comes ends the test instead of holding it up."""
    sys.stdout.buffer.write(seen + f"\n[waited for {dialogue[:1]}]\n".encode())
    sys.stdout.buffer.flush()
    os._exit(99)


signal.signal(signal.SIGALRM, give_up)
signal.alarm(30)
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    os.environ.update({"TERM": "xterm-256color", "KAIZEN_PAGER": os.environ.get("KAIZEN_PAGER", "cat")})
    os.execvp("bash", ["bash", "-c", command])
while True:
    try:
        got = os.read(terminal, 65536)
    except OSError:
        break
    if not got:
        break
    seen += got
    # A program that asks where its cursor is waits for the answer.
    for _ in range(got.count(b"\x1b[6n")):
        os.write(terminal, b"\x1b[1;1R")
    if dialogue and dialogue[0].encode() in seen[since:]:
        since = len(seen)
        os.write(terminal, dialogue[1].encode().decode("unicode_escape").encode())
        dialogue = dialogue[2:]
_, status = os.waitpid(child, 0)
text = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", seen).replace(b"\r\n", b"\n")
sys.stdout.buffer.write(text)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
