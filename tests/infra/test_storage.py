"""Storage is private, and its content expires after a day."""

from dragoman.aws.dynamodb import OWNER_INDEX, QUEUE_INDEX, UNWARNED_INDEX, USER_INDEX
from tests.infra.template import Template


def test_the_bucket_is_private_and_encrypted(template: Template) -> None:
    _, bucket = template.bucket(audio=True)
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"


def test_the_audio_bucket_refuses_plain_http_on_aws(aws: Template, emulator: Template) -> None:
    bucket, _ = aws.bucket(audio=True)
    statement, *_ = aws.statements(bucket)
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert not emulator.of("S3::BucketPolicy")


def test_audio_and_unfinished_uploads_expire_after_a_day(template: Template) -> None:
    (rule,) = template.bucket(audio=True)[1]["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["ExpirationInDays"] == 1
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_browsers_may_play_and_upload(template: Template) -> None:
    (rule,) = template.bucket(audio=True)[1]["CorsConfiguration"]["CorsRules"]
    assert set(rule["AllowedMethods"]) == {"GET", "HEAD", "POST"}
    assert {"ETag", "Content-Range"} <= set(rule["ExposedHeaders"])


def test_items_expire_and_tables_cost_nothing_at_rest(template: Template) -> None:
    for table in template.of("DynamoDB::Table").values():
        ttl = table["TimeToLiveSpecification"]
        assert ttl == {"AttributeName": "expires_at", "Enabled": True}
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is False


def test_the_tables_have_the_keys_their_adapters_write(template: Template) -> None:
    keys = {
        tuple(key["AttributeName"] for key in table["KeySchema"])
        for table in template.of("DynamoDB::Table").values()
    }
    assert keys == {("connection_id",), ("message_id", "item"), ("usage_id",), ("room_id", "item")}


def test_indexes_list_owned_items_and_swept_ones_by_age(template: Template) -> None:
    found = {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for table in template.of("DynamoDB::Table").values()
        for index in table.get("GlobalSecondaryIndexes", [])
    }
    assert found == {
        QUEUE_INDEX: ["queue", "since"],
        UNWARNED_INDEX: ["unwarned", "opened_at"],
        OWNER_INDEX: ["owner"],
        USER_INDEX: ["user"],
    }


def test_storage_is_deleted_with_the_stack(template: Template) -> None:
    assert template.policy_of_removal("DynamoDB::Table") == {"Delete"}
    assert template.policy_of_removal("S3::Bucket") == {"Delete"}
