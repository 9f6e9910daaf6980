"""The output of the command line for people."""

import io

import pytest
from rich.console import Console

from dragoman.client.progress_view import ProgressView
from dragoman.client.session import ReceivedEvent

WORDS = [{"text": "By", "confidence": 0.9}, {"text": "[Cintra].", "confidence": 0.1}]


@pytest.mark.parametrize(
    ("words", "shown"), [([], "[Cintra]."), (WORDS, "\x1b[4m[Cintra].\x1b[0m")]
)
def test_requested_words_of_low_confidence_are_marked(
    words: list[dict[str, object]], shown: str
) -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    data = {"language": "en", "original_text": "By [Cintra].", "words": words}
    ProgressView(console).show(ReceivedEvent(0.0, "stt_result", data), 5.0)
    assert shown in console.file.getvalue()  # type: ignore[attr-defined]


def test_words_are_shown_while_someone_speaks() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    data = {"stable_text": "By [the]", "unstable_text": "way", "language": "en"}
    with ProgressView(console) as view:
        view.show(ReceivedEvent(0.0, "partial_result", data), 5.0)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "By [the] \x1b[2mway" in shown
