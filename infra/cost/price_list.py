"""The table of prices in docs/cost.md."""

from collections.abc import Mapping

from infra.cost.prices import ARM64, X86_64, Prices
from infra.cost.tables import price, table


def price_list(prices: Prices) -> str:
    def gb(rates: Mapping[str, float]) -> str:
        return f"{rates[ARM64]:.10f} arm64, {rates[X86_64]:.10f} x86-64"

    rows = [
        ("Lambda", "GB-second", gb(prices.lambda_gb_s)),
        ("", "GB-second, provisioned, running", gb(prices.lambda_provisioned_gb_s)),
        ("", "GB-second, provisioned, always", gb(prices.lambda_provisioned_idle_gb_s)),
        ("", "million requests", price(prices.lambda_request * 1e6)),
        (
            "API Gateway",
            "million WebSocket messages of 32 KB",
            price(prices.websocket_message * 1e6),
        ),
        ("", "million connection minutes", price(prices.websocket_minute * 1e6)),
        ("", "million HTTP requests", price(prices.http_request * 1e6)),
        ("Step Functions", "million Express requests", price(prices.express_request * 1e6)),
        ("", "GB-second, by 64 MB and 100 ms", f"{prices.express_gb_s:.8f}"),
        ("DynamoDB", "million write units of 1 KB", price(prices.dynamodb_write * 1e6)),
        ("", "million read units of 4 KB", price(prices.dynamodb_read * 1e6)),
        ("S3", "thousand puts", price(prices.s3_put * 1000)),
        ("", "thousand gets", price(prices.s3_get * 1000)),
        ("", "GB-month", price(prices.s3_gb_month)),
        ("Data transfer", "GB to the internet", price(prices.transfer_gb)),
        ("CloudWatch", "GB of logs", price(prices.logs_gb)),
        ("", "metric-month", price(prices.metric_month)),
        ("", "alarm-metric-month", price(prices.alarm_month)),
        ("", "dashboard-month", price(prices.dashboard_month)),
        ("X-Ray", "million traces", price(prices.trace * 1e6)),
        ("Secrets Manager", "secret-month", price(prices.secret_month)),
        ("", "ten thousand reads", price(prices.secret_read * 10_000)),
        ("ECR", "GB-month", price(prices.images_gb_month)),
    ]
    pages = "\n".join(f"- {service}: {page}" for service, page in prices.pages.items())
    return f"""## Prices

In US dollars, {prices.region}, as known on {prices.date}.

{table(("service", "unit", "$"), rows)}

AWS publishes them at:

{pages}"""
