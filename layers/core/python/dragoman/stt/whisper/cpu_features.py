"""Enables processor features that CTranslate2 does not use by default."""

from __future__ import annotations

import os
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
_AVX512 = frozenset({"avx512f", "avx512cd", "avx512dq", "avx512bw", "avx512vl"})


def enable_avx512() -> None:
    """Makes CTranslate2 use AVX-512 if the processor has it. By default it uses AVX2, because older
    processors lower their clock for AVX-512. An existing `CT2_FORCE_CPU_ISA` is kept. Call it before
    the process loads its first model: CTranslate2 reads the variable only once."""
    if has_avx512():
        os.environ.setdefault("CT2_FORCE_CPU_ISA", "AVX512")


def has_avx512() -> bool:
    """Returns whether Linux lists all AVX-512 features that CTranslate2 needs. False where nothing is
    listed, as on Arm or macOS."""
    try:
        cpuinfo = CPUINFO.read_text()
    except OSError:
        return False
    lines = (line.partition(":") for line in cpuinfo.splitlines())
    return any(
        name.strip() == "flags" and set(flags.split()) >= _AVX512 for name, _, flags in lines
    )
