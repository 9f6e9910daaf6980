"""AudioStore over S3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from dragoman.aws.clients import client, code, translated
from dragoman.errors import AudioMissing, AudioTooLarge, StorageUnavailable
from dragoman.ports import UploadForm

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef


class S3AudioStore:
    def __init__(self, bucket: str, *, limit_bytes: int, url_lifetime_s: int, timeout_s: float):
        self._bucket = bucket
        self._limit_bytes = limit_bytes
        self._url_lifetime_s = url_lifetime_s
        self._client: S3Client = client("s3", timeout_s)

    def put(self, key: str, data: bytes, content_type: str) -> None:
        with translated(StorageUnavailable):
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=data, ContentType=content_type
            )

    def get(self, key: str) -> bytes:
        with translated(StorageUnavailable):
            try:
                found = self._client.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if code(error) in {"NoSuchKey", "404"}:
                    raise AudioMissing from error
                raise
            if found["ContentLength"] > self._limit_bytes:
                raise AudioTooLarge(f"A recording may have {self._limit_bytes} bytes at most.")
            return bytes(found["Body"].read())

    def url(self, key: str) -> str:
        return str(
            self._client.generate_presigned_url(
                "get_object",
                Params={"Bucket": self._bucket, "Key": key},
                ExpiresIn=self._url_lifetime_s,
            )
        )

    def upload_form(self, key: str, content_type: str, limit_bytes: int) -> UploadForm:
        form = self._client.generate_presigned_post(
            self._bucket,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[
                {"Content-Type": content_type},
                ["content-length-range", 1, limit_bytes],
            ],
            ExpiresIn=min(900, self._url_lifetime_s),
        )
        return UploadForm(form["url"], form["fields"])

    def remove(self, prefix: str) -> None:
        with translated(StorageUnavailable):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=prefix
            )
            for page in pages:
                found: list[ObjectIdentifierTypeDef] = [
                    {"Key": item["Key"]} for item in page.get("Contents", [])
                ]
                if found:
                    done = self._client.delete_objects(
                        Bucket=self._bucket, Delete={"Objects": found, "Quiet": True}
                    )
                    if done.get("Errors"):
                        raise StorageUnavailable
