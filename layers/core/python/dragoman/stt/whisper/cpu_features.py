"""What this machine's processor can do that a library would not use unasked."""

from __future__ import annotations

import os
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
_AVX512 = frozenset({"avx512f", "avx512cd", "avx512dq", "avx512bw", "avx512vl"})


def use_wide_vectors() -> None:
    """Lets CTranslate2 use AVX-512 where there is any: it stays with AVX2 for the sake of older
    processors, which slow down for it. Whoever set `CT2_FORCE_CPU_ISA` keeps that. To be called
    before this process has loaded its first model: CTranslate2 looks only once."""
    if has_avx512():
        os.environ.setdefault("CT2_FORCE_CPU_ISA", "AVX512")


def has_avx512() -> bool:
    """Whether the processor has all of AVX-512 that CTranslate2 asks for, as Linux tells it in
    `flags`; False where nothing is told, as on Arm or macOS."""
    try:
        told = CPUINFO.read_text()
    except OSError:
        return False
    lines = (line.partition(":") for line in told.splitlines())
    return any(
        name.strip() == "flags" and set(flags.split()) >= _AVX512 for name, _, flags in lines
    )
