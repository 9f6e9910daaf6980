"""The ASVS table counts its rows correctly and cites files that exist."""

import re
from collections import Counter

from infra.target import ROOT

PAGE = (ROOT / "docs" / "asvs.md").read_text()
ROWS = re.findall(r"^\| ([\d., ]+) \| (\S+) \| (.*) \|$", PAGE, re.MULTILINE)


def test_every_requirement_has_one_status() -> None:
    numbers = [number for row in ROWS for number in row[0].split(", ")]
    assert len(numbers) == len(set(numbers)) == 253
    assert {status for _, status, _ in ROWS} == {"met", "not", "n.a."}


def test_the_summary_counts_the_rows() -> None:
    counts = Counter(status for numbers, status, _ in ROWS for _ in numbers.split(", "))
    expected = f"{counts['met']} are met, {counts['not']} are not, {counts['n.a.']} do not apply"
    assert expected in " ".join(PAGE.split())


def test_every_unmet_requirement_has_a_reason() -> None:
    assert all(len(shown.split()) > 5 for _, status, shown in ROWS if status == "not")


def test_every_cited_file_exists() -> None:
    cited = re.findall(r"`((?:tests|infra|layers|web|functions)/[^`]+)`", PAGE)
    assert len(cited) > 50
    assert not [path for path in cited if not (ROOT / path).exists()]
