"""Translates a recording or a text: translate.py FILE|TEXT FROM TO, with DRAGOMAN_URL as the service."""

import asyncio
import sys
from pathlib import Path

from dragoman.client import Dragoman
from dragoman.protocol import AudioReady, SttResult, TranslationResult


async def main(said: str, source: str, target: str) -> None:
    speech = Path(said).read_bytes() if Path(said).is_file() else said
    async with Dragoman(source_lang=source, target_lang=target) as dragoman:
        async for event in dragoman.translate(speech):
            match event:
                case SttResult(original_text=text) | TranslationResult(translated_text=text):
                    print(text)
                case AudioReady(track="translated", url=url):
                    Path("translated.ogg").write_bytes(await dragoman.fetch(url))


asyncio.run(main(*sys.argv[1:]))
