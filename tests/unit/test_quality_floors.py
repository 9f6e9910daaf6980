"""A figure that falls below its floor is told; so is one that nobody bounded or measured."""

from dataclasses import replace

import pytest

from tests.quality.figures import Figure, drops, unmeasured
from tests.quality.report import markdown

ERROR = Figure("Recognition", "recordings, en", 12.0)
SCORE = Figure("Translation", "en to pt, chrF", 60.0, unit="", lower_is_better=False)
LIMITS = {"Recognition: recordings, en": 15.0, "Translation: en to pt, chrF": 55.0}


def test_what_keeps_its_floor_is_no_drop() -> None:
    assert drops([ERROR, SCORE], LIMITS) == []


@pytest.mark.parametrize("fallen", [replace(ERROR, ours=15.1), replace(SCORE, ours=54.9)])
def test_what_falls_below_its_floor_is_told(fallen: Figure) -> None:
    [drop] = drops([fallen], LIMITS)
    assert fallen.name in drop


def test_a_figure_without_a_floor_is_told() -> None:
    new = replace(ERROR, name="recordings, es")
    assert drops([ERROR, new], LIMITS) == ["Recognition: recordings, es has no floor"]


def test_a_floor_that_nothing_was_measured_for_is_told() -> None:
    assert unmeasured([ERROR], LIMITS) == ["Translation: en to pt, chrF was not measured"]


@pytest.mark.parametrize("figure", [ERROR, SCORE])
def test_a_floor_lies_a_little_below_the_figure_it_was_set_from(figure: Figure) -> None:
    assert figure.floor != figure.ours
    assert figure.keeps(figure.floor)


def test_the_page_has_ours_beside_the_engine_alone() -> None:
    page = markdown([replace(ERROR, baseline=14.25)], LIMITS)
    assert "| recordings, en | 12 % | 15 % | 14.2 % |" in page
