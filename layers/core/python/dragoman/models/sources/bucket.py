"""Packs from a copy of a store in an S3 bucket."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from dragoman.errors import ModelError, PackCorrupt, PackUnknown, PackUnreachable
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.packs import PINS, Pack
from dragoman.models.sources.source import Progress

CHUNK_BYTES = 1 << 20
TIMEOUT_S = 20.0


class BucketOfPacks:
    def __init__(self, address: str) -> None:
        """`address` is `s3://bucket/prefix` with a copy of a store."""
        bucket, _, prefix = address.removeprefix("s3://").partition("/")
        self._address = address
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def packs(self) -> list[Pack]:
        """The packs in the bucket. Raises PackUnreachable."""
        keys = self._call(self._keys)
        names = [key.split("/")[-2] for key in keys if key.endswith(f"/{PINS}")]
        return [self._stored(name) for name in names]

    def describe(self, pack: Pack) -> Pack:
        """The pack by the catalogue if it is built in, else by its pack.json."""
        stored = self._stored(pack.name)
        return replace(stored, files=tuple(replace(f, parts=(f.path,)) for f in stored.files))

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        done = 0
        for file in pack.files:
            target = into / file.path
            part = target.with_name(f"{target.name}.part")

            def advance(received: int, done: int = done) -> None:
                progress(done + received, pack.size_bytes)

            if not target.exists():
                key = f"{self._prefix}{pack.name}/{file.path}"
                part.parent.mkdir(parents=True, exist_ok=True)
                self._call(partial(self._download, key, part, file.size_bytes, advance))
                part.rename(target)
            done += file.size_bytes
            progress(done, pack.size_bytes)

    def _stored(self, name: str) -> Pack:
        key = f"{self._prefix}{name}/{PINS}"
        body = self._call(lambda s3: s3.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        known = BUILT_IN.get(name)
        if known and known.files:
            return known
        try:
            return Pack.from_json(json.loads(body))
        except (ValueError, TypeError, KeyError) as error:
            raise PackCorrupt(f"{self._address} has an unreadable {name}/{PINS}") from error

    def _keys(self, s3: Any) -> list[str]:
        pages = s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix
        )
        return [entry["Key"] for page in pages for entry in page.get("Contents", ())]

    def _download(
        self, key: str, part: Path, size: int, advance: Callable[[int], None], s3: Any
    ) -> None:
        """Downloads an object, continuing an earlier attempt."""
        received = part.stat().st_size if part.exists() else 0
        if received > size:  # part of another file
            part.unlink()
            received = 0
        elif received and received == size:
            return
        ranged = {"Range": f"bytes={received}-"} if received else {}
        body = s3.get_object(Bucket=self._bucket, Key=key, **ranged)["Body"]
        with part.open("ab") as out:
            for chunk in body.iter_chunks(CHUNK_BYTES):
                out.write(chunk)
                received += len(chunk)
                advance(received)

    def _call(self, operation: Callable[[Any], Any]) -> Any:
        import boto3  # not installed in the image builds
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        config = Config(connect_timeout=TIMEOUT_S, read_timeout=TIMEOUT_S)
        try:
            return operation(boto3.client("s3", config=config))
        except ClientError as error:
            raise _typed(error.response["Error"]["Code"], self._address) from error
        except BotoCoreError as error:
            raise PackUnreachable(f"{self._address}: {type(error).__name__}") from error


def _typed(code: str, address: str) -> ModelError:
    if code in ("NoSuchKey", "NoSuchBucket", "404"):
        return PackUnknown(f"{address} has no such pack ({code})")
    return PackUnreachable(f"{address} returned {code}")
