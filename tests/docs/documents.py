"""What the documents for people contain: commands, links, and the names of files and settings."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "docs" / "generated"
WRITTEN = sorted(
    path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if GENERATED not in path.parents
)
#: Where a path in the text may begin.
SHELVES = [ROOT, ROOT / "src/souk", ROOT / "src/souk/services", *(ROOT / "src/souk/services").iterdir()]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def scripts(path: Path) -> list[str]:
    """The fenced `sh` blocks of a document."""
    return re.findall(r"^```sh\n(.*?)^```$", path.read_text(), re.M | re.S)


def commands(path: Path) -> list[str]:
    """The indented command lines of a document, and the commands within its sentences, without their comments."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.M | re.S)
    lines = [line for line in re.findall(r"^ {4}(\S.*)$", text, re.M) if " → " not in line]
    inline = [
        code
        for code in re.findall(r"`([^`\n]+)`", text)
        if re.match(r"(make |souk |\.venv/bin/|SOUK_\w+=\S+ )", code)
    ]
    return [
        re.sub(r"\s+#.*", "", line).strip()
        for line in [*lines, *inline]
        if not line.startswith(("cli →", "api |"))
    ]


def links(path: Path) -> list[str]:
    """Where a document points within the repository."""
    found = re.findall(r"\]\(([^)\s]+)\)", path.read_text())
    return [link for link in found if not link.startswith(("http:", "https:", "mailto:", "#"))]


def paths(path: Path) -> list[str]:
    """Names of files and folders of the repository in a document's text."""
    codes = re.findall(r"`([^`\n]+)`", path.read_text())
    shaped = re.compile(r"[\w.]+(/[\w.-]+)*(\.(py|md|toml|json|svg)|/[\w.-]+|/)")
    return [
        code
        for code in codes
        if shaped.fullmatch(code) and "/" in code and not code.startswith(("var/", ".venv/", "/"))
    ]


def settings(path: Path) -> list[str]:
    return re.findall(r"\bSOUK_[A-Z_]+[A-Z]\b", path.read_text())


def of_deployment() -> set[str]:
    """Variables of compose files and scripts of `deploy/`, which are for them and no house's setting."""
    files = [*ROOT.glob("compose*.yaml"), *(ROOT / "deploy").rglob("*.sh")]
    return {name for path in files for name in settings(path)}
