"""`python -m tools.licences`: writes docs/licences.md, the licences of everything that is deployed.

Packages and native libraries are read from the folders that functions/install.sh puts into images
and from the layer of the light functions, model packs from the catalogue, the web app's packages from
its lock file. A native library that is not listed below is an error: look its licence up and add it.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import Final

from dragoman.models.resolve import packs_of
from infra.dependency_layer import built_layer
from infra.target import ROOT
from tools.images import FUNCTIONS, install

PAGE: Final = ROOT / "docs" / "licences.md"
LAYER: Final = "light functions"
PACKS: Final = ("en,pt",)

UNSTATED: Final = {"tokenizers": "Apache-2.0", "mangum": "MIT", "sacremoses": "MIT"}
"""Licences that a package states in classifiers only."""
SPDX: Final = {
    "MIT License": "MIT",
    "Apache 2.0": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "PSFL": "PSF-2.0",
    "UNKNOWN": "MIT",
}
"""Licence fields that are not SPDX expressions. That of Argos Translate is UNKNOWN, its classifier
MIT."""

NATIVE: Final = {
    "libSvtAv1Enc": "BSD-3-Clause-Clear",
    "libXau": "MIT-open-group",
    "libasound": "LGPL-2.1-or-later",
    "libavcodec": "GPL-3.0-or-later",
    "libavdevice": "GPL-3.0-or-later",
    "libavfilter": "GPL-3.0-or-later",
    "libavformat": "GPL-3.0-or-later",
    "libavutil": "LGPL-3.0-or-later",
    "libctranslate2": "MIT",
    "libdav1d": "BSD-2-Clause",
    "libdrm": "MIT",
    "libespeak-ng": "GPL-3.0-or-later",
    "espeakbridge": "GPL-3.0-or-later",
    "libgfortran": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libgmp": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "libgnutls": "LGPL-2.1-or-later",
    "libgomp": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libhogweed": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "libmp3lame": "LGPL-2.0-or-later",
    "libnettle": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "libonnxruntime": "MIT",
    "libonnxruntime_providers_shared": "MIT",
    "libopencore-amrnb": "Apache-2.0",
    "libopencore-amrwb": "Apache-2.0",
    "libopus": "BSD-3-Clause",
    "libquadmath": "LGPL-2.1-or-later",
    "libscipy_openblas64_": "BSD-3-Clause",
    "libsharpyuv": "BSD-3-Clause",
    "libswresample": "LGPL-3.0-or-later",
    "libswscale": "LGPL-3.0-or-later",
    "libunistring": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "libvmaf": "BSD-2-Clause-Patent",
    "libvpl": "MIT",
    "libvpx": "BSD-3-Clause",
    "libwebp": "BSD-3-Clause",
    "libwebpmux": "BSD-3-Clause",
    "libx264": "GPL-2.0-or-later",
    "libx265": "GPL-2.0-or-later",
    "libxcb": "MIT",
    "libxcb-shape": "MIT",
    "libxcb-shm": "MIT",
    "libxcb-xfixes": "MIT",
}
"""Licences of native libraries in wheels. FFmpeg is built as LGPL-3.0-or-later (`--enable-version3`), but
its libavcodec is linked to libx264 and libx265, so libavcodec and what is linked to it are GPL."""

LIBRARY: Final = re.compile(r"^(?P<name>[A-Za-z0-9_-]+?)(?:-[0-9a-f]{8})*\.so")
EXTENSION: Final = re.compile(r"\.(cpython-\d+|abi3)\b")


class UnknownLicence(Exception):
    """A component whose licence is neither stated nor listed in this file."""


@dataclass(frozen=True, order=True)
class Component:
    name: str
    version: str
    licence: str
    """An SPDX expression."""
    carrier: str = ""
    """The package whose wheel bundles a native library."""


def packages(folder: Path) -> Iterator[Component]:
    """The Python packages in a folder, by their metadata. Raises UnknownLicence."""
    for metadata in sorted(folder.glob("*.dist-info/METADATA")):
        headers = HeaderParser().parsestr(metadata.read_text())
        name = headers["Name"].replace("_", "-").lower()
        stated = headers["License-Expression"] or UNSTATED.get(name) or headers["License"] or ""
        licence = SPDX.get(stated.strip(), stated.strip())
        if not licence or "\n" in licence:
            raise UnknownLicence(f"{name} states no licence that can be used: {licence[:60]!r}")
        yield Component(name, headers["Version"], licence)


def native_libraries(folder: Path) -> Iterator[Component]:
    """The native libraries that wheels bundle, except Python extensions. Raises UnknownLicence."""
    for path in sorted(folder.rglob("*.so*")):
        found = LIBRARY.match(path.name)
        if not found or EXTENSION.search(path.name):
            continue
        if found["name"] not in NATIVE:
            raise UnknownLicence(f"{path.relative_to(folder)} is not listed in {__file__}")
        carrier = path.relative_to(folder).parts[0].removesuffix(".libs")
        yield Component(found["name"], "", NATIVE[found["name"]], carrier)


def licences(folder: Path) -> set[str]:
    """Every licence in the folder of an image or layer."""
    return {part.licence for part in (*packages(folder), *native_libraries(folder))}


def is_copyleft(licence: str) -> bool:
    """Whether the terms are those of the GPL or AGPL, without a linking exception or a choice."""
    return "GPL" in licence and not re.search(r"LGPL|WITH| OR ", licence)


def installed(scratch: Path) -> dict[str, Path]:
    """Folders with the dependencies of the layer and of each image, by name."""
    folders = {LAYER: built_layer("arm64") / "python"}
    for function in FUNCTIONS:
        folders[function] = scratch / function
        install("dependencies", function, folders[function], "arm64")
    return folders


# --- The page -----------------------------------------------------------------------------------

HEAD: Final = """# Licences

