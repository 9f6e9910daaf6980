"""What a person at a terminal reads."""

import io

import pytest
from rich.console import Console

from dragoman.client.progress_view import ProgressView
from dragoman.client.session import ReceivedEvent

WORDS = [{"text": "By", "confidence": 0.9}, {"text": "[Cintra].", "confidence": 0.1}]


@pytest.mark.parametrize(
    ("words", "shown"), [([], "[Cintra]."), (WORDS, "\x1b[4m[Cintra].\x1b[0m")]
)
def test_words_in_doubt_are_marked_where_they_were_asked_for(
    words: list[dict[str, object]], shown: str
) -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    data = {"language": "en", "original_text": "By [Cintra].", "words": words}
    ProgressView(console).show(ReceivedEvent(0.0, "stt_result", data), 5.0)
    assert shown in console.file.getvalue()  # type: ignore[attr-defined]
