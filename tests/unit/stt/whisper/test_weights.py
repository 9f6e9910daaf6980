"""Model files as CTranslate2 writes them, and some that it would not."""

from __future__ import annotations

from pathlib import Path

import ctranslate2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import PackCorrupt
from dragoman.stt.whisper.weights import Weights


class Linear(ctranslate2.specs.model_spec.LayerSpec):  # type: ignore[misc]
    def __init__(self, weight: np.ndarray) -> None:
        self.weight = weight
        self.bias = np.arange(len(weight), dtype=np.float32)


class Decoder(ctranslate2.specs.model_spec.LayerSpec):  # type: ignore[misc]
    def __init__(self, weight: np.ndarray) -> None:
        self.layer = [Linear(weight), Linear(2 * weight)]


class Network(ctranslate2.specs.ModelSpec):  # type: ignore[misc]
    """Two layers of a decoder, as far as names go."""

    def __init__(self, weight: np.ndarray) -> None:
        super().__init__()
        self.decoder = Decoder(weight)

    @property
    def name(self) -> str:
        return "TestSpec"

    @property
    def revision(self) -> int:
        return 1


WEIGHT = np.random.default_rng(3).normal(0, 1, (6, 8)).astype(np.float32)


def written(folder: Path, quantization: str | None) -> Path:
    spec = Network(WEIGHT.copy())
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(folder))
    return folder / "model.bin"


@pytest.mark.parametrize(("kept", "off"), [(None, 0), ("float16", 0.002), ("int8", 0.03)])
def test_a_matrix_is_read_however_it_is_kept(tmp_path: Path, kept: str | None, off: float) -> None:
    weights = Weights(written(tmp_path, kept))
    assert weights.layers("decoder") == 2
    assert np.abs(weights.matrix("decoder/layer_0/weight") - WEIGHT).max() <= off
    assert np.abs(weights.matrix("decoder/layer_1/weight") - 2 * WEIGHT).max() <= 2 * off
    rows = np.array([[4, 0], [1, 1]])
    some = weights.matrix("decoder/layer_0/weight", rows)
    assert np.array_equal(some, weights.matrix("decoder/layer_0/weight")[rows])
    assert list(weights.vector("decoder/layer_1/bias")) == list(range(6))
    assert "decoder/layer_2/weight" not in weights


def test_a_missing_tensor_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackCorrupt, match="encoder/conv1/weight"):
        Weights(written(tmp_path, None))["encoder/conv1/weight"]


@given(cut=st.integers(1, 400))
def test_half_a_file_is_corrupt(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    whole = written(tmp_path_factory.mktemp("whole"), None).read_bytes()
    half = tmp_path_factory.mktemp("half") / "model.bin"
    half.write_bytes(whole[:cut])
    with pytest.raises(PackCorrupt):
        Weights(half)


@given(st.binary(max_size=200))
def test_bytes_of_anything_are_corrupt(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("any") / "model.bin"
    file.write_bytes(content)
    with pytest.raises(PackCorrupt):
        Weights(file)
