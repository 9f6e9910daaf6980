"""AWS's list prices, in US dollars, before taxes, discounts and free tiers.

They are as known on `Prices.date`. Check them on AWS's pages before you rely on a figure, and update the
date.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ARM64: Final = "arm64"
X86_64: Final = "x86_64"
MILLION: Final = 1e6


@dataclass(frozen=True)
class Prices:
    date: str
    region: str
    pages: Mapping[str, str]
    """The pricing page of each service."""

    lambda_gb_s: Mapping[str, float]
    """By architecture; billed by the millisecond."""
    lambda_request: float
    lambda_provisioned_idle_gb_s: Mapping[str, float]
    """Provisioned concurrency by architecture, used or not."""
    lambda_provisioned_gb_s: Mapping[str, float]
    """Invocations on provisioned concurrency, instead of `lambda_gb_s`."""

    websocket_message: float
    """Per 32 KB in either direction."""
    websocket_minute: float
    """Per connection."""
    http_request: float

    express_request: float
    express_gb_s: float
    """Rounded up to 64 MB and 100 ms."""

    dynamodb_write: float
    """Per 1 KB of the item, and of each index that changes."""
    dynamodb_read: float
    """Per 4 KB, strongly consistent; eventually consistent reads cost half."""

    s3_put: float
    s3_get: float
    s3_gb_month: float
    transfer_gb: float
    """To the internet."""

    logs_gb: float
    """Ingestion."""
    metric_month: float
    """Per name and set of dimensions; billed for the hours in which it is reported."""
    alarm_month: float
    """Per metric that an alarm evaluates."""
    dashboard_month: float
    trace: float

    secret_month: float
    secret_read: float
    images_gb_month: float


PRICES: Final = Prices(
    date="2026-11-24",
    region="us-east-1",
    pages={
        "Lambda": "aws.amazon.com/lambda/pricing",
        "API Gateway": "aws.amazon.com/api-gateway/pricing",
        "Step Functions": "aws.amazon.com/step-functions/pricing",
        "DynamoDB": "aws.amazon.com/dynamodb/pricing/on-demand",
        "S3": "aws.amazon.com/s3/pricing",
        "Data transfer": "aws.amazon.com/ec2/pricing/on-demand",
        "CloudWatch": "aws.amazon.com/cloudwatch/pricing",
        "X-Ray": "aws.amazon.com/xray/pricing",
        "Secrets Manager": "aws.amazon.com/secrets-manager/pricing",
        "ECR": "aws.amazon.com/ecr/pricing",
    },
    lambda_gb_s={ARM64: 0.0000133334, X86_64: 0.0000166667},
    lambda_request=0.20 / MILLION,
    lambda_provisioned_idle_gb_s={ARM64: 0.0000033334, X86_64: 0.0000041667},
    lambda_provisioned_gb_s={ARM64: 0.0000077778, X86_64: 0.0000097222},
    websocket_message=1.00 / MILLION,
    websocket_minute=0.25 / MILLION,
    http_request=1.00 / MILLION,
    express_request=1.00 / MILLION,
    express_gb_s=0.00001667,
    dynamodb_write=0.625 / MILLION,
    dynamodb_read=0.125 / MILLION,
    s3_put=0.005 / 1000,
    s3_get=0.0004 / 1000,
    s3_gb_month=0.023,
    transfer_gb=0.09,
    logs_gb=0.50,
    metric_month=0.30,
    alarm_month=0.10,
    dashboard_month=3.00,
    trace=5.00 / MILLION,
    secret_month=0.40,
    secret_read=0.05 / 10_000,
    images_gb_month=0.10,
)
"""Scheduled rules of EventBridge are free; so is CloudFront up to 1 TB a month, and the site is
small: neither is counted."""
