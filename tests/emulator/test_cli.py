"""The command line, as a person or a script uses it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pysubs2
import pytest

from infra.local import ports
from tests.emulator.talk import SPEECH

pytestmark = [pytest.mark.emulator, pytest.mark.models]

DRAGOMAN = Path(sys.executable).with_name("dragoman")
ENGLISH = str(SPEECH / "fleurs-en-004.ogg")


def dragoman(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DRAGOMAN, *words],
        env=os.environ | {"DRAGOMAN_URL": url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_json_output_is_one_event_per_line_and_a_summary(url: str, tmp_path: Path) -> None:
    done = dragoman(
        url, "translate", ENGLISH, "--from", "en", "--to", "pt",
        "--mode", "parallel", "--json", "--out", str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *events, summary = lines(done)
    assert events[0]["type"] == "processing_started"
    assert events[-1]["type"] == "translation_complete"
    assert summary["mode"] == "parallel"
    assert summary["message_id"] == events[0]["data"]["message_id"]
    assert [e["type"] for e in summary["events"]] == [e["type"] for e in events]
    timings = summary["timings"]
    assert 0 < timings["ack_ms"] < timings["first_sound_ms"] < timings["complete_ms"] + 1_000
    assert {"transcribe", "translate", "synthesize_translated"} <= set(timings["stages"])
    assert summary["warnings"] == []
    for track in ("original", "translated"):
        assert Path(summary["tracks"][track]).read_bytes().startswith(b"OggS")


def test_plain_output_has_both_texts_and_paths_of_both_voices(url: str, tmp_path: Path) -> None:
    done = dragoman(
        url, "translate", ENGLISH, "--from", "en", "--to", "pt", "--hotword", "Fisichella", "--out",
        str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "dinosaurs" in done.stdout
    assert "dinossauros" in done.stdout
    for saved in tmp_path.iterdir():
        assert saved.name in done.stdout


def test_voice_and_speed_are_options_of_the_command(url: str, tmp_path: Path) -> None:
    def saved(*wishes: str) -> bytes:
        done = dragoman(
            url, "translate", "--text", "Onde fica a estação?", "--from", "pt", "--to", "en",
            *wishes, "--json", "--out", str(tmp_path),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return Path(lines(done)[-1]["tracks"]["translated"]).read_bytes()

    own = saved()
    assert saved("--voice", "espeak-en-us") != own
    assert len(saved("--speed", "1.3")) < len(own)


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_the_texts_are_exported_with_their_times(url: str, kind: str, tmp_path: Path) -> None:
    done = dragoman(
        url, "translate", ENGLISH, "--from", "en", "--to", "pt", "--export", kind,
        "--json", "--out", str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    [subtitle] = pysubs2.load(lines(done)[-1]["export"], format_=kind)
    original, translated = subtitle.text.split("\\N")
    assert "dinosaurs" in original
    assert "dinossauros" in translated
    # The recording has 4.3 s, with a short silence before and after the speech.
    assert 0 <= subtitle.start < 1_500
    assert 2_500 < subtitle.end < 4_400


def test_two_people_meet_in_a_room(url: str) -> None:
    """Ann speaks a recording as soon as Bob is there; Bob reads it in his language, and answers."""

    def start(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [DRAGOMAN, "room", *words],
            env=os.environ | {"DRAGOMAN_URL": url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A shell lets what it starts in the background ignore the signal.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
        )

    with start("open", ENGLISH, "--name", "Ann", "--language", "en", "--stay", "--json") as ann:
        assert ann.stdout
        room = json.loads(ann.stdout.readline())["data"]
        portuguese = str(SPEECH / "fleurs-pt-002.ogg")
        link = f"{url}/{room['link']}"
        with start("join", link, portuguese, "--name", "Bob", "--language", "pt") as bob:
            said, problems = bob.communicate(timeout=120)
            assert bob.returncode == 0, problems
        events = map(json.loads, ann.stdout)
        answer = next(event["data"] for event in events if event["type"] == "translation_result")
        ann.send_signal(signal.SIGINT)
        assert ann.wait(60) == 0, ann.stderr and ann.stderr.read()
    assert "dinossauros" in said
    assert "carro" in said
    assert answer["source_lang"] == "pt"


def test_a_refused_message_exits_with_1(url: str, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("not a sound")
    for words in (["translate", str(tmp_path / "note.txt"), "--from", "en", "--to", "pt"],
                  ["translate", ENGLISH, "--from", "en", "--to", "ja"]):  # fmt: skip
        assert dragoman(url, *words, "--out", str(tmp_path)).returncode == 1


def test_json_ends_with_a_summary_also_when_the_service_refuses(url: str, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("not a sound")
    done = dragoman(
        url, "translate", str(tmp_path / "note.txt"), "--from", "en", "--to", "pt",
        "--json", "--out", str(tmp_path),
    )  # fmt: skip
    assert lines(done)[-1]["error"]["code"] == "not_audio"


@pytest.mark.parametrize(
    "words",
    [
        ["translate", "no-such-file.ogg"],
        ["translate", ENGLISH, "--mode", "sideways"],
        ["translate", ENGLISH, "--to", "not a language"],
        ["interpret"],
    ],
)
def test_wrong_usage_exits_with_2(words: list[str]) -> None:
    assert dragoman("http://127.0.0.1:9", *words).returncode == 2


@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_an_unreachable_service_exits_with_3(scheme: str, tmp_path: Path) -> None:
    nobody = f"{scheme}://127.0.0.1:{ports.any_free()}"
    done = dragoman(nobody, "translate", ENGLISH, "--to", "pt", "--out", str(tmp_path))
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
