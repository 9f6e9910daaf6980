"""Where speech is, and where to cut it: the one rule for the microphone, the command line and the
server. It reads the probabilities a voice-activity model gives, one for each frame of 32 ms."""

from collections.abc import Iterable
from dataclasses import dataclass

FRAME_SAMPLES = 512
"""At 16 kHz: 32 ms."""
FRAME_S = FRAME_SAMPLES / 16_000


@dataclass(frozen=True)
class Rule:
    """When speech begins, when it pauses, and what is too short to count."""

    begin: float = 0.5
    """Probability at which speech begins."""
    go_on: float = 0.35
    """Probability below which a pause begins."""
    pause_s: float = 0.3
    """A pause this long ends a stretch of speech."""
    shortest_s: float = 0.1
    """Speech shorter than this is a click or a cough."""
    margin_s: float = 0.2
    """Kept before and after speech, where soft consonants hide."""


@dataclass(frozen=True)
class Stretch:
    """Speech without a pause, with its margins."""

    begin_s: float
    end_s: float


class Ear:
    """Follows one stream of probabilities."""

    def __init__(self, rule: Rule | None = None) -> None:
        self._rule = rule or Rule()
        self._frame = 0
        self._began: int | None = None
        self._last_speech = 0

    @property
    def speaking(self) -> bool:
        return self._began is not None

    def hear(self, probability: float) -> Stretch | None:
        """Takes the next frame; gives a stretch at the frame where its pause is long enough."""
        frame, rule = self._frame, self._rule
        self._frame += 1
        if self._began is None:
            if probability >= rule.begin:
                self._began = self._last_speech = frame
            return None
        if probability >= rule.go_on:
            self._last_speech = frame
            return None
        if (frame - self._last_speech) * FRAME_S < rule.pause_s:
            return None
        return self.end()

    def end(self) -> Stretch | None:
        """The stretch under way, closed here."""
        if self._began is None:
            return None
        begin, end = self._began, self._last_speech + 1
        self._began = None
        if (end - begin) * FRAME_S < self._rule.shortest_s:
            return None
        margin = self._rule.margin_s
        return Stretch(max(0.0, begin * FRAME_S - margin), end * FRAME_S + margin)


def stretches(probabilities: Iterable[float], rule: Rule | None = None) -> list[Stretch]:
    """All the speech there is; margins of neighbours may overlap."""
    ear = Ear(rule)
    heard = [ear.hear(probability) for probability in probabilities]
    return [stretch for stretch in (*heard, ear.end()) if stretch is not None]
