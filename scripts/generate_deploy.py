"""Writes what deployment has of the street: the houses of the compose files and the manifests for Kubernetes (`make deploy`)."""

from __future__ import annotations

import sys
from pathlib import Path

from deploy_compose import on_mariadb, targets, with_street
from deploy_facts import places
from deploy_kubernetes import manifests

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Writes into the repository, or into the folder given as the only argument."""
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    files = written()
    for name, text in files.items():
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_text(text)
    for stale in sorted((into / "deploy/kubernetes/base/houses").glob("*.yaml")):
        if str(stale.relative_to(into)) not in files:
            stale.unlink()
    print(f"{len(files)} files in {into}")
    return 0


def written() -> dict[str, str]:
    """Path within the repository → text."""
    street = places()
    compose = (ROOT / "compose.yaml").read_text()
    return {
        "compose.yaml": with_street(compose, street),
        "compose.mariadb.yaml": on_mariadb(street),
        "deploy/prometheus/targets.json": targets(street),
        **{f"deploy/kubernetes/base/{name}": text for name, text in manifests(street).items()},
    }


if __name__ == "__main__":
    sys.exit(main())
