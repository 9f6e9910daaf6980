"""The web app and the service share the protocol and the segmentation of speech."""

import json
import random
import subprocess
from pathlib import Path
from typing import Final

from dragoman.stt.voice_activity import SpeechSpan, speech_spans
from web.scripts import protocol

NODE: Final = Path(__file__).parents[2] / ".venv" / "bin" / "node"
SEGMENTER: Final = protocol.TARGET.parents[2] / "src" / "record" / "segmenter.ts"


def test_protocol_ts_is_up_to_date() -> None:
    assert protocol.TARGET.read_text() == protocol.typescript(), (
        "stale: run .venv/bin/python -m web.scripts.protocol"
    )


def test_the_browser_segments_speech_as_the_server_does() -> None:
    chance = random.Random(4)  # noqa: S311
    streams = [_probabilities(chance) for _ in range(200)]
    streams += [_uninterrupted(chance) for _ in range(20)]
    script = f"""
        import {{ readFileSync }} from 'node:fs';
        import {{ registerHooks }} from 'node:module';
        const paths = {{ '@dragoman/client/protocol': {json.dumps(protocol.TARGET.as_uri())} }};
        registerHooks({{ resolve: (name, context, next) => next(paths[name] ?? name, context) }});
        const {{ SpeechSegmenter }} = await import({json.dumps(SEGMENTER.as_uri())});
        const all = JSON.parse(readFileSync(0, 'utf8')).map((stream) => {{
            const segmenter = new SpeechSegmenter();
            const spans = stream.map((probability) => segmenter.feed(probability));
            return [...spans, segmenter.end()].filter(Boolean);
        }});
        console.log(JSON.stringify(all));
    """
    ran = subprocess.run(
        [NODE, "--no-warnings", "--input-type=module", "--eval", script],
        input=json.dumps(streams), capture_output=True, text=True, check=True,
    )  # fmt: skip
    cut = [[SpeechSpan(**span) for span in stream] for stream in json.loads(ran.stdout)]
    assert cut == [speech_spans(stream) for stream in streams]
    assert sum(len(stream) for stream in cut) > 100
    assert any(s.end_s - s.begin_s > 16 for stream in cut for s in stream)


def _probabilities(chance: random.Random) -> list[float]:
    """Speech and pauses of many lengths, with noise."""
    levels = [level for _ in range(12) for level in [chance.random()] * chance.randint(1, 25)]
    return [min(1.0, max(0.0, level + chance.uniform(-0.1, 0.1))) for level in levels]


def _uninterrupted(chance: random.Random) -> list[float]:
    """More than a minute of speech without a pause."""
    return [chance.uniform(0.36, 1.0) for _ in range(chance.randint(2000, 2500))]
