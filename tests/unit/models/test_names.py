"""What a pack's name tells."""

import pytest

from dragoman.models.names import named


@pytest.mark.parametrize(
    ("name", "kind", "languages"),
    [
        ("whisper-small", "recognition", None),
        ("argos-en-es", "translation", ("en", "es")),
        ("bergamot-fr-en", "translation", ("fr", "en")),
        ("piper-pt_BR-faber-medium", "voice", ("pt",)),
    ],
)
def test_a_name_tells_what_it_is(name: str, kind: str, languages: tuple[str, ...] | None) -> None:
    pack = named(name)
    assert pack
    assert pack.name == name
    assert pack.kind == kind
    assert languages in (None, pack.languages)


@pytest.mark.parametrize("name", ["piper-pt_PT-x-huge", "argos-en", "whisper-gigantic", ""])
def test_what_no_pack_can_be_called_is_none(name: str) -> None:
    assert named(name) is None
