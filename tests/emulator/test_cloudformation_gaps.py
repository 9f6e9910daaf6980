"""Properties that the emulator's CloudFormation ignores are applied nevertheless."""

import pytest

from infra.local.stack import EmulatedStack

pytestmark = [pytest.mark.emulator, pytest.mark.embedded]


@pytest.mark.parametrize(
    "table", ["ConnectionsTableName", "MessagesTableName", "UsageTableName", "RoomsTableName"]
)
def test_items_of_tables_expire(stack: EmulatedStack, table: str) -> None:
    described = stack.client("dynamodb").describe_time_to_live(TableName=stack.outputs[table])
    assert described["TimeToLiveDescription"]["TimeToLiveStatus"] == "ENABLED"


def test_audio_is_kept_one_day(stack: EmulatedStack) -> None:
    lifecycle = stack.client("s3").get_bucket_lifecycle_configuration(
        Bucket=stack.outputs["AudioBucketName"]
    )
    assert lifecycle["Rules"][0]["Expiration"] == {"Days": 1}


def test_every_function_has_a_concurrency_limit(stack: EmulatedStack) -> None:
    functions = stack.client("lambda")
    for function in functions.list_functions()["Functions"]:
        name = function["FunctionName"]
        concurrency = functions.get_function_concurrency(FunctionName=name)
        assert concurrency["ReservedConcurrentExecutions"] > 0
