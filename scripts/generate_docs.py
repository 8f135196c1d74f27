"""Writes docs/generated from the code: the street as a picture, a canvas for each house, all events, all problems."""

from __future__ import annotations

import inspect
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from settings_pages import configuration, env_example
from street_drawing import Arrow, draw

ROOT = Path(__file__).parents[1]
ENV_EXAMPLE = ".env.example"
NOTE = "<!-- Written by `make docs` from the code; changes made here are lost. -->\n"


def main() -> int:
    """Writes into docs/generated (and .env.example beside the README), or all into the folder given as the only argument."""
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "generated"
    with tempfile.TemporaryDirectory() as data:
        for name in [name for name in os.environ if name.startswith("SOUK_")]:
            del os.environ[name]
        os.environ["SOUK_DATA"] = data
        pages = written()
    into.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in into.iterdir()} - set(pages):
        (into / stale).unlink()
    for name, text in pages.items():
        (ROOT if name == ENV_EXAMPLE and len(sys.argv) == 1 else into).joinpath(name).write_text(text)
    print(f"{len(pages)} files in {into}")
    return 0


def written() -> dict[str, str]:
    """File name → text."""
    from souk.process import compose
    from souk.street import STREET

    compose()
    names = [house.name for house in STREET]
    pages = {f"{name}.md": canvas(name) for name in names}
    return {
        "street.svg": street(names),
        "events.md": events(),
        "problems.md": problems(),
        "README.md": index(names),
        "configuration.md": configuration(NOTE, names),
        ENV_EXAMPLE: env_example(names),
    } | pages


def street(names: list[str]) -> str:
    from souk.street import asks

    heard = _heard()
    asking = [Arrow(name, asked, f"{name} asks {asked}") for name in names for asked in asks(name)]
    hearing = [
        Arrow(teller, name, f"{name} hears {', '.join(kinds)}")
        for name in names
        for teller, kinds in _by_teller(heard.get(name, [])).items()
    ]
    return draw(names, asking, hearing)


def index(names: list[str]) -> str:
    lines = [f"- [{name}]({name}.md): {_sign(name).splitlines()[0].split(': ', 1)[-1]}" for name in names]
    return "\n".join(
        [NOTE, "# The street, as the code has it", "", "![The street](street.svg)", "", *lines, "",
         "[Every event](events.md), [every problem](problems.md), [every setting](configuration.md). `souk street` shows the same in the terminal.", ""]
    )  # fmt: skip


def canvas(name: str) -> str:
    parts = [NOTE, f"# {name}", "", "```text", _sign(name), "```", ""]
    parts += _section("Who may call it from outside", _endpoints(name), "| | | may | |\n|---|---|---|---|")
    parts += _section("What neighbours may ask", _calls(name), "")
    parts += _section("What it says", _said(name), "| event | heard by | |\n|---|---|---|")
    parts += _section("What it hears", _hearing(name), "| event | said by | |\n|---|---|---|")
    parts += _section("Its stories", _stories(name), "")
    parts += _section("What it does by the clock", _jobs(name), "| every | |\n|---|---|")
    parts += _section("Its settings", _settings(name), "| | default | |\n|---|---|---|")
    return "\n".join(parts)


def events() -> str:
    heard = _heard()
    parts = [
        NOTE,
        "# Every event",
        "",
        "CloudEvents 1.0, delivered at least once and in order per subject; each takes effect once. Fields are",
        "in `/asyncapi.json`.",
        "",
    ]
    for house in sorted({_house_of(kind) for kind in _event_kinds()}):
        parts += [f"## {house}", "", "| event | subject | fields | heard by |", "|---|---|---|---|"]
        for kind in (kind for kind in _event_kinds() if _house_of(kind) == house):
            fields = ", ".join(f"`{field}`" for field in kind.model_fields)
            listeners = ", ".join(name for name, types in sorted(heard.items()) if kind.wire_type() in types)
            parts.append(
                f"| `{kind.wire_type()}`{_aside(_meaning(kind))} | `{kind.about}` | {fields} | {listeners or 'nobody yet'} |"
            )
        parts.append("")
    return "\n".join(parts)


def problems() -> str:
    from souk.vocabulary.problems import Problem

    parts = [NOTE, "# Every problem", "", "What a request or a call may answer instead of its result (RFC 9457): `type` ends in the code, which is stable.", "",
             "| code | status | title | of |", "|---|---|---|---|"]  # fmt: skip
    for code, kind in sorted(Problem.known.items()):
        if kind.__module__.startswith("souk."):
            words = kind.__module__.split(".")
            home = words[2] if words[1] in ("contracts", "services") else words[1]
            parts.append(f"| `{code}` | {kind.status} | {kind.title}{_aside(_meaning(kind))} | {home} |")
    return "\n".join([*parts, ""])


def _endpoints(name: str) -> Iterable[str]:
    if not find_spec(f"souk.services.{name}.api"):
        return
    api = import_module(f"souk.services.{name}.api").api
    for (method, path), may in sorted(api.permissions.items(), key=lambda row: (row[0][1], row[0][0])):
        operations = api.router.path_operations[path].operations
        found = next(operation for operation in operations if method in operation.methods)
        told = _first(found.description) or f"{found.summary}."
        yield f"| {method} | `/api{path}` | {may.name.replace('_', ' ')} | {told} |"


