"""The Python client, as a program uses it."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dragoman.client import Dragoman, Message, Refused, Service, Unreachable
from dragoman.client.service import find
from dragoman.protocol import (
    AudioReady,
    ExportFormat,
    ProcessingStarted,
    RoomChange,
    RoomTurn,
    RoomUpdate,
    SttResult,
    Term,
    TranslationComplete,
    TranslationResult,
)
from infra.local import ports
from infra.target import ROOT
from tests.emulator.talk import recording

pytestmark = [pytest.mark.emulator, pytest.mark.models]

UV = Path(sys.executable).with_name("uv")
HEAVY = ("numpy", "onnxruntime", "ctranslate2", "av", "argostranslate", "piper")


def connection(url: str | Service) -> Dragoman:
    return Dragoman(url, source_lang="en", target_lang="pt")


def test_a_recording_becomes_typed_events_and_voices(url: str) -> None:
    async def talk() -> None:
        async with connection(url) as dragoman:
            assert ("en", "pt") in {(pair.source, pair.target) for pair in dragoman.ready.languages}
            stream = dragoman.translate(recording("fleurs-en-004"))
            events = [event async for event in stream]
            [heard] = [event for event in events if isinstance(event, SttResult)]
            [translated] = [event for event in events if isinstance(event, TranslationResult)]
            assert "dinosaurs" in heard.original_text
            assert "dinossauros" in translated.translated_text
            end = events[-1]
            assert isinstance(end, TranslationComplete)
            assert str(end.message_id) == stream.message_id
            for voice in (event for event in events if isinstance(event, AudioReady)):
                assert (await dragoman.fetch(voice.url)).startswith(b"OggS")

    asyncio.run(talk())


def test_messages_overlap_and_each_has_its_own_events(url: str) -> None:
    async def talk() -> list[str]:
        async with connection(url) as dragoman:
            texts = ["Thank you.", "Where is the station?", "Good morning."]
            ends = await asyncio.gather(*(dragoman.translate(text).result() for text in texts))
            assert [end.original_text for end in ends] == texts
            return [end.translated_text for end in ends]

    assert len(set(asyncio.run(talk()))) == 3


def test_segments_are_sent_as_they_are_spoken(url: str) -> None:
    async def spoken() -> AsyncIterator[bytes]:
        for _ in range(2):
            yield recording("fleurs-en-004")

    async def talk() -> None:
        async with connection(url) as dragoman:
            end = await dragoman.translate(spoken()).result()
            assert end.segment is None
            assert end.original_text.count("dinosaurs") == 2

    asyncio.run(talk())


def test_options_reach_the_service(url: str) -> None:
    async def talk() -> str:
        async with connection(url) as dragoman:
            termbase = (Term(source="station", target="Bahnhof"),)
            message = Message("en", "pt", termbase=termbase, back_translation=True)
            end = await dragoman.translate("Where is the station?", message).result()
            assert end.back_translation
            return end.translated_text

    assert "Bahnhof" in asyncio.run(talk())


def test_another_connection_of_the_speaker_resumes_a_message(url: str) -> None:
    async def talk() -> None:
        service = find(url)
        async with connection(service) as dragoman:
            stream = dragoman.translate("Thank you.")
            end = await stream.result()
        async with connection(service) as dragoman:
            again = await dragoman.resume(stream.message_id).result()
            assert again.translated_text == end.translated_text
            assert again.audio_url_translated
            assert (await dragoman.fetch(again.audio_url_translated)).startswith(b"OggS")
        async with connection(url) as stranger:
            with pytest.raises(Refused) as refusal:
                await stranger.resume(stream.message_id).result()
            assert refusal.value.event["code"] == "message_unknown"

    asyncio.run(talk())


def test_a_conversation_is_exported(url: str) -> None:
    async def talk() -> None:
        async with connection(url) as dragoman:
            streams = [dragoman.translate(text) for text in ("Thank you.", "Good morning.")]
            ends = [await stream.result() for stream in streams]
            ids = [stream.message_id for stream in streams]
            text = await dragoman.export(*ids, format=ExportFormat.TXT, lang="pt")
            assert text == "\n\n".join(end.translated_text for end in ends) + "\n"
            with pytest.raises(Refused) as refusal:
                await dragoman.export(*ids, lang="fr")
            assert refusal.value.event["code"] == "nothing_to_export"
        async with connection(url) as stranger:
            with pytest.raises(Refused) as refusal:
                await stranger.export(*ids)
            assert refusal.value.event["code"] == "message_unknown"

    asyncio.run(talk())


def test_a_refusal_of_the_service_is_an_error(url: str) -> None:
    async def empty() -> AsyncIterator[bytes]:
        return
        yield

    async def broken() -> AsyncIterator[bytes]:
        raise OSError("unplugged")
        yield

    async def talk() -> None:
        async with connection(url) as dragoman:
            for speech, code in ((b"not a sound", "not_audio"), (empty(), "no_speech")):
                with pytest.raises(Refused) as refusal:
                    await dragoman.translate(speech).result()
                assert refusal.value.event["code"] == code
            with pytest.raises(OSError, match="unplugged"):
                await dragoman.translate(broken()).result()
            # The connection continues.
            assert (await dragoman.translate("Thank you.").result()).translated_text

    asyncio.run(talk())


def test_people_on_clients_of_their_own_meet_in_a_room(url: str) -> None:
    """Bob loses his connection while Ann speaks, and misses nothing. Then he only reads."""

    async def talk() -> None:
        async with connection(url) as anns, connection(url) as bobs:
            ann = await anns.open_room("Ann", "en")
            code = ann.state.code or ""
            bob = await bobs.join_room(code, "Bob", "pt")
            assert [one.name for one in bob.state.participants] == ["Ann", "Bob"]
            for text in ("Thank you.", "Where is the station?"):
                assert (await ann.translate(text, Message("en")).result()).original_text == text
            await bobs.session.reconnect()
            await ann.translate("Good morning.", Message("en")).result()
            turns, captions = [], []
            async for event in bob:
                match event:
                    case ProcessingStarted(room=RoomTurn(turn=number)):
                        turns.append(number)
                    case TranslationResult(translated_text=translated):
                        captions.append(translated)
                    case TranslationComplete(audio_url_translated=str(voice)):
                        assert (await bobs.fetch(voice)).startswith(b"OggS")
                        if turns[-1] == 3:
                            await bob.update(captions_only=True)
                    case RoomUpdate(change=RoomChange.UPDATED):
                        await ann.translate("Thank you.", Message("en")).result()
                    case TranslationComplete(audio_url_translated=None, warnings=warnings):
                        assert warnings == []
                        await bob.leave()
            assert turns == [1, 2, 3, 4]
            assert "estação" in captions[1]
            with pytest.raises(Refused) as refusal:
                await bobs.resume_room(ann.room_id)
            assert refusal.value.event["code"] == "not_in_room"
            await ann.leave()

    asyncio.run(talk())


def test_nobody_answers_at_an_address() -> None:
    async def talk() -> None:
        async with connection(f"http://127.0.0.1:{ports.any_free()}"):
            pass

    with pytest.raises(Unreachable):
        asyncio.run(talk())


@pytest.fixture(scope="module")
def client_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing but the package and its extra `client`."""
    folder = tmp_path_factory.mktemp("client")
    project, environment = folder / "project", folder / "venv"
    shutil.copytree(ROOT / "layers" / "core", project / "layers" / "core")
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, project)
    shutil.copytree(ROOT / "LICENSES", project / "LICENSES")
    python = environment / "bin" / "python"
    commands: list[list[str | Path]] = [
        [UV, "venv", "--quiet", "--python", sys.executable, environment],
        [UV, "pip", "install", "--quiet", "--python", python, f"{project}[client]",
         "--constraint", ROOT / "requirements.lock"],
    ]  # fmt: skip
    for command in commands:
        subprocess.run(command, check=True, timeout=200)
    return environment / "bin"


