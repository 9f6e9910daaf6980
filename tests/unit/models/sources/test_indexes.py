"""Valid and invalid indexes of the hubs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.errors import PackCorrupt, PackUnknown, PackUnreachable
from dragoman.models.packs import Pack
from dragoman.models.resolve import PackSources, packs_of
from dragoman.models.sources.http import Http
from tests.contracts.stub_hub import StubHub

INDEXES = {
    "whisper-small": "api/models/Systran/faster-whisper-small/tree/main",
    "voice:es_ES-ana-low": "rhasspy/piper-voices/resolve/main/voices.json",
    "en-es": "index.json",
    "bergamot-en-es": "models.json",
}


@pytest.fixture
def hub() -> Iterator[StubHub]:
    with StubHub() as hub:
        yield hub


def _describe(hub: StubHub, word: str, index: object) -> Pack:
    hub.files[INDEXES[word]] = json.dumps(index).encode()
    http = Http(timeout_s=1, attempts=1, backoff_s=0)
    places = PackSources(hub.url, f"{hub.url}/index.json", f"{hub.url}/models.json", http=http)
    [pack] = packs_of([word])
    return places.source_of(pack).describe(pack)


@pytest.mark.parametrize("word", INDEXES)
@pytest.mark.parametrize(
    "index",
    [
        7,
        "x",
        [1],
        {"es_ES-ana-low": {}, "baseUrl": "x", "models": {"en-es": 7}},
        [{"type": "file"}],
    ],
)
def test_an_index_in_no_known_form_is_a_typed_error(hub: StubHub, word: str, index: object) -> None:
    with pytest.raises((PackUnreachable, PackUnknown)):
        _describe(hub, word, index)


@pytest.mark.parametrize(
    ("word", "index"),
    [
        ("whisper-small", []),
        ("voice:es_ES-ana-low", {}),
        ("en-es", []),
        ("bergamot-en-es", {"baseUrl": "", "models": {}}),
        ("bergamot-en-es", {"baseUrl": "", "models": {"cs-en": []}}),
    ],
)
def test_an_unlisted_pack_is_unknown(hub: StubHub, word: str, index: object) -> None:
    with pytest.raises(PackUnknown):
        _describe(hub, word, index)


def test_an_index_cannot_place_a_file_outside_the_pack(hub: StubHub) -> None:
    facts = {"size_bytes": 1, "md5_digest": "0"}
    voice = {"language": {"family": "es"}, "quality": "low", "files": {"a/..": facts}}
    with pytest.raises(PackUnreachable):
        _describe(hub, "voice:es_ES-ana-low", {"es_ES-ana-low": voice})


def test_argos_offers_the_newest_version(hub: StubHub) -> None:
    direction = {"from_code": "en", "to_code": "es", "links": ["https://models/x"]}
    versions = ["1.9", "1.10", "1.2"]
    index = [{**direction, "package_version": version} for version in versions]
    assert _describe(hub, "en-es", index).version == "1.10"


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        b"",
        b"7",
        b"{}",
        b'{"from_code": "es", "to_code": "en", "package_version": "1"}',
        b'{"from_code": "en", "to_code": "es", "package_version": "2"}',
        b'{"from_code": "en", "to_code": "es", "package_version": "1"}',  # but no tokenizer
    ],
)
def test_an_argos_archive_must_match_its_index(
    hub: StubHub, tmp_path: Path, metadata: bytes | None
) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("en_es/model.bin", b"weights")
        if metadata is not None:
            opened.writestr("en_es/metadata.json", metadata)
    hub.files["x"] = archive.getvalue()
    links = {"from_code": "en", "to_code": "es", "package_version": "1", "links": [f"{hub.url}/x"]}
    pack = _describe(hub, "en-es", [links])
    source = PackSources(hub.url, f"{hub.url}/index.json").source_of(pack)
    with pytest.raises(PackCorrupt):
        source.fetch(pack, tmp_path / "en-es", lambda done, total: None)
