"""What outlives an invocation, for one day: audio, connections, messages."""

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from dragoman.aws.dynamodb import OWNER_INDEX, QUEUE_INDEX, UNWARNED_INDEX
from infra.arguments import argue
from infra.target import Target

ONE_DAY = Duration.days(1)
"""The shortest lifetime S3 offers."""
TTL_ATTRIBUTE = "expires_at"
AUDIO_PREFIX = "messages/"


class Storage(Construct):
    def __init__(self, scope: Construct, name: str, *, target: Target, lasting: bool) -> None:
        super().__init__(scope, name)
        removal = RemovalPolicy.RETAIN if lasting else RemovalPolicy.DESTROY
        self.audio = _bucket(self, target, removal)
        self.connections = _table(self, "Connections", removal, key="connection_id")
        _list(self.connections, UNWARNED_INDEX, "unwarned", "opened_at")
        self.messages = _table(self, "Messages", removal, key="message_id", sort_key="item")
        _list(self.messages, QUEUE_INDEX, "queue", "since")
        self.messages.add_global_secondary_index(
            index_name=OWNER_INDEX,
            partition_key=_text("owner"),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        self.usage = _table(self, "Usage", removal, key="usage_id")
        for table in (self.connections, self.messages, self.usage):
            argue(table, "DDB3", "Everything in it is gone within a day: nothing to recover.")
        argue(self.audio, "S1", "Its log would keep, for longer than a day, whose voice was heard.")

    def let_in(self, origins: Sequence[str]) -> None:
        """Pages of these play from the bucket and upload to it."""
        methods = s3.HttpMethods
        self.audio.add_cors_rule(
            allowed_origins=list(origins),
            allowed_methods=[methods.GET, methods.HEAD, methods.POST, methods.PUT],
            allowed_headers=["*"],
            # Safari plays audio by ranges and wants to see them.
            exposed_headers=["ETag", "Content-Range"],
            max_age=3600,
        )


def _bucket(scope: Construct, target: Target, removal: RemovalPolicy) -> s3.Bucket:
    return s3.Bucket(
        scope,
        "Audio",
        bucket_name=target.audio_bucket_name,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=target.https_only,
        lifecycle_rules=[
            s3.LifecycleRule(expiration=ONE_DAY, abort_incomplete_multipart_upload_after=ONE_DAY)
        ],
        removal_policy=removal,
        # CloudFormation deletes no bucket that has something in it.
        auto_delete_objects=target.empties_buckets and removal == RemovalPolicy.DESTROY,
    )


def _table(
    scope: Construct, name: str, removal: RemovalPolicy, *, key: str, sort_key: str | None = None
) -> dynamodb.Table:
    return dynamodb.Table(
        scope,
        name,
        partition_key=_text(key),
        sort_key=_text(sort_key) if sort_key else None,
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        time_to_live_attribute=TTL_ATTRIBUTE,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=False
        ),
        removal_policy=removal,
        deletion_protection=removal == RemovalPolicy.RETAIN,
    )


def _list(table: dynamodb.Table, index: str, attribute: str, sort: str) -> None:
    """Lists the items that have the attribute, the oldest first. They are few, and have it for
    a short time: the one partition they share is far from its limits."""
    table.add_global_secondary_index(
        index_name=index,
        partition_key=_text(attribute),
        sort_key=dynamodb.Attribute(name=sort, type=dynamodb.AttributeType.NUMBER),
        projection_type=dynamodb.ProjectionType.KEYS_ONLY,
    )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
