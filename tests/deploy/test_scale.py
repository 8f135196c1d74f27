"""The page about scale shows what the model prints, and the model answers sensibly."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from types import ModuleType

import pytest

from tests.deploy.written import ROOT


@pytest.fixture(scope="module")
def model() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scale_model", ROOT / "scripts" / "scale_model.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["scale_model"] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_has_the_tables_that_the_model_prints(model: ModuleType) -> None:
    page = model.PAGE.read_text()
    shown = page.partition(model.BEGIN)[2].partition(model.END)[0]
    assert shown == model.written(), "run `make scale`"


def figure(model: ModuleType, row: str, **changed: float) -> float:
    assumed = replace(model.Assumed(), **changed)
    columns = model.plan(model.SIZES[-1], model.Measured(), assumed, model.Prices())
    return float(columns[row].strip("*").replace(",", ""))


def test_more_of_what_costs_costs_more(model: ModuleType) -> None:
    usual = figure(model, "**an order, $**")
    assert figure(model, "**an order, $**", copies=6) > usual
    assert figure(model, "**an order, $**", lines_per_order=5.0) > usual
    assert figure(model, "cores for houses and gateway at the peak", cached_share=0.0) > figure(
        model, "cores for houses and gateway at the peak"
    )


def test_ten_times_the_orders_take_about_ten_times_the_cores(model: ModuleType) -> None:
    given = model.Measured(), model.Assumed(), model.Prices()
    small, large = (model.plan(size, *given) for size in model.SIZES[-2:])
    row = "cores for houses and gateway at the peak"
    assert 9.5 < float(large[row].replace(",", "")) / float(small[row].replace(",", "")) < 10.5
