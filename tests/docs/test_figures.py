"""The figures that the documents quote are those that were measured."""

import json

from infra.target import ROOT
from tests.bench.readme import BEGIN, END, figures
from tests.bench.report import markdown

RESULTS = json.loads((ROOT / "tests" / "bench" / "results.json").read_text())


def test_the_readme_quotes_the_last_full_bench() -> None:
    quoted = (ROOT / "README.md").read_text().partition(BEGIN)[2].partition(END)[0]
    assert quoted.strip() == figures(RESULTS)
    assert not RESULTS["quick"]


def test_the_page_of_the_bench_is_that_of_its_results() -> None:
    assert (ROOT / "docs" / "bench" / "README.md").read_text() == markdown(RESULTS)
