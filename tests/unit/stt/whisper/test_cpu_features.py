"""CTranslate2 is told of AVX-512 where all of it is there, and nowhere else."""

import os
from pathlib import Path

import pytest

from dragoman.stt.whisper import cpu_features
from dragoman.stt.whisper.cpu_features import has_avx512, use_wide_vectors

ALL = "fpu sse4_2 avx2 avx512f avx512cd avx512dq avx512bw avx512vl avx512_vnni"
NAME = "CT2_FORCE_CPU_ISA"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the kernel tells of the processor, and a process that was told nothing itself."""
    monkeypatch.delenv(NAME, raising=False)
    cpuinfo = tmp_path / "cpuinfo"
    monkeypatch.setattr(cpu_features, "CPUINFO", cpuinfo)
    return cpuinfo


def write(cpuinfo: Path, flags: str) -> None:
    cpuinfo.write_text(f"processor\t: 0\nmodel name\t: Any\nflags\t\t: {flags}\n")


def test_all_of_it_is_wanted(told: Path) -> None:
    write(told, ALL)
    assert has_avx512()
    for one in ("avx512f", "avx512cd", "avx512dq", "avx512bw", "avx512vl"):
        write(told, ALL.replace(one, ""))
        assert not has_avx512()


def test_a_processor_that_says_nothing_has_none(told: Path) -> None:
    assert not has_avx512()
    told.write_text("processor\t: 0\nFeatures\t: fp asimd evtstrm\n")
    assert not has_avx512()


def test_it_is_asked_for_where_it_is(told: Path) -> None:
    use_wide_vectors()
    assert NAME not in os.environ
    write(told, ALL)
    use_wide_vectors()
    assert os.environ.pop(NAME) == "AVX512"


def test_who_chose_already_is_left_alone(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(told, ALL)
    monkeypatch.setenv(NAME, "AVX2")
    use_wide_vectors()
    assert os.environ[NAME] == "AVX2"
