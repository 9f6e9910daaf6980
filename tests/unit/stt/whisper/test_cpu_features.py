"""CTranslate2 uses AVX-512 where the processor has it."""

import os
from pathlib import Path

import pytest

from dragoman.stt.whisper import cpu_features
from dragoman.stt.whisper.cpu_features import enable_avx512, has_avx512

ALL = "fpu sse4_2 avx2 avx512f avx512cd avx512dq avx512bw avx512vl avx512_vnni"
NAME = "CT2_FORCE_CPU_ISA"


@pytest.fixture
def cpuinfo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The processor features file, in a process without CT2_FORCE_CPU_ISA."""
    monkeypatch.delenv(NAME, raising=False)
    cpuinfo = tmp_path / "cpuinfo"
    monkeypatch.setattr(cpu_features, "CPUINFO", cpuinfo)
    return cpuinfo


def write(cpuinfo: Path, flags: str) -> None:
    cpuinfo.write_text(f"processor\t: 0\nmodel name\t: Any\nflags\t\t: {flags}\n")


def test_avx512_needs_all_its_features(cpuinfo: Path) -> None:
    write(cpuinfo, ALL)
    assert has_avx512()
    for one in ("avx512f", "avx512cd", "avx512dq", "avx512bw", "avx512vl"):
        write(cpuinfo, ALL.replace(one, ""))
        assert not has_avx512()


def test_an_unknown_processor_has_no_avx512(cpuinfo: Path) -> None:
    assert not has_avx512()
    cpuinfo.write_text("processor\t: 0\nFeatures\t: fp asimd evtstrm\n")
    assert not has_avx512()


def test_avx512_is_enabled_where_available(cpuinfo: Path) -> None:
    enable_avx512()
    assert NAME not in os.environ
    write(cpuinfo, ALL)
    enable_avx512()
    assert os.environ.pop(NAME) == "AVX512"


def test_an_existing_choice_is_kept(cpuinfo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(cpuinfo, ALL)
    monkeypatch.setenv(NAME, "AVX2")
    enable_avx512()
    assert os.environ[NAME] == "AVX2"
