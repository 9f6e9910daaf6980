"""The information in a pack's name."""

import pytest

from dragoman.models.names import pack_from_name


@pytest.mark.parametrize(
    ("name", "kind", "languages"),
    [
        ("whisper-small", "recognition", None),
        ("argos-en-es", "translation", ("en", "es")),
        ("bergamot-fr-en", "translation", ("fr", "en")),
        ("piper-pt_BR-faber-medium", "voice", ("pt",)),
    ],
)
def test_a_name_describes_its_pack(name: str, kind: str, languages: tuple[str, ...] | None) -> None:
    pack = pack_from_name(name)
    assert pack
    assert pack.name == name
    assert pack.kind == kind
    assert languages in (None, pack.languages)


@pytest.mark.parametrize("name", ["piper-pt_PT-x-huge", "argos-en", "whisper-gigantic", ""])
def test_an_invalid_name_describes_no_pack(name: str) -> None:
    assert pack_from_name(name) is None
