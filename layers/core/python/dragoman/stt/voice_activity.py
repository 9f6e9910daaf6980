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
    longest_s: float = 20.0
    """Who speaks on without a pause is cut here at the latest; a window of Whisper holds 30 s."""
    look_back_s: float = 4.0
    """The cut is where it was quietest in this last part of the longest stretch."""


@dataclass(frozen=True)
class Stretch:
    """Speech without a pause, with its margins; there is none where speech was cut."""

    begin_s: float
    end_s: float


class Ear:
    """Follows one stream of probabilities."""

    def __init__(self, rule: Rule | None = None) -> None:
        self._rule = rule or Rule()
        self._frame = 0
        self._began: int | None = None
        self._margin_s = 0.0
        """Before the stretch under way."""
        self._last_speech = 0
        self._quietest = (1.0, 0)
        """The lowest probability where the stretch under way is soon too long, and the frame after."""

    @property
    def speaking(self) -> bool:
        return self._began is not None

    def hear(self, probability: float) -> Stretch | None:
        """Takes the next frame; gives a stretch at the frame where its pause, or it, is long
        enough."""
        frame, rule = self._frame, self._rule
        self._frame += 1
        if self._began is None:
            if probability >= rule.begin:
                self._last_speech = frame
                self._begin(frame, rule.margin_s)
            return None
        if probability >= rule.go_on:
            self._last_speech = frame
        elif (frame - self._last_speech) * FRAME_S >= rule.pause_s:
            return self.end()
        return self._too_long(frame + 1 - self._began, probability)

    def end(self) -> Stretch | None:
        """The stretch under way, closed here."""
        if self._began is None:
            return None
        begin, end = self._began, self._last_speech + 1
        self._began = None
        if end <= begin or (end - begin) * FRAME_S < self._rule.shortest_s:
            return None
        return self._stretch(begin, end, self._rule.margin_s)

    def _too_long(self, frames: int, probability: float) -> Stretch | None:
        """What was said up to the quietest place, once the stretch is too long; the rest goes on."""
        rule = self._rule
        if (
            frames * FRAME_S > rule.longest_s - rule.look_back_s
            and probability <= self._quietest[0]
        ):
            self._quietest = (probability, self._frame)
        if self._began is None or frames * FRAME_S < rule.longest_s:
            return None
        cut = self._quietest[1]
        stretch = self._stretch(self._began, cut, 0.0)
        self._begin(cut, 0.0)
        return stretch

    def _begin(self, frame: int, margin_s: float) -> None:
        self._began, self._margin_s, self._quietest = frame, margin_s, (1.0, frame)

    def _stretch(self, begin: int, end: int, margin_s: float) -> Stretch:
        return Stretch(max(0.0, begin * FRAME_S - self._margin_s), end * FRAME_S + margin_s)


def stretches(probabilities: Iterable[float], rule: Rule | None = None) -> list[Stretch]:
    """All the speech there is; margins of neighbours may overlap."""
    ear = Ear(rule)
    heard = [ear.hear(probability) for probability in probabilities]
    return [stretch for stretch in (*heard, ear.end()) if stretch is not None]
