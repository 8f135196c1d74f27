"""Dashboard, alarms and what processes expose speak of the same metrics, by the same names and labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from souk.kernel.operations import gauges
from souk.kernel.telemetry import metrics
from souk.street import STREET

ROOT = Path(__file__).parents[2]
DASHBOARD = json.loads((ROOT / "deploy/grafana/dashboards/souk.json").read_text())
ALERTS = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
OF_PROMETHEUS = {"up"}
LABELS_OF_PROMETHEUS = {"job", "instance", "le"}


def expressions() -> Iterator[tuple[str, str]]:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]
    for rule in RULES:
        yield rule["alert"], rule["expr"]


@pytest.fixture(scope="module")
def exposed() -> dict[str, set[str]]:
    """Sample name → its labels, of everything that a process may tell."""
    counters = metrics.Counters()
    found: dict[str, set[str]] = {}
    for family in counters.registry.collect():
        instrument: Any = counters.registry._names_to_collectors[family.name]
        suffixes = ("_count", "_sum", "_bucket") if family.type == "histogram" else ("_total",)
        for suffix in suffixes:
            found[family.name + suffix] = {*instrument._labelnames, *(["le"] if suffix == "_bucket" else [])}
    for name in gauges.HELP:
        found[name] = gauges.LABELS[name]
    return found


def names_in(expression: str) -> set[str]:
    return set(re.findall(r"\bsouk_[a-z_]+", expression))


@pytest.mark.parametrize(("where", "expression"), list(expressions()))
def test_what_is_watched_is_exposed(where: str, expression: str, exposed: dict[str, set[str]]) -> None:
    names = names_in(expression)
    assert names <= exposed.keys(), where
    for name, selector in re.findall(r"(souk_[a-z_]+)\{([^}]*)\}", expression):
        assert set(re.findall(r"(\w+)\s*[=!]", selector)) <= exposed[name], where
    known = set().union(*(exposed[name] for name in names)) | LABELS_OF_PROMETHEUS
    for grouped in re.findall(r"\bby \(([^)]*)\)", expression):
        assert {label.strip() for label in grouped.split(",")} <= known, where


def test_what_is_exposed_is_watched(exposed: dict[str, set[str]]) -> None:
    watched = {name for _, expression in expressions() for name in names_in(expression)}
    forgotten = {
        name
        for name in exposed
        if not any(name.removesuffix(s) in w for w in watched for s in ("_sum", "_bucket", "_count"))
    }
    assert not forgotten


def test_every_alarm_has_a_recipe() -> None:
    headings = re.findall(r"^#+ (.+)$", (ROOT / "docs/operations.md").read_text(), re.M)
    for rule in RULES:
        assert rule["annotations"]["recipe"] in headings, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]


def test_every_house_is_scraped() -> None:
    config = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    (souk,) = config["scrape_configs"]
    (files,) = souk["file_sd_configs"]
    targets = json.loads((ROOT / "deploy/prometheus" / files["files"][0]).read_text())
    assert {target["labels"]["house"] for target in targets} == {house.name for house in STREET}
    assert souk["honor_labels"], "a house's own metrics keep their house"


def test_panels_do_not_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
