"""The pages' files: style sheets, scripts and pictures, gathered into one folder that whoever has the pages hands them out from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from souk.cli.screen import app, composed, progress_bar
from souk.kernel.settings import is_hosted, settings

_STAMP = ".gathered"
_ROOT = Path(__file__).parents[1]


@app.command()
def collect() -> None:
    """Gathers the pages' files where web is served from a folder of its own: once for each release. `souk run` does it by itself."""
    composed()
    gather()


def gather() -> None:
    with progress_bar() as progress:
        task = progress.add_task("Pages", total=1)
        _gather()
        progress.advance(task)


def not_gathered() -> str:
    """What to do, in a sentence, when this process has pages and no files for them, or those of another release; else empty."""
    if not is_hosted("web") or settings().static is not None:  # an image brings its own
        return ""
    stamp = settings().static_files / _STAMP
    if not stamp.exists():
        return "the pages' files are not gathered, and pages would come without style; run: souk collect"
    if stamp.read_text() != fingerprint(static_files()):
        return "the pages' files are of another release; run: souk collect"
    return ""


def static_files() -> list[Path]:
    return [path for path in _ROOT.glob("services/*/static/**/*") if path.is_file()]


def fingerprint(files: Iterable[Path]) -> str:
    """Changes whenever these files of this installation do, or who gathers them."""
    facts = [
        f"{path.relative_to(_ROOT)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sorted(files)
    ]
    facts += [f"{name} {version(name)}" for name in ("django-ninja", "whitenoise")]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _gather() -> None:
    from django.conf import settings as django_settings
    from django.core.management import call_command

    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    django_settings.STORAGES["staticfiles"]["BACKEND"] = backend
    folder = Path(django_settings.STATIC_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    (folder / _STAMP).write_text(fingerprint(static_files()))