def _calls(name: str) -> Iterable[str]:
    from souk.kernel.neighbours.asking import methods_of
    from souk.process import contracts_of

    for contract in contracts_of(name):
        yield f"`{contract.__name__}` in `contracts/{name}/calls.py`:\n"
        yield "| call | may be repeated | |\n|---|---|---|"
        for call, method in methods_of(contract).items():
            arguments = ", ".join(given for given in inspect.signature(method).parameters if given != "self")
            yield f"| `{call}({arguments})` | {_repeatable(method)} | {_first(method.__doc__)} |"
        yield ""


def _repeatable(method: Callable[..., Any]) -> str:
    from souk.vocabulary.calls import mark_of

    mark = mark_of(method)
    if not mark.retriable:
        return "no"
    return f"yes, by `{mark.key}`" if mark.key else "yes, it changes nothing"


def _said(name: str) -> Iterable[str]:
    heard = _heard()
    sources = "".join(path.read_text() for path in sorted((ROOT / "src/souk/services" / name).rglob("*.py")))
    for kind in _event_kinds():
        if _house_of(kind) == name:
            listeners = ", ".join(
                house for house, types in sorted(heard.items()) if kind.wire_type() in types
            )
            told = _meaning(kind) if kind.__name__ in sources else "Promised, not said yet."
            yield f"| `{kind.name}` | {listeners or 'nobody yet'} | {told} |"


def _hearing(name: str) -> Iterable[str]:
    from souk.vocabulary.events import Event

    for wire in _heard().get(name, []):
        kind = Event.known[wire]
        yield f"| `{kind.name}` | {_house_of(kind)} | {_meaning(kind)} |"


def _stories(name: str) -> Iterable[str]:
    from souk.kernel.work.stories import all_stories

    for story in all_stories():
        if story.house == name:
            yield f"### {story.name}\n"
            for number, step in enumerate(story.steps, 1):
                facts = [f"undone by `{step.undo.__name__}`"] if step.undo else []
                facts += ["in its own database"] if step.local else []
                facts += ["**the pivot: from here it only goes forward**"] if step.pivot else []
                facts += ["only where it concerns the state"] if step.when else []
                yield f"{number}. `{step.name}`{': ' + ', '.join(facts) if facts else ''}"
            yield ""


def _jobs(name: str) -> Iterable[str]:
    from souk.kernel.work.jobs import all_jobs

    for job in sorted(all_jobs(), key=lambda job: (job.seconds, job.name)):
        if job.house == name:
            yield f"| {job.seconds:g} s | `{job.name.split('.')[-1]}`{_aside(_first(job.run.__doc__))} |"


def _settings(name: str) -> Iterable[str]:
    if not find_spec(f"souk.services.{name}.settings"):
        return
    for kind in vars(import_module(f"souk.services.{name}.settings")).values():
        if (
            inspect.isclass(kind)
            and kind.__module__ == f"souk.services.{name}.settings"
            and hasattr(kind, "model_fields")
        ):
            for field, facts in kind.model_fields.items():
                shown = getattr(facts.default, "get_secret_value", lambda default=facts.default: default)()
                yield f"| `{kind.model_config['env_prefix']}{field.upper()}` | `{shown!r}` | {facts.description or ''} |"


def _section(title: str, rows: Iterable[str], head: str) -> list[str]:
    """A heading over its rows, or nothing where there are none."""
    lines = list(rows)
    return [f"## {title}", "", *([head] if head else []), *lines, ""] if lines else []


def _sign(name: str) -> str:
    return inspect.getdoc(import_module(f"souk.services.{name}")) or name


def _heard() -> dict[str, list[str]]:
    from souk.kernel.events.inbox import heard_by

    return heard_by()


def _by_teller(types: list[str]) -> dict[str, list[str]]:
    from souk.vocabulary.events import Event

    tellers: dict[str, list[str]] = {}
    for wire in types:
        tellers.setdefault(_house_of(Event.known[wire]), []).append(Event.known[wire].name)
    return tellers


def _event_kinds() -> list[Any]:
    from souk.vocabulary.events import Event

    ours = (kind for kind in Event.known.values() if kind.__module__.startswith("souk.contracts."))
    return sorted(ours, key=lambda kind: kind.wire_type())


def _house_of(kind: type) -> str:
    return kind.__module__.split(".")[2]


def _meaning(kind: type) -> str:
    """The first sentence a class says of itself; not what it inherits."""
    return _first(kind.__dict__.get("__doc__"))


def _first(text: str | None) -> str:
    """The first paragraph in one line, fit for a table."""
    return " ".join(inspect.cleandoc(text or "").split("\n\n")[0].split()).replace("|", "\\|")


def _aside(text: str) -> str:
    return f"<br>{text}" if text else ""


if __name__ == "__main__":
    sys.exit(main())
