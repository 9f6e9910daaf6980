"""The contract of every source of packs."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from dragoman.errors import ModelError, PackCorrupt, PackUnknown, PackUnreachable
from dragoman.models.install import install
from dragoman.models.packs import Pack, PackFile
from dragoman.models.sources.argos_index import ArgosIndex
from dragoman.models.sources.bucket import BucketOfPacks
from dragoman.models.sources.firefox_models import FirefoxModels
from dragoman.models.sources.folder import FolderOfPacks
from dragoman.models.sources.http import Http
from dragoman.models.sources.local import ArgosFile
from dragoman.models.sources.model_hub import ModelHub
from dragoman.models.sources.piper_voices import PiperVoices
from dragoman.models.sources.python_package import PythonPackages
from dragoman.models.sources.recorded_package import RecordedPackage
from dragoman.models.sources.source import Source
from dragoman.models.store import PackStore
from tests.contracts.stub_hub import StubHub

HTTP = Http(timeout_s=2, attempts=2, backoff_s=0.01)
MODEL = bytes(range(256)) * 40


@dataclass
class Place:
    """A source with one pack in it, and what can befall it."""

    source: Source
    pack: Pack
    files: dict[str, bytes]
    """The expected content of the pack's folder."""
    spoil: Callable[[], None]
    """Change a byte of what it has, behind its index's back."""
    vanish: Callable[[], None]


def _pack(source: str, files: tuple[PackFile, ...] = (), **more: str) -> Pack:
    facts: dict[str, Any] = {"name": "small", "version": "1", "licence": "MIT", **more}
    return Pack(
        kind="translation",
        engine="argos",
        languages=("en", "es"),
        source=source,
        files=files,
        **facts,
    )


