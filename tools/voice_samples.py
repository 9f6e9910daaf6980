"""`python -m tools.voice_samples`: writes docs/voices.md and a sample of each natural voice.

The page is for listening without knowing the voice: samples are named by a letter in random order, and the
names are at the end of the page. The order is the same each time until a voice is added.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dragoman.audio.chunking import concatenate
from dragoman.models.voices import InstalledVoice, voices
from dragoman.ports import Sound
from dragoman.wiring import Wiring
from infra.target import ROOT

PAGE: Final = ROOT / "docs" / "voices.md"
SAMPLES: Final = ROOT / "docs" / "voices"
CONTENT_TYPE: Final = "audio/ogg"

NAMES: Final = {
    "en": "English",
    "pt": "Portuguese",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
}
SENTENCES: Final = {
    "en": "Good morning. The doctor will see you at half past nine, on the second floor. "
    "Please bring your passport and the 40 dollars for the test.",
    "pt": "Bom dia. O médico atende o senhor às nove e meia, no segundo andar. "
    "Por favor, traga o passaporte e os 40 reais do exame.",
    "es": "Buenos días. El médico le atiende a las nueve y media, en el segundo piso. "
    "Por favor, traiga el pasaporte y los 40 euros de la prueba.",
    "fr": "Bonjour. Le médecin vous reçoit à neuf heures et demie, au deuxième étage. "
    "Apportez votre passeport et les 40 euros de l'examen, s'il vous plaît.",
    "it": "Buongiorno. Il medico la riceve alle nove e mezza, al secondo piano. "
    "Per favore, porti il passaporto e i 40 euro dell'esame.",
}


@dataclass(frozen=True)
class Sample:
    language: str
    letter: str
    voice: InstalledVoice

    @property
    def file(self) -> str:
        return f"{self.language}-{self.letter.lower()}.ogg"


def samples(languages: Iterable[str] = NAMES) -> list[Sample]:
    """A sample of every voice, in an order that does not reveal the voice."""
    found = []
    for language in languages:
        listed = voices(language)
        chosen = [voice for voice in listed if voice.quality == "natural"]
        chosen += [voice for voice in listed if voice.quality == "basic"][:1]
        random.Random(language).shuffle(chosen)  # noqa: S311 (no secret)
        found += [
            Sample(language, chr(ord("A") + index), voice) for index, voice in enumerate(chosen)
        ]
    return found


def page(listed: Sequence[Sample]) -> str:
    """The page in Markdown."""
    lines = [
        "# Voices",
        "",
        "Samples of every natural voice and, for comparison, of one basic voice for each language. Listen first, then",
        "look up the names below. `make voices` renews this page. How many words of each voice are recognised is",
        "on the page about [quality](quality.md).",
        "",
    ]
    for language in dict.fromkeys(sample.language for sample in listed):
        links = " · ".join(
            f"[{sample.letter}](voices/{sample.file})"
            for sample in listed
            if sample.language == language
        )
        lines += [f"## {NAMES[language]}", "", f"> {SENTENCES[language]}", "", links, ""]
    lines += [
        "## Names",
        "",
        "<details><summary>Which voice is which</summary>",
        "",
        "| sample | voice | quality | sex | first sound, about |",
        "|---|---|---|---|---:|",
    ]
    lines += [
        f"| {NAMES[sample.language]} {sample.letter} | `{sample.voice.name}` | {sample.voice.quality} "
        f"| {sample.voice.sex or '–'} | {sample.voice.start_ms} ms |"
        for sample in listed
    ]
    return "\n".join([*lines, "", "</details>", ""])


def speak(sample: Sample, wiring: Wiring) -> Sound:
    """The sentence of the sample's language in its voice. Raises EngineFailed, ModelError."""
    spoken = wiring.synthesizer.speak(
        SENTENCES[sample.language], sample.language, sample.voice.name
    )
    return concatenate(list(spoken))


def write(page_file: Path = PAGE, folder: Path = SAMPLES) -> None:
    wiring = Wiring()
    listed = samples()
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.ogg"):
        old.unlink()
    for sample in listed:
        sound = speak(sample, wiring)
        (folder / sample.file).write_bytes(wiring.codec.encode(sound, CONTENT_TYPE))
    page_file.write_text(page(listed))


if __name__ == "__main__":
    write()
