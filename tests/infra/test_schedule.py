"""What happens by the clock."""

from dragoman.conversation.sweep import EXECUTION_LIMIT_S
from infra.pipeline import LIMIT_S
from tests.infra.template import Template


def test_sweeping_is_done_every_minute(template: Template) -> None:
    rule = template.only("Events::Rule")
    assert (rule["State"], rule["ScheduleExpression"]) == ("ENABLED", "rate(1 minute)")
    (target,) = rule["Targets"]
    assert template.plain(target["Arn"]) == "<function sweep>"
    assert target["RetryPolicy"]["MaximumRetryAttempts"] == 0


def test_the_rule_may_invoke_it(template: Template) -> None:
    allowed = [
        template.plain(permission["FunctionName"])
        for permission in template.of("Lambda::Permission").values()
        if permission["Principal"] == "events.amazonaws.com"
    ]
    assert allowed == ["<function sweep>"]


def test_no_flow_outlives_what_the_sweeper_waits_for() -> None:
    assert LIMIT_S < EXECUTION_LIMIT_S
