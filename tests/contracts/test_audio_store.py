"""The contract of AudioStore, for the fake and for S3."""

from __future__ import annotations

import uuid
from urllib.parse import parse_qs, urlsplit

import boto3
import httpx2
import pytest

from dragoman.aws.s3 import S3AudioStore
from dragoman.errors import AudioMissing, AudioTooLarge
from dragoman.ports import AudioStore, UploadForm
from tests.conftest import BUCKET
from tests.fakes import FakeAudioStore

KEY = "messages/m/0/translated.ogg"


def _s3() -> S3AudioStore:
    return S3AudioStore(BUCKET, limit_bytes=100, url_lifetime_s=600, timeout_s=5)


@pytest.fixture(params=["fake", "moto", pytest.param("emulated", marks=pytest.mark.emulator)])
def store(request: pytest.FixtureRequest) -> AudioStore:
    if request.param == "fake":
        return FakeAudioStore(limit_bytes=100)
    request.getfixturevalue(request.param)
    return _s3()


@pytest.mark.parametrize("data", [b"OggS\x00\xff", b"x" * 100, b""])
def test_stored_audio_is_returned(store: AudioStore, data: bytes) -> None:
    store.put(KEY, data, "audio/ogg")
    assert store.get(KEY) == data


def test_storing_again_overwrites(store: AudioStore) -> None:
    store.put(KEY, b"first", "audio/ogg")
    store.put(KEY, b"second", "audio/ogg")
    assert store.get(KEY) == b"second"


def test_removal_deletes_what_has_the_prefix_and_nothing_else(store: AudioStore) -> None:
    message = f"messages/{uuid.uuid4()}"
    for key in ("1/recording", "1/translated.ogg", "10/recording"):
        store.put(f"{message}/{key}", b"x", "audio/ogg")
    store.remove(f"{message}/1/")
    store.remove(f"{message}/2/")
    assert store.get(f"{message}/10/recording") == b"x"
    for key in ("1/recording", "1/translated.ogg"):
        with pytest.raises(AudioMissing):
            store.get(f"{message}/{key}")


def test_an_unknown_key_is_missing(store: AudioStore) -> None:
    with pytest.raises(AudioMissing):
        store.get(f"messages/{uuid.uuid4()}/0/recording")


def test_a_file_over_the_limit_is_refused(store: AudioStore) -> None:
    store.put(KEY, b"x" * 101, "audio/ogg")
    with pytest.raises(AudioTooLarge, match="100"):
        store.get(KEY)


def test_a_link_names_the_audio_and_is_signed(store: AudioStore) -> None:
    link = urlsplit(store.url(KEY))
    assert KEY in link.path
    assert "ignature" in link.query


def test_a_form_is_for_one_key_and_one_content_type(store: AudioStore) -> None:
    form = store.upload_form(KEY, "audio/webm;codecs=opus", 10)
    assert form.url.startswith("http")
    assert form.fields["key"] == KEY
    assert form.fields["Content-Type"] == "audio/webm;codecs=opus"


# --- Links and forms in a browser ---------------------------------------------------------------


@pytest.mark.emulator
def test_a_link_returns_the_audio_with_its_content_type(emulated: None) -> None:
    store = _s3()
    store.put(KEY, b"OggS", "audio/ogg")
    reply = httpx2.get(store.url(KEY))
    assert reply.headers["Content-Type"] == "audio/ogg"
    assert reply.content == b"OggS"


def test_a_link_expires(moto: None) -> None:
    assert parse_qs(urlsplit(_s3().url(KEY)).query)["X-Amz-Expires"] == ["600"]


def test_the_content_type_is_stored(moto: None) -> None:
    _s3().put(KEY, b"x", "audio/webm;codecs=opus")
    found = boto3.client("s3").head_object(Bucket=BUCKET, Key=KEY)
    assert found["ContentType"] == "audio/webm;codecs=opus"


def _post(form: UploadForm, data: bytes, **changed: str) -> int:
    """Sends a form as a browser does; the status of the response."""
    reply = httpx2.post(form.url, data=form.fields | changed, files={"file": ("r", data)})
    return int(reply.status_code)


@pytest.mark.emulator
def test_an_uploaded_file_is_stored_at_its_key(emulated: None) -> None:
    store = _s3()
    key = f"messages/{uuid.uuid4()}/0/recording"
    assert _post(store.upload_form(key, "audio/ogg", 10), b"OggS") < 300
    assert store.get(key) == b"OggS"


@pytest.mark.emulator
def test_an_upload_larger_than_announced_is_refused(emulated: None) -> None:
    store = _s3()
    key = f"messages/{uuid.uuid4()}/0/recording"
    assert _post(store.upload_form(key, "audio/ogg", 10), b"x" * 11) >= 400
    with pytest.raises(AudioMissing):
        store.get(key)


@pytest.mark.emulator
def test_a_form_works_for_no_other_key(emulated: None) -> None:
    store = _s3()
    form = store.upload_form(f"messages/{uuid.uuid4()}/0/recording", "audio/ogg", 10)
    assert _post(form, b"OggS", key=f"messages/{uuid.uuid4()}/0/recording") >= 400
