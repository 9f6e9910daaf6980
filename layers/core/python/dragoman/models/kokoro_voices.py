"""The voices of the Kokoro pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class KokoroVoice:
    language: str
    accent: str
    """As espeak-ng, which pronounces for it, calls it."""
    sex: Literal["female", "male"]
    sha256: str
    """Of its file in `dragoman/tts/kokoro/voices`."""


VOICE_FILE_BYTES: Final = 140020

KOKORO_VOICES: Final[Mapping[str, KokoroVoice]] = {
    "pf_dora": KokoroVoice(
        "pt", "pt-br", "female", "e41dd7265f765d179a1efb49983c6d1203f06b9cf715574fa18149dca90209df"
    ),
    "pm_alex": KokoroVoice(
        "pt", "pt-br", "male", "b5c4a7c8122e5f4ef5d9885f2bebe1923b2b51d555c3b27c9fed29d212ad10f0"
    ),
    "af_heart": KokoroVoice(
        "en", "en-us", "female", "64388f862ef8d2018eeab4e221ed049b31a82bdd45b7c230ff203fda498fd027"
    ),
    "am_michael": KokoroVoice(
        "en", "en-us", "male", "2e0d11bd21069448a70f838204e13145f7c21878fe779d55cd84b33fdb19e921"
    ),
    "bf_emma": KokoroVoice(
        "en",
        "en-gb-x-rp",
        "female",
        "e609872d2752646c7c327610900fc780cc14a159497f081ead123e8a8799a1bf",
    ),
    "ef_dora": KokoroVoice(
        "es", "es", "female", "a98500d19abf34fdcc3303becc91b128a09fa1143cb0be8423deb3c247b92935"
    ),
    "em_alex": KokoroVoice(
        "es", "es", "male", "3aca6b30efb22f5c0d4c7d4985c9bb0d6413f3cf78d3476dd5f21786f469afd5"
    ),
    "ff_siwis": KokoroVoice(
        "fr", "fr", "female", "a80e058d8e921f3a5844d61050efd0e26fb60f1f85ef5d65055cfd398598980a"
    ),
    "if_sara": KokoroVoice(
        "it", "it", "female", "5c93ad9ab7cc7ee24144d31c29b624072c02a15bab367a2d3d74605039c5bfff"
    ),
    "im_nicola": KokoroVoice(
        "it", "it", "male", "07fc1f06b6e5c85faaca51c2231007c36a7518932f6b66b51c901188c207fbb7"
    ),
}
"""Of each language, the first speaks when nobody chose."""
