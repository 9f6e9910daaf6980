"""The schedule of the sweeper."""

from dragoman.conversation.sweep import EXECUTION_LIMIT_S
from infra.pipeline import TIMEOUT_S
from tests.infra.template import Template


def test_the_sweeper_runs_every_minute(template: Template) -> None:
    rule = template.only("Events::Rule")
    assert (rule["State"], rule["ScheduleExpression"]) == ("ENABLED", "rate(1 minute)")
    (target,) = rule["Targets"]
    assert template.plain(target["Arn"]) == "<function sweep>"
    assert target["RetryPolicy"]["MaximumRetryAttempts"] == 0


def test_the_schedule_may_invoke_the_sweeper(template: Template) -> None:
    allowed = [
        template.plain(permission["FunctionName"])
        for permission in template.of("Lambda::Permission").values()
        if permission["Principal"] == "events.amazonaws.com"
    ]
    assert allowed == ["<function sweep>"]


def test_executions_end_before_the_sweeper_ends_their_segments() -> None:
    assert TIMEOUT_S < EXECUTION_LIMIT_S
