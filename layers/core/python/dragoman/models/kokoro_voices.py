"""The voices of the Kokoro pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class KokoroVoice:
    language: str
    accent: str
    """espeak-ng's name of the accent, for the phonemes."""
    sex: Literal["female", "male"]
    sha256: str
    """The SHA-256 of its file in `dragoman/tts/kokoro/voices`."""


VOICE_FILE_BYTES: Final = 140_262

KOKORO_VOICES: Final[Mapping[str, KokoroVoice]] = {
    "pf_dora": KokoroVoice(
        "pt", "pt-br", "female", "54778d738c180f4fbd413efa410a2554d362e2d26a3f5628b426d5293bf7d276"
    ),
    "pm_alex": KokoroVoice(
        "pt", "pt-br", "male", "dac98bf3995fa0d2ee28973fb4041e23698e7316802e6a3a389f83111c40a964"
    ),
    "af_heart": KokoroVoice(
        "en", "en-us", "female", "d56a4b870d5fcbc188bcabf3a5f4a27fced0d2aa3f18bd2a6f51d31675d5761b"
    ),
    "am_michael": KokoroVoice(
        "en", "en-us", "male", "dc86c082b9442484faf4f6f8a4196634e07bde033b36de46600d99ecbf03f8d0"
    ),
    "bf_emma": KokoroVoice(
        "en",
        "en-gb-x-rp",
        "female",
        "62d525dadad0e017971102a0c7f7ea164503a49087031998f86d2f93c3ce6e3c",
    ),
    "ef_dora": KokoroVoice(
        "es", "es", "female", "def81f45a77fbc271ea639fb7b4dd2fef1c389d4254e8f21d06f708af527e31c"
    ),
    "em_alex": KokoroVoice(
        "es", "es", "male", "d6fd197971e678880040f5bee5e634ea40eb8ade6d0a513d001abc9c34319ec4"
    ),
    "ff_siwis": KokoroVoice(
        "fr", "fr", "female", "908b6d3e8c4b49f82ab1dde1a46d001a10bb35a5fd3a768897c93a30968b2141"
    ),
    "if_sara": KokoroVoice(
        "it", "it", "female", "7e0d1bdbe36bf131004271648b610986ba14cef616ddfe35a564ca452148f0cd"
    ),
    "im_nicola": KokoroVoice(
        "it", "it", "male", "e06815272cfc3848a53c7c5c9e2c985e3a7b597a7852cb71f0ca6df366e23eb5"
    ),
}
"""The first voice of a language is its default."""
