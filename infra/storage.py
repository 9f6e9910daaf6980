"""The audio bucket and the tables, whose content expires within a day."""

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from dragoman.aws.dynamodb import OWNER_INDEX, QUEUE_INDEX, UNWARNED_INDEX, USER_INDEX
from infra.nag_suppressions import suppress_nag
from infra.options import Options
from infra.target import Target

ONE_DAY = Duration.days(1)
"""The shortest lifetime S3 offers."""
TTL_ATTRIBUTE = "expires_at"
AUDIO_PREFIX = "messages/"


class Storage(Construct):
    def __init__(self, scope: Construct, name: str, *, target: Target, options: Options) -> None:
        super().__init__(scope, name)
        # Not RETAIN: what a failed first deployment has created would block the next one.
        retain = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
        removal = retain if options.retains_data else RemovalPolicy.DESTROY
        self.audio = _bucket(self, target, removal)
        self.connections = _table(
            self, "Connections", removal, options.protected, key="connection_id"
        )
        _add_age_index(self.connections, UNWARNED_INDEX, "unwarned", "opened_at")
        self.connections.add_global_secondary_index(
            index_name=USER_INDEX,
            partition_key=_string("user"),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        self.messages = _table(
            self, "Messages", removal, options.protected, key="message_id", sort_key="item"
        )
        _add_age_index(self.messages, QUEUE_INDEX, "queue", "since")
        self.messages.add_global_secondary_index(
            index_name=OWNER_INDEX,
            partition_key=_string("owner"),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        self.usage = _table(self, "Usage", removal, options.protected, key="usage_id")
        self.rooms = _table(
            self, "Rooms", removal, options.protected, key="room_id", sort_key="item"
        )
        for table in (self.connections, self.messages, self.usage, self.rooms):
            suppress_nag(
                table,
                "DDB3",
                "Everything in it expires within a day, so there is nothing to recover.",
            )
        suppress_nag(self.audio, "S1", "An access log would outlive the recordings that it names.")

    def allow_origins(self, origins: Sequence[str]) -> None:
        """Lets web pages of these origins play from the bucket and upload to it."""
        methods = s3.HttpMethods
        self.audio.add_cors_rule(
            allowed_origins=list(origins),
            allowed_methods=[methods.GET, methods.HEAD, methods.POST],
            allowed_headers=["*"],
            # Safari plays audio by ranges and reads these headers.
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
        # CloudFormation cannot delete a bucket with objects in it.
        auto_delete_objects=target.auto_deletes_objects and removal == RemovalPolicy.DESTROY,
    )


def _table(
    scope: Construct,
    name: str,
    removal: RemovalPolicy,
    protected: bool,
    *,
    key: str,
    sort_key: str | None = None,
) -> dynamodb.Table:
    return dynamodb.Table(
        scope,
        name,
        partition_key=_string(key),
        sort_key=_string(sort_key) if sort_key else None,
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        time_to_live_attribute=TTL_ATTRIBUTE,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=False
        ),
        removal_policy=removal,
        deletion_protection=protected,
    )


def _add_age_index(table: dynamodb.Table, index: str, attribute: str, sort_key: str) -> None:
    """Adds a sparse index of the items with the attribute, the oldest first.

    Few items have it, and for a short time, so one partition is enough.
    """
    table.add_global_secondary_index(
        index_name=index,
        partition_key=_string(attribute),
        sort_key=dynamodb.Attribute(name=sort_key, type=dynamodb.AttributeType.NUMBER),
        projection_type=dynamodb.ProjectionType.KEYS_ONLY,
    )


def _string(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
