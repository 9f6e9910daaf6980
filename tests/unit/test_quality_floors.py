"""Figures below their floor, without a floor, or not measured are reported."""

from dataclasses import replace

import pytest

from tests.quality.figures import Figure, drops, unmeasured
from tests.quality.report import markdown

ERROR = Figure("Recognition", "recordings, en", 12.0)
SCORE = Figure("Translation", "en to pt, chrF", 60.0, unit="", lower_is_better=False)
LIMITS = {"Recognition: recordings, en": 15.0, "Translation: en to pt, chrF": 55.0}


def test_a_figure_that_meets_its_floor_is_not_reported() -> None:
    assert drops([ERROR, SCORE], LIMITS) == []


@pytest.mark.parametrize("fallen", [replace(ERROR, ours=15.1), replace(SCORE, ours=54.9)])
def test_a_figure_below_its_floor_is_reported(fallen: Figure) -> None:
    [drop] = drops([fallen], LIMITS)
    assert fallen.name in drop


def test_a_figure_without_a_floor_is_reported() -> None:
    new = replace(ERROR, name="recordings, es")
    assert drops([ERROR, new], LIMITS) == ["Recognition: recordings, es has no floor"]


def test_a_floor_without_a_measured_figure_is_reported() -> None:
    assert unmeasured([ERROR], LIMITS) == ["Translation: en to pt, chrF was not measured"]


@pytest.mark.parametrize("figure", [ERROR, SCORE])
def test_the_figure_that_sets_a_floor_meets_it_with_a_margin(figure: Figure) -> None:
    assert figure.floor != figure.ours
    assert figure.meets(figure.floor)


def test_the_page_shows_the_figure_its_floor_and_the_baseline() -> None:
    page = markdown([replace(ERROR, baseline=14.25)], LIMITS)
    assert "| recordings, en | 12 % | 15 % | 14.2 % |" in page