def test_the_client_needs_no_speech_packages(url: str, client_only: Path, tmp_path: Path) -> None:
    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=tmp_path,
            env={"PATH": str(client_only), "DRAGOMAN_URL": url, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    found = run(
        client_only / "python",
        "-c",
        f"""
from importlib.util import find_spec
print([name for name in {HEAVY} if find_spec(name)])""",
    )
    assert found.stdout.strip() == "[]", found.stderr
    example = run(
        client_only / "python", ROOT / "examples" / "translate.py",
        ROOT / "tests" / "speech" / "fleurs-en-004.ogg", "en", "pt",
    )  # fmt: skip
    assert example.returncode == 0, example.stderr
    assert "dinosaurs" in example.stdout
    assert "dinossauros" in example.stdout
    assert (tmp_path / "translated.ogg").read_bytes().startswith(b"OggS")
    command = run(
        client_only / "dragoman", "translate", "--text", "Thank you.", "--from", "en", "--to", "pt"
    )
    assert command.returncode == 0, command.stderr
    live = run(
        client_only / "dragoman", "translate", ROOT / "tests" / "speech" / "fleurs-en-004.ogg",
        "--from", "en", "--to", "pt", "--live",
    )  # fmt: skip
    assert live.returncode == 2
    assert "speech" in live.stderr


def test_the_environment_can_name_the_service(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """DRAGOMAN_URL names the service of a program that names none."""

    async def talk() -> None:
        async with Dragoman() as dragoman:
            assert dragoman.ready.protocol == 1

    monkeypatch.setitem(os.environ, "DRAGOMAN_URL", url)
    asyncio.run(talk())
