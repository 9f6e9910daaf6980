"""The data that the emulator stores in memory for a day, as AWS does on disk."""

from __future__ import annotations

from dataclasses import dataclass

from infra.local.stack import EmulatedStack


@dataclass(frozen=True)
class Kept:
    audio_mb: float
    """Recordings and voices."""
    segments_mb: float
    """Texts and events, as DynamoDB counts them."""

    @property
    def mb(self) -> float:
        return self.audio_mb + self.segments_mb


def kept(stack: EmulatedStack) -> Kept:
    pages = stack.client("s3").get_paginator("list_objects_v2")
    files = pages.paginate(Bucket=stack.outputs["AudioBucketName"])
    audio = sum(file["Size"] for page in files for file in page.get("Contents", []))
    scan = stack.client("dynamodb").get_paginator("scan")
    items = scan.paginate(TableName=stack.outputs["MessagesTableName"])
    segments = sum(len(str(item)) for page in items for item in page["Items"])
    return Kept(audio / 2**20, segments / 2**20)
