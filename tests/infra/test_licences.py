"""docs/licences.md, NOTICE and the labels of images match what is installed in images."""

import re
from pathlib import Path

import pytest

from infra.aws_target import LICENCES
from infra.target import ROOT
from tests.infra.template import Template
from tools.images import FUNCTIONS
from tools.licences import (
    NATIVE,
    PAGE,
    UnknownLicence,
    installed,
    is_copyleft,
    licences,
    native_libraries,
    packages,
    page,
)

NOTICE = (ROOT / "NOTICE").read_text()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The dependencies of the layer and of each image."""
    return installed(tmp_path_factory.mktemp("licences"))


def test_the_page_lists_what_is_installed(folders: dict[str, Path]) -> None:
    """When this fails, run `python -m tools.licences`."""
    assert page(folders) == PAGE.read_text()


def test_no_deployed_component_is_agpl(folders: dict[str, Path]) -> None:
    found = set().union(*(licences(folder) for folder in folders.values()))
    assert not [licence for licence in found if "AGPL" in licence or "AFFERO" in licence.upper()]


def test_the_label_of_an_image_with_gpl_software_is_gpl(
    folders: dict[str, Path],
) -> None:
    for function in FUNCTIONS:
        contains = any(is_copyleft(licence) for licence in licences(folders[function]))
        assert ("GPL" in LICENCES[function]) == contains, function


def test_images_are_built_with_their_label(aws: Template) -> None:
    labels = {args["FUNCTION"]: args["LICENCES"] for args in aws.image_build_args}
    assert labels == LICENCES
    dockerfile = (ROOT / "functions" / "Dockerfile").read_text()
    assert 'org.opencontainers.image.licenses="${LICENCES}"' in dockerfile


def test_the_notice_names_every_image_and_package_with_gpl_software(
    folders: dict[str, Path],
) -> None:
    for function in FUNCTIONS:
        parts = [*packages(folders[function]), *native_libraries(folders[function])]
        copyleft = [part for part in parts if is_copyleft(part.licence)]
        assert not copyleft or function in NOTICE
    for name in ("PyAV", "libx264", "libx265", "piper-tts", "espeak-ng"):
        assert name in NOTICE


@pytest.mark.parametrize("function", ["transcribe", "synthesize"])
def test_ffmpeg_in_the_images_is_linked_to_gpl_libraries(
    folders: dict[str, Path], function: str
) -> None:
    """If this fails, the images may no longer contain GPL software of FFmpeg."""
    (codecs,) = folders[function].glob("av.libs/libavcodec*")
    linked = set(re.findall(rb"libx26[45]", codecs.read_bytes()))
    assert linked == {b"libx264", b"libx265"}


def test_an_unlisted_native_library_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "some.libs").mkdir()
    (tmp_path / "some.libs" / "libunheardof-0a1b2c3d.so.1").touch()
    with pytest.raises(UnknownLicence, match="libunheardof"):
        list(native_libraries(tmp_path))


def test_a_package_without_a_licence_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x-1.dist-info").mkdir()
    (tmp_path / "x-1.dist-info" / "METADATA").write_text("Name: x\nVersion: 1\n")
    with pytest.raises(UnknownLicence, match="x states no licence"):
        list(packages(tmp_path))


def test_every_copyleft_library_is_recognised() -> None:
    copyleft = {name for name, licence in NATIVE.items() if is_copyleft(licence)}
    assert {"libx264", "libx265", "libavcodec", "libespeak-ng", "espeakbridge"} <= copyleft
    assert not copyleft & {"libgomp", "libgmp", "libavutil", "libmp3lame"}
