"""A recording is divided by the language of its speech spans."""

from dragoman.stt.voice_activity import SpeechSpan
from dragoman.stt.whisper.language_runs import LanguageRun, SpanLanguage, language_runs

SURE, UNSURE = 0.97, 0.6


def spans(*detected: tuple[str, float]) -> list[SpanLanguage]:
    """Speech of a second, with a pause of a second before each span."""
    return [
        SpanLanguage(SpeechSpan(2 * at + 1, 2 * at + 2), language, confidence)
        for at, (language, confidence) in enumerate(detected)
    ]


def test_one_language_is_one_run() -> None:
    detected = spans(("en", SURE), ("en", SURE))
    assert language_runs(detected, 5.0) == [LanguageRun("en", 0.0, 5.0)]


def test_a_recording_is_divided_in_the_middle_of_the_pause() -> None:
    detected = spans(("en", SURE), ("pt", SURE), ("pt", SURE), ("en", SURE))
    assert language_runs(detected, 9.0) == [
        LanguageRun("en", 0.0, 2.5),
        LanguageRun("pt", 2.5, 6.5),
        LanguageRun("en", 6.5, 9.0),
    ]


def test_a_long_span_needs_less_certainty() -> None:
    long = SpanLanguage(SpeechSpan(3.0, 6.0), "pt", 0.8)
    assert len(language_runs([*spans(("en", SURE)), long], 7.0)) == 2
    short = SpanLanguage(SpeechSpan(3.0, 4.0), "pt", 0.8)
    assert len(language_runs([*spans(("en", SURE)), short], 5.0)) == 1


def test_an_uncertain_span_has_the_language_before_it() -> None:
    detected = spans(("pt", SURE), ("en", UNSURE), ("en", SURE))
    assert language_runs(detected, 7.0) == [
        LanguageRun("pt", 0.0, 4.5),
        LanguageRun("en", 4.5, 7.0),
    ]


def test_uncertain_spans_at_the_start_have_the_first_certain_language() -> None:
    assert len(language_runs(spans(("en", UNSURE), ("pt", SURE)), 5.0)) == 1


def test_nothing_is_divided_without_a_certain_span() -> None:
    assert language_runs(spans(("en", UNSURE), ("pt", UNSURE)), 5.0) == []
