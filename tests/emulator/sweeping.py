"""The sweeper, and what it comes by for."""

import json

from dragoman.conversation.sweep import CONNECTION_LIMIT_S
from infra.local.stack import LocalStack


def sweeper(stack: LocalStack) -> str:
    """The name of its function."""
    [name] = [
        str(function["FunctionName"])
        for function in stack.client("lambda").list_functions()["Functions"]
        if "Sweep" in function["FunctionName"]
    ]
    return name


def sweep(stack: LocalStack) -> None:
    answer = stack.client("lambda").invoke(FunctionName=sweeper(stack), Payload=json.dumps({}))
    assert "FunctionError" not in answer, answer["Payload"].read()


def as_if_old(stack: LocalStack, connection_id: str, left_s: int = 300) -> None:
    """As if the connection had only so long to live."""
    stack.client("dynamodb").update_item(
        TableName=stack.outputs["ConnectionsTableName"],
        Key={"connection_id": {"S": connection_id}},
        UpdateExpression="SET opened_at = opened_at - :nearly",
        ExpressionAttributeValues={":nearly": {"N": str(CONNECTION_LIMIT_S - left_s)}},
    )