Dragoman is Apache-2.0. This page lists what its images, its layer, its model packs and its web app carry, and
under which licence. `python -m tools.licences` writes it from what is installed; a test compares them.

**The images of transcribe and synthesize contain GPL software.** PyAV's wheels bundle FFmpeg linked to libx264 and
libx265 (GPL-2.0-or-later), although Dragoman uses FFmpeg's audio codecs only. Synthesize also contains piper-tts and
espeak-ng (GPL-3.0-or-later). Whoever distributes these images must offer the source code under the GPL.
Running them, or deploying them to one's own account, is no distribution. Nothing is AGPL.
"""


def page(folders: Mapping[str, Path]) -> str:
    return "\n".join(
        [HEAD, *_copyleft(folders), *_packages(folders), *_native(folders), *_packs(), *_web(), ""]
    )


def _copyleft(folders: Mapping[str, Path]) -> Iterator[str]:
    yield "## GPL components\n\n| component | licence | in | of the package |\n|---|---|---|---|"
    found = _by_component(folders, lambda folder: [*packages(folder), *native_libraries(folder)])
    for part, places in found.items():
        if is_copyleft(part.licence):
            yield f"| {part.name} | {part.licence} | {', '.join(places)} | {part.carrier} |"
    yield ""


def _packages(folders: Mapping[str, Path]) -> Iterator[str]:
    yield "## Python packages\n\n| package | version | licence | in |\n|---|---|---|---|"
    for part, places in _by_component(folders, packages).items():
        yield f"| {part.name} | {part.version} | {part.licence} | {', '.join(places)} |"
    yield ""


def _native(folders: Mapping[str, Path]) -> Iterator[str]:
    yield "## Native libraries in wheels\n\n| library | licence | of the package | in |\n|---|---|---|---|"
    for part, places in _by_component(folders, native_libraries).items():
        yield f"| {part.name} | {part.licence} | {part.carrier} | {', '.join(places)} |"
    yield ""


def _packs() -> Iterator[str]:
    yield "## Model packs and voices\n\n| pack | licence | source |\n|---|---|---|"
    for pack in packs_of(PACKS):
        yield f"| {pack.name} | {pack.licence} | {pack.source} |"
    yield "\n`dragoman models list --available` shows those of all other packs.\n"


def _web() -> Iterator[str]:
    yield "## The web app\n\n| package | version | licence |\n|---|---|---|"
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    for path, package in sorted(lock["packages"].items()):
        if path and not package.get("dev"):
            name = path.rpartition("node_modules/")[2]
            yield f"| {name} | {package['version']} | {package['license']} |"


def _by_component(
    folders: Mapping[str, Path], read: Callable[[Path], Iterable[Component]]
) -> Mapping[Component, list[str]]:
    """The components in all folders, each with the names of its folders."""
    found: dict[Component, list[str]] = {}
    for place, folder in folders.items():
        for part in read(folder):
            found.setdefault(part, []).append(place)
    return dict(sorted(found.items()))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        PAGE.write_text(page(installed(Path(scratch))))
