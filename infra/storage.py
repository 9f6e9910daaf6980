"""What outlives an invocation, for one day: audio, connections, messages."""

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.target import Target

ONE_DAY = Duration.days(1)
"""The shortest lifetime S3 offers."""
TTL_ATTRIBUTE = "expires_at"
AUDIO_PREFIX = "messages/"


class Storage(Construct):
    def __init__(
        self, scope: Construct, name: str, *, target: Target, origins: Sequence[str]
    ) -> None:
        super().__init__(scope, name)
        self.audio = _bucket(self, https_only=target.https_only, origins=origins)
        self.connections = _table(self, "Connections", key="connection_id")
        self.messages = _table(self, "Messages", key="message_id", sort_key="item")


def _bucket(scope: Construct, *, https_only: bool, origins: Sequence[str]) -> s3.Bucket:
    methods = s3.HttpMethods
    return s3.Bucket(
        scope,
        "Audio",
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=https_only,
        cors=[
            s3.CorsRule(
                allowed_origins=list(origins),
                allowed_methods=[methods.GET, methods.HEAD, methods.POST, methods.PUT],
                allowed_headers=["*"],
                # Safari plays audio by ranges and wants to see them.
                exposed_headers=["ETag", "Content-Range"],
                max_age=3600,
            )
        ],
        lifecycle_rules=[
            s3.LifecycleRule(expiration=ONE_DAY, abort_incomplete_multipart_upload_after=ONE_DAY)
        ],
        removal_policy=RemovalPolicy.DESTROY,
    )


def _table(scope: Construct, name: str, *, key: str, sort_key: str | None = None) -> dynamodb.Table:
    return dynamodb.Table(
        scope,
        name,
        partition_key=_text(key),
        sort_key=_text(sort_key) if sort_key else None,
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        time_to_live_attribute=TTL_ATTRIBUTE,
        # Everything in it is gone within a day: there is nothing to recover.
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=False
        ),
        removal_policy=RemovalPolicy.DESTROY,
    )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
