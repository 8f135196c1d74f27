"""One server as a process of its own: started as its user, waited for, stopped."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIR = Path(os.environ.get("SOUK_SERVERS_DIR", ROOT / ".servers")).resolve()
AM_ROOT = os.geteuid() == 0


@dataclass(frozen=True)
class Server:
    """`packages`: of Debian, that bring it. `prepare`: makes its data folder, once. `command`: what to run, as `owner`. `locks`:
    files that keep a second one from its place; one that was killed leaves them, and while nobody has collected the dead they count."""

    name: str
    port: int
    packages: tuple[str, ...]
    program: str
    prepare: Callable[[Path], None]
    command: Callable[[Path], list[str]]
    owner: str = ""
    welcome: Callable[[Path], None] | None = None
    environment: Callable[[Path], dict[str, str]] | None = None
    stop_with: signal.Signals = signal.SIGTERM
    patience: float = 60
    locks: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return DIR / self.name

    @property
    def pid(self) -> int | None:
        """Of the server, if it runs."""
        try:
            pid = int((self.folder / "pid").read_text())
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        return None if _is_zombie(pid) else pid

    def answers(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def start(server: Server) -> bool:
    """False if it runs already."""
    if server.pid is not None:
        return False
    if server.answers():
        sys.exit(f"Something else listens on port {server.port}; choose other ports with SOUK_SERVERS_BASE.")
    folder = server.folder
    if not (folder / "prepared").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        own(folder, server.owner)
        server.prepare(folder)
        (folder / "prepared").touch()
    environment = os.environ | (server.environment(folder) if server.environment else {})
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            as_user(server.owner, server.command(folder)), cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    (folder / "pid").write_text(str(process.pid))
    return True


def wait(server: Server) -> bool:
    until = time.monotonic() + server.patience
    while not server.answers():
        if time.monotonic() > until or server.pid is None:
            return False
        time.sleep(0.1)
    return True


def stop(server: Server, how: signal.Signals) -> None:
    """The server and its children; waits until it is gone."""
    pid = server.pid
    if pid is None:
        return
    group, children = os.getpgid(pid), _children(pid)
    if how == signal.SIGKILL:
        _kill(group, children)
    else:
        os.kill(pid, how)
    until = time.monotonic() + server.patience
    while server.pid is not None or any(map(_lives, children)):
        if time.monotonic() > until:
            _kill(group, children)
        time.sleep(0.05)
        reap(pid)
    (server.folder / "pid").unlink(missing_ok=True)
    for pattern in server.locks:
        for lock in server.folder.glob(pattern):
            lock.unlink()


def _children(pid: int) -> list[int]:
    """Those there are now, of a server whose children have none."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue  # gone meanwhile
        if parent == pid:
            found.append(int(stat.parent.name))
    return found


def _kill(group: int, children: list[int]) -> None:
    """Each of PostgreSQL's children is a group of its own, and while one lives the server does not start again."""
    for pid in (-group, *children):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() and not _is_zombie(pid)


def reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return False


def as_user(owner: str, command: list[str]) -> list[str]:
    """Servers that refuse to be root become their own user."""
    if not (owner and AM_ROOT):
        return command
    return ["setpriv", f"--reuid={owner}", f"--regid={owner}", "--init-groups", "--", *command]


def own(path: Path, owner: str) -> None:
    if owner and AM_ROOT:
        who = pwd.getpwnam(owner)
        os.chown(path, who.pw_uid, who.pw_gid)


def run(owner: str, *command: str | Path, given: str = "") -> None:
    done = subprocess.run(
        as_user(owner, [str(part) for part in command]), input=given, text=True, capture_output=True
    )
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
