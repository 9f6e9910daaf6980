"""Tags come in many spellings and mean few languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.languages import AUTO, normalise

codes = st.from_regex(r"[a-z]{2,3}", fullmatch=True)


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("EN", "en"), ("pt-BR", "pt"), ("en_US", "en"), ("zh-Hant-TW", "zh")],
)
def test_region_and_script_are_dropped(tag: str, language: str) -> None:
    assert normalise(tag) == language


@given(codes, st.from_regex(r"([-_][A-Za-z0-9]{2,8}){0,3}", fullmatch=True))
def test_a_tag_is_its_first_part_in_lower_case(code: str, rest: str) -> None:
    assert normalise(code.upper() + rest) == code


@given(codes)
def test_a_language_is_its_own_tag(code: str) -> None:
    assert normalise(normalise(code)) == normalise(code)


@pytest.mark.parametrize(
    "tag", ["", "e", "english", "en-", "-en", "en us", "en\n", "π", "en-π", "1"]
)
def test_an_invalid_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="not a language tag"):
        normalise(tag)


def test_auto_is_not_a_language() -> None:
    with pytest.raises(ValueError, match="not a language tag"):
        normalise(AUTO)
