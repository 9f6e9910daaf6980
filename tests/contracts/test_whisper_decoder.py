"""The decoder over onnxruntime returns the words of CTranslate2's own for the same encoder output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import pytest
import tokenizers
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import Tokenizer

from dragoman.audio.codec import PyAVCodec
from dragoman.errors import EngineFailed
from dragoman.models.store import PackStore
from dragoman.settings import Settings
from dragoman.stt.whisper.decoder import CONTEXT_TOKENS, WhisperDecoder
from tests.words import likeness

pytestmark = pytest.mark.models

SPEECH = Path(__file__).parents[1] / "speech"
RECORDINGS = sorted(path.stem for path in SPEECH.glob("*.ogg"))
FRAMES = 2000
"""The longest recording has 1,780."""


class Reference:
    """The same pack with CTranslate2 alone."""

    def __init__(self, pack: Path) -> None:
        self.model = ctranslate2.models.Whisper(str(pack), device="cpu", compute_type="int8")
        self.vocabulary = tokenizers.Tokenizer.from_file(str(pack / "tokenizer.json"))
        self._features = FeatureExtractor()

    def encoded(self, *names: str) -> Any:
        clips = [self._features(PyAVCodec(60).decode(_audio(name)).samples) for name in names]
        windows = [
            np.pad(clip, ((0, 0), (0, FRAMES)), constant_values=clip.min())[:, :FRAMES]
            for clip in clips
        ]
        return self.model.encode(ctranslate2.StorageView.from_array(np.stack(windows)))

    def tokenizer(self, name: str) -> Tokenizer:
        return Tokenizer(self.vocabulary, True, task="transcribe", language=name.split("-")[1])

    def id_of(self, token: str) -> int:
        found = self.vocabulary.token_to_id(token)
        assert found is not None
        return found


def _audio(name: str) -> bytes:
    return (SPEECH / f"{name}.ogg").read_bytes()


@pytest.fixture(scope="module")
def pack() -> Path:
    return PackStore(Settings().models_dir).where("whisper-base")


@pytest.fixture(scope="module")
def reference(pack: Path) -> Reference:
    return Reference(pack)


@pytest.fixture(scope="module")
def decoder(pack: Path) -> WhisperDecoder:
    return WhisperDecoder(pack, threads=2)


def decode(
    decoder: WhisperDecoder,
    tokenizer: Tokenizer,
    encoded: Any,
    beam: int = 2,
    max_tokens: int = 100,
) -> list[tuple[str, float]]:
    """Returns the text and the score of each clip."""
    state = decoder.start(np.array(encoded), [tokenizer.sot])
    prompt = [*tokenizer.sot_sequence[1:], tokenizer.no_timestamps]
    hypotheses = decoder.decode(state, prompt, beam=beam, end=tokenizer.eot, max_tokens=max_tokens)
    return [
        (tokenizer.decode(list(hypothesis.tokens)).strip(), hypothesis.score)
        for hypothesis in hypotheses
    ]


@pytest.mark.parametrize(
    ("name", "beam"), [*((name, 2) for name in RECORDINGS), *((RECORDINGS[0], b) for b in (1, 5))]
)
def test_both_decoders_return_the_same_words(
    decoder: WhisperDecoder, reference: Reference, name: str, beam: int
) -> None:
    encoded, tokenizer = reference.encoded(name), reference.tokenizer(name)
    theirs = reference.model.generate(
        encoded,
        [[*tokenizer.sot_sequence, tokenizer.no_timestamps]],
        beam_size=beam,
        max_length=200,
        return_scores=True,
    )[0]
    ((text, score),) = decode(decoder, tokenizer, encoded, beam)
    # In 8 bits a word in doubt may fall the other hypothesis, with what follows it.
    assert likeness(tokenizer.decode(theirs.sequences_ids[0]), text) > 0.8
    assert abs(score - theirs.scores[0]) < 0.1


@pytest.mark.parametrize("name", RECORDINGS)
def test_both_decoders_rank_languages_in_the_same_order(
    decoder: WhisperDecoder, reference: Reference, name: str
) -> None:
    encoded, tokenizer = reference.encoded(name), reference.tokenizer(name)
    logits = decoder.start(np.array(encoded), [tokenizer.sot]).logits[0, decoder.languages]
    shares = np.exp(logits - logits.max())
    ours = dict(zip(decoder.languages, shares / shares.sum(), strict=True))
    for token, share in reference.model.detect_language(encoded)[0][:3]:
        assert abs(ours[reference.id_of(token)] - share) < 0.05


def test_a_batch_gives_the_results_of_single_clips(
    decoder: WhisperDecoder, reference: Reference
) -> None:
    """The clips end at different lengths."""
    names = ["fleurs-en-004", "fleurs-en-002", "fleurs-en-003"]
    tokenizer = reference.tokenizer(names[0])
    together = decode(decoder, tokenizer, reference.encoded(*names))
    for name, (text, score) in zip(names, together, strict=True):
        ((alone, its_score),) = decode(decoder, tokenizer, reference.encoded(name))
        assert text == alone
        assert score == pytest.approx(its_score, abs=0.01)


def test_the_decoder_restarts_with_another_prompt(
    decoder: WhisperDecoder, reference: Reference
) -> None:
    encoded, tokenizer = reference.encoded("fleurs-en-004"), reference.tokenizer("fleurs-en-004")
    state = decoder.start(np.array(encoded), [tokenizer.sot])
    before = [tokenizer.sot_prev, *tokenizer.encode(" dinosaurs, feathers"), tokenizer.sot]
    primed = decoder.restart(state, before)
    again = decoder.restart(primed, [tokenizer.sot])
    assert primed.tokens == len(before)
    assert not np.allclose(primed.logits, state.logits, atol=0.1)
    assert np.allclose(again.logits, state.logits, atol=1e-3)


def test_the_token_limit_is_kept(decoder: WhisperDecoder, reference: Reference) -> None:
    encoded, tokenizer = reference.encoded("fleurs-en-002"), reference.tokenizer("fleurs-en-002")
    state = decoder.start(np.array(encoded), [tokenizer.sot])
    prompt = [*tokenizer.sot_sequence[1:], tokenizer.no_timestamps]
    (hypothesis,) = decoder.decode(state, prompt, beam=2, end=tokenizer.eot, max_tokens=5)
    assert len(hypothesis.tokens) == 5
    (hypothesis,) = decoder.decode(
        state, prompt, beam=1, end=-1, max_tokens=10_000
    )  # no such token
    assert len(hypothesis.tokens) == CONTEXT_TOKENS - 1 - len(prompt)


def test_input_of_the_wrong_shape_is_a_typed_error(decoder: WhisperDecoder) -> None:
    with pytest.raises(EngineFailed):
        decoder.start(np.zeros((1, 500, 7), np.float32), [50258])
