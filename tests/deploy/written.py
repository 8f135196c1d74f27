"""What the repository has for deployment, read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BASE = DEPLOY / "kubernetes" / "base"
OVERLAYS = DEPLOY / "kubernetes" / "overlays"
FASTER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def compose(name: str = "compose.yaml") -> dict[str, Any]:
    return yaml.load((ROOT / name).read_text(), FASTER)


def resources(path: Path) -> list[dict[str, Any]]:
    """The manifests of a file that are for the cluster; kustomize's own are not."""
    found = [each for each in yaml.load_all(path.read_text(), FASTER) if each]
    return [each for each in found if "kustomize" not in each.get("apiVersion", "")]


@cache
def base() -> list[dict[str, Any]]:
    return [each for path in sorted(BASE.rglob("*.yaml")) for each in resources(path)]


def pods(manifests: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Name of the workload → its pod template."""
    kinds = ("Deployment", "StatefulSet", "Job")
    return {
        each["metadata"]["name"]: each["spec"]["template"]
        for each in manifests
        if each["kind"] in kinds and "containers" in each["spec"]["template"]["spec"]
    }
