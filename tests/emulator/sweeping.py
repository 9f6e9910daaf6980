"""Running the sweeper, and making connections old for it."""

import json

from dragoman.conversation.sweep import CONNECTION_LIMIT_S
from infra.local.stack import EmulatedStack


def sweeper(stack: EmulatedStack) -> str:
    """The name of the sweeper's function."""
    [name] = [
        str(function["FunctionName"])
        for function in stack.client("lambda").list_functions()["Functions"]
        if "Sweep" in function["FunctionName"]
    ]
    return name


def sweep(stack: EmulatedStack) -> None:
    answer = stack.client("lambda").invoke(FunctionName=sweeper(stack), Payload=json.dumps({}))
    assert "FunctionError" not in answer, answer["Payload"].read()


def as_if_old(stack: EmulatedStack, connection_id: str, left_s: int = 300) -> None:
    """Makes the connection so old that `left_s` remain of its lifetime."""
    stack.client("dynamodb").update_item(
        TableName=stack.outputs["ConnectionsTableName"],
        Key={"connection_id": {"S": connection_id}},
        UpdateExpression="SET opened_at = opened_at - :nearly",
        ExpressionAttributeValues={":nearly": {"N": str(CONNECTION_LIMIT_S - left_s)}},
    )
