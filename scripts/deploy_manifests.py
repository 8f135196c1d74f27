"""What every manifest for Kubernetes is made of: names, labels, and how it is written."""

from __future__ import annotations

from typing import Any

import yaml
from deploy_facts import Place

Manifest = dict[str, Any]
NOTE = "# Written by `make deploy` from src/souk/street.py and the houses' imports; changes made here are lost.\n"
PART = {"app.kubernetes.io/part-of": "souk"}


class _Plain(yaml.SafeDumper):
    """Writes what is used twice twice: readers of manifests do not expect `*id001`."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class Lines(dict[str, str]):
    """Written one to a line."""


_Plain.add_representer(
    Lines, lambda dumper, lines: dumper.represent_mapping("tag:yaml.org,2002:map", lines, flow_style=False)
)


def written(found: list[Manifest]) -> str:
    form = {"Dumper": _Plain, "sort_keys": False, "default_flow_style": None, "width": 1000}
    return NOTE + "---\n".join(yaml.dump(each, **form) for each in found)


def meta(name: str, labels: dict[str, str] | None = None, **more: Any) -> Manifest:
    return {"name": name, "labels": {**PART, **(labels or {})}, **more}


def own_labels(place: Place, role: str) -> dict[str, str]:
    return {**PART, "app.kubernetes.io/name": place.name, "app.kubernetes.io/component": role}


def process(place: Place, role: str) -> str:
    return place.name if role == "serve" else f"{place.name}-{role}"