def _overwrite(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _ignore(_: object) -> None:
    """Drops a result."""


def _flipped(data: bytes) -> bytes:
    return data[:100] + bytes([data[100] ^ 1]) + data[101:]


def python_package(tmp: Path, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> Place:
    first, second = tmp / "lib/carrier_one/data/a", tmp / "lib/carrier_two/data/b"
    for path, data in ((first, MODEL[:3000]), (second, MODEL[3000:])):
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        (path.parents[1] / "__init__.py").write_text("raise AssertionError('run')")
    monkeypatch.syspath_prepend(str(tmp / "lib"))
    file = PackFile(
        "model.bin",
        len(MODEL),
        hashlib.sha256(MODEL).hexdigest(),
        parts=("carrier_one/data/a", "carrier_two/data/b"),
    )
    return Place(
        PythonPackages(),
        _pack("package:carrier", (file,)),
        {"model.bin": MODEL},
        lambda: _overwrite(second, _flipped(MODEL[3000:])),
        second.unlink,
    )


def recorded_package(tmp: Path, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> Place:
    files = {"espeak-ng-data/lang/roa/pt": MODEL, "libespeak-ng.so": MODEL[::-1]}
    lines = ["carrier/__init__.py,,"]
    for path, data in files.items():
        target = tmp / "lib/carrier" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        lines.append(f"carrier/{path},sha256={digest},{len(data)}")
    info = tmp / "lib/carrier-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: carrier\nVersion: 1.0\n")
    (info / "RECORD").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(str(tmp / "lib"))
    library = tmp / "lib/carrier/libespeak-ng.so"
    return Place(
        RecordedPackage(),
        _pack("package:carrier"),
        files,
        lambda: _overwrite(library, _flipped(MODEL[::-1])),
        library.unlink,
    )


def model_hub(tmp: Path, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> Place:
    config = b'{"model": "small"}' * 20
    blob = hashlib.sha1(b"blob %d\0" % len(config) + config, usedforsecurity=False).hexdigest()
    large = {"oid": hashlib.sha256(MODEL).hexdigest(), "size": len(MODEL), "pointerSize": 130}
    tree = [
        {"type": "directory", "path": "images", "oid": "0", "size": 0},
        {"type": "file", "path": "README.md", "oid": "0", "size": 9},
        {"type": "file", "path": "config.json", "oid": blob, "size": len(config)},
        {"type": "file", "path": "model.bin", "oid": "0", "size": len(MODEL), "lfs": large},
    ]
    hub.files["api/models/maker/small/tree/main"] = json.dumps(tree).encode()
    hub.files["maker/small/resolve/main/config.json"] = config
    hub.files["maker/small/resolve/main/model.bin"] = MODEL
    return _served(
        hub,
        ModelHub(HTTP, hub.url),
        _pack("hub:maker/small@main"),
        {"model.bin": MODEL, "config.json": config},
        "maker/small/resolve/main/model.bin",
    )


def piper_voices(tmp: Path, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> Place:
    base = "rhasspy/piper-voices/resolve/main"
    digest = hashlib.md5(MODEL, usedforsecurity=False).hexdigest()
    voice = {
        "language": {"code": "es_ES", "family": "es"},
        "quality": "low",
        "files": {"es/es_ES/ana.onnx": {"size_bytes": len(MODEL), "md5_digest": digest}},
    }
    hub.files[f"{base}/es/es_ES/ana.onnx"] = MODEL
    hub.files[f"{base}/voices.json"] = json.dumps({"es_ES-ana-low": voice}).encode()
    return _served(
        hub,
        PiperVoices(HTTP, hub.url),
        _pack("piper:es_ES-ana-low", version="main"),
        {"ana.onnx": MODEL},
        f"{base}/es/es_ES/ana.onnx",
    )


def argos_index(tmp: Path, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> Place:
    about = {"from_code": "en", "to_code": "es"}
    files = {
        "metadata.json": json.dumps({**about, "package_version": "1.10"}).encode(),
        "model/model.bin": MODEL,
        "sentencepiece.model": MODEL[::-1],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            archive.writestr(f"en_es/{path}", data)
    index = [
        {**about, "package_version": "1.9", "links": [f"{hub.url}/old"]},
        {**about, "package_version": "1.10", "links": ["ipfs://x", f"{hub.url}/en_es.argosmodel"]},
        {"from_code": "es", "to_code": "en", "package_version": "2.0", "links": [hub.url]},
    ]
    hub.files["index.json"] = json.dumps(index).encode()
    hub.files["en_es.argosmodel"] = buffer.getvalue()
    return _served(
        hub,
        ArgosIndex(HTTP, f"{hub.url}/index.json"),
        _pack("argos:"),
        files,
        "en_es.argosmodel",
    )


def firefox_models(tmp: Path, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> Place:
    files = {
        "model.enes.intgemm.alphas.bin": MODEL,
        "lex.50.50.enes.s2t.bin": MODEL[::-1],
        "vocab.enes.spm": MODEL[:900],
    }
    kinds = ("model", "lexicalShortlist", "vocab")
    entry: dict[str, Any] = {"architecture": "tiny", "releaseStatus": "Release", "files": {}}
    for kind, (path, data) in zip(kinds, files.items(), strict=True):
        hub.files[f"fx/models/enes/{path}.gz"] = gzip.compress(data)
        entry["files"][kind] = {"path": f"models/enes/{path}.gz"}
    entry["files"]["model"] |= {
        "uncompressedSize": len(MODEL),
        "uncompressedHash": hashlib.sha256(MODEL).hexdigest(),
    }
    database = {"baseUrl": f"{hub.url}/fx", "models": {"en-es": [entry]}}
    hub.files["models.json"] = json.dumps(database).encode()
    place = _served(
        hub,
        FirefoxModels(HTTP, f"{hub.url}/models.json"),
        _pack("firefox:"),
        files,
        "fx/models/enes/model.enes.intgemm.alphas.bin.gz",
    )
    # The source names a pack by its direction.
    return replace(place, pack=replace(place.pack, name="bergamot-en-es"))


def bucket(tmp: Path, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> Place:
    (tmp / "first").mkdir()
    origin = python_package(tmp / "first", hub, monkeypatch)
    carried = tmp / "carried"
    install(PackStore(carried), origin.pack, origin.source, lambda done, total: None)
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="packs")
    for path in carried.glob("small/**/*"):
        s3.put_object(
            Bucket="packs",
            Key=f"ours/{path.relative_to(carried).as_posix()}",
            Body=path.read_bytes(),
        )
    model = boto3.resource("s3").Object("packs", "ours/small/model.bin")
    return Place(
        BucketOfPacks("s3://packs/ours/"),
        _pack("s3:"),
        origin.files,
        lambda: _ignore(model.put(Body=_flipped(MODEL))),
        lambda: _ignore(model.delete()),
    )


def argos_file(tmp: Path, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> Place:
    index = argos_index(tmp, hub, monkeypatch)
    path = tmp / "en_es.argosmodel"
    path.write_bytes(hub.files["en_es.argosmodel"])
    source = ArgosFile(path)
    return Place(
        source,
        source.pack(),
        index.files,
        lambda: _overwrite(path, _flipped(path.read_bytes())),
        path.unlink,
    )


def folder(tmp: Path, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> Place:
    (tmp / "first").mkdir()
    origin = python_package(tmp / "first", hub, monkeypatch)
    install(PackStore(tmp / "carried"), origin.pack, origin.source, lambda done, total: None)
    model = tmp / "carried/small/model.bin"
    return Place(
        FolderOfPacks(tmp / "carried"),
        _pack("folder:"),
        origin.files,
        lambda: _overwrite(model, _flipped(MODEL)),
        model.unlink,
    )


def _served(hub: StubHub, source: Source, pack: Pack, files: dict[str, bytes], path: str) -> Place:
    """A place that serves the pack's large file from this path of the hub."""
    data = hub.files[path]
    return Place(
        source,
        pack,
        files,
        lambda: hub.files.update({path: _flipped(data)}),
        hub.files.clear,
    )


PLACES = [
    python_package,
    recorded_package,
    model_hub,
    piper_voices,
    argos_index,
    argos_file,
    firefox_models,
    folder,
    bucket,
]


@pytest.fixture(params=PLACES, ids=lambda make: make.__name__)
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moto: None
) -> Iterator[Place]:
    with StubHub() as hub:
        yield request.param(tmp_path, hub, monkeypatch)


@pytest.fixture
def store(tmp_path: Path) -> PackStore:
    return PackStore(tmp_path / "store")


def _add(store: PackStore, place: Place) -> Path:
    return install(store, place.pack, place.source, lambda done, total: None)


def test_an_added_pack_has_exactly_the_published_files(place: Place, store: PackStore) -> None:
    where = _add(store, place)
    there = {
        path.relative_to(where).as_posix(): path.read_bytes()
        for path in where.rglob("*")
        if path.is_file() and path.name != "pack.json"
    }
    assert there == place.files


def test_every_file_is_pinned_by_its_sha256(place: Place, store: PackStore) -> None:
    _add(store, place)
    pinned = {file.path: file.sha256 for file in store.installed_pack(place.pack.name).files}
    assert pinned == {path: hashlib.sha256(data).hexdigest() for path, data in place.files.items()}


def test_a_file_with_another_checksum_is_refused(place: Place, store: PackStore) -> None:
    place.spoil()
    with pytest.raises(PackCorrupt):
        _add(store, place)
    assert store.installed() == []


def test_a_missing_file_is_a_typed_error(place: Place, store: PackStore) -> None:
    place.vanish()
    with pytest.raises((PackUnreachable, PackUnknown, PackCorrupt)):
        _add(store, place)
    assert store.installed() == []


def test_an_installed_pack_does_not_need_its_source(place: Place, store: PackStore) -> None:
    where = _add(store, place)
    place.vanish()
    assert _add(store, place) == where


def test_adding_a_damaged_pack_again_repairs_it(place: Place, store: PackStore) -> None:
    where = _add(store, place)
    path, data = next(iter(place.files.items()))
    (where / path).write_bytes(b"damaged")
    with pytest.raises(ModelError, match=f"dragoman models add {place.pack.name}"):
        store.where(place.pack.name)
    _add(store, place)
    assert (where / path).read_bytes() == data


def test_progress_rises_to_the_size_of_the_pack(place: Place, store: PackStore) -> None:
    reported: list[tuple[int, int]] = []
    install(store, place.pack, place.source, lambda done, total: reported.append((done, total)))
    assert reported == sorted(reported)
    done, total = reported[-1]
    assert total <= done


def test_a_bucket_lists_its_packs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moto: None
) -> None:
    with StubHub() as hub:
        place = bucket(tmp_path, hub, monkeypatch)
    assert isinstance(place.source, BucketOfPacks)
    assert [pack.name for pack in place.source.packs()] == ["small"]


def test_a_download_from_a_bucket_resumes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moto: None, store: PackStore
) -> None:
    with StubHub() as hub:
        place = bucket(tmp_path, hub, monkeypatch)
    part = store.root / ".staging/small/model.bin.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(MODEL[:4000])
    reported: list[int] = []
    install(store, place.pack, place.source, lambda done, total: reported.append(done))
    assert (store.where("small") / "model.bin").read_bytes() == MODEL
    assert min(reported) > 4000


@pytest.mark.parametrize("left", [MODEL, MODEL + b"of another file"], ids=["all", "too much"])
def test_a_complete_download_requests_no_further_range(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    moto: None,
    store: PackStore,
    left: bytes,
) -> None:
    with StubHub() as hub:
        place = bucket(tmp_path, hub, monkeypatch)
    part = store.root / ".staging/small/model.bin.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(left)
    install(store, place.pack, place.source, lambda done, total: None)
    assert (store.where("small") / "model.bin").read_bytes() == MODEL


def test_a_missing_bucket_is_a_typed_error(moto: None) -> None:
    with pytest.raises(PackUnknown, match="s3://nowhere"):
        BucketOfPacks("s3://nowhere/packs").packs()
