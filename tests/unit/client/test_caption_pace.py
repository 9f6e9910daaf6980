"""When partial recordings are sent."""

from __future__ import annotations

from itertools import pairwise

from dragoman.client.caption_pace import ANSWER_S, EARLY_S, CaptionPace


class Speaker:
    def __init__(self) -> None:
        self.tenths = 0
        self.pace = CaptionPace(lambda: self.tenths * 0.1000001)

    def speak(self, until_s: float, segment: str = "a", answers: bool | None = None) -> list[float]:
        """When recordings are sent; each is answered at once, with or without words, or never."""
        sent_at_s = []
        while self.tenths <= until_s * 10:
            if (revision := self.pace.next_revision(segment)) is not None:
                sent_at_s.append(self.tenths / 10)
                if answers is not None:
                    self.pace.answer(segment, revision, has_words=answers)
            self.tenths += 1
        return sent_at_s


def test_the_first_recording_is_sent_early_and_then_one_every_0_8_s() -> None:
    assert Speaker().speak(2.9, answers=True) == [0.5, 1.3, 2.1, 2.9]


def test_until_there_are_words_recordings_are_sent_more_often() -> None:
    assert Speaker().speak(1.8, answers=False) == [0.5, 0.9, 1.3, 1.7]


def test_a_speaker_who_says_nothing_is_recognised_no_more_often_than_others() -> None:
    sent = Speaker().speak(9.0, answers=False)
    late = [at_s for at_s in sent if at_s > EARLY_S]
    assert all(after - before > 0.75 for before, after in pairwise(late))


def test_one_recording_is_under_way_unless_its_answer_does_not_come() -> None:
    assert Speaker().speak(2.6) == [0.5, 0.5 + ANSWER_S]


def test_the_next_segment_does_not_wait_for_answers_of_the_one_before() -> None:
    speaker = Speaker()
    assert speaker.speak(0.9) == [0.5]
    assert speaker.speak(1.6, "b") == [1.5]


def test_the_answer_of_another_segment_changes_nothing() -> None:
    speaker = Speaker()
    speaker.speak(0.9)
    speaker.pace.answer("b", 1, has_words=True)
    assert speaker.speak(2.0) == []
