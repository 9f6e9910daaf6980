"""A voice that cannot speak is stood in for by a basic one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from dragoman.audio.chunking import concatenate
from dragoman.errors import PackCorrupt
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.packs import PINS
from dragoman.models.store import PackStore
from dragoman.settings import Settings
from dragoman.tts.pack_synthesizer import PackSynthesizer

pytestmark = pytest.mark.models

INSTALLED = Settings().models_dir


@pytest.fixture
def store(tmp_path: Path) -> PackStore:
    """espeak-ng as it is installed, and two natural voices of which nothing is left but the name."""
    (tmp_path / "espeak-ng").symlink_to(INSTALLED / "espeak-ng")
    for name in ("kokoro-82m", "piper-en_US-joe-medium"):
        _ruin(tmp_path / name)
    return PackStore(tmp_path)


def _ruin(folder: Path) -> None:
    folder.mkdir()
    pins = json.dumps(BUILT_IN[folder.name].to_json())
    (folder / PINS).write_text(pins)


@pytest.mark.parametrize(
    ("language", "name", "other"),
    [
        ("pt", "pf_dora", "espeak-pt-br-female"),
        ("pt", "pm_alex", "espeak-pt-br"),
        ("en", "en_US-joe-medium", "espeak-en-us"),
    ],
)
def test_a_damaged_natural_voice_is_stood_in_for_by_a_basic_one(
    store: PackStore, language: str, name: str, other: str
) -> None:
    spoken = PackSynthesizer(store, threads=1).speak("1 2 3", language, name)
    assert (spoken.voice.voice, spoken.instead_of) == (other, name)
    assert np.abs(concatenate(list(spoken)).samples).max() > 0.1


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    shutil.copytree(INSTALLED / "kokoro-82m", tmp_path / "kokoro-82m", copy_function=_link)
    (tmp_path / "kokoro-82m" / "voices" / "if_sara.npz").unlink()
    with pytest.raises(PackCorrupt, match=r"voices/if_sara\.npz is missing"):
        PackStore(tmp_path).where("kokoro-82m")


def _link(source: str, target: str) -> None:
    Path(target).symlink_to(source)


def test_a_natural_voice_that_starts_too_late_is_replaced() -> None:
    busy = PackSynthesizer(PackStore(INSTALLED), threads=1, latest_start_s=1e-6)
    spoken = busy.speak("Bom dia.", "pt", "pf_dora")
    assert (spoken.voice.voice, spoken.instead_of) == ("espeak-pt-br-female", "pf_dora")
    assert np.abs(concatenate(list(spoken)).samples).max() > 0.1


def test_a_pack_with_another_network_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "espeak-ng").symlink_to(INSTALLED / "espeak-ng")
    folder = tmp_path / "kokoro-82m"
    shutil.copytree(INSTALLED / "kokoro-82m", folder, copy_function=_link)
    (folder / "kokoro.onnx").unlink()
    (folder / "kokoro.onnx").write_bytes(b"no network")
    spoken = PackSynthesizer(PackStore(tmp_path), threads=1).speak("1 2 3", "pt", "pm_alex")
    assert spoken.instead_of == "pm_alex"
