"""The web app on AWS: a private bucket that CloudFront alone may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_certificatemanager as certificates
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as cloudfront_origins
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as deployment
from constructs import Construct

from infra import page
from infra.arguments import argue, argue_wildcard
from infra.arguments import named as argued

HASHED = "assets"
"""The folder of files whose names change with what is in them."""
ONE_YEAR = Duration.days(365)


class WebAppNotBuilt(Exception):
    """There is no web app to deploy."""


@dataclass(frozen=True)
class Domain:
    """A name of one's own for the site. Its DNS record is made elsewhere."""

    name: str
    certificate_arn: str
    """Of a certificate in us-east-1: CloudFront takes no other."""


class Site(Construct):
    """Raises WebAppNotBuilt."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        web_app: Path,
        config: Mapping[str, Any],
        services: Sequence[str],
        domain: Domain | None = None,
    ) -> None:
        super().__init__(scope, name)
        if not (web_app / "index.html").exists():
            raise WebAppNotBuilt(f"{web_app} has no index.html. Build the web app first: make web")
        self._domain = domain
        self._bucket = s3.Bucket(
            self,
            "Files",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        argue(self._bucket, "S1", "Read by CloudFront alone, and holds nothing that is not public.")
        self._distribution = self._serve(self._headers(services))
        self._fill(web_app, config)

    @property
    def origin(self) -> str:
        name = self._domain.name if self._domain else self._distribution.distribution_domain_name
        return f"https://{name}"

    def _serve(self, headers: cloudfront.IResponseHeadersPolicy) -> cloudfront.Distribution:
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            default_root_object="index.html",
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            default_behavior=cloudfront.BehaviorOptions(
                origin=cloudfront_origins.S3BucketOrigin.with_origin_access_control(self._bucket),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
                # Keeps what a file's own Cache-Control lets it keep.
                cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
                response_headers_policy=headers,
                compress=True,
            ),
            **self._named(),
        )
        argue(distribution, "CFR1", "An interpreter is for people anywhere.")
        argue(
            distribution,
            "CFR2",
            "Static files, of which there is nothing to take that is not public.",
        )
        argue(distribution, "CFR3", "Its log would hold addresses of visitors, and nothing needed.")
        if not self._domain:
            argue(
                distribution,
                "CFR4",
                "With CloudFront's own certificate the oldest TLS is not ours to set.",
            )
        return distribution

    def _named(self) -> dict[str, Any]:
        """Without a name of its own a site has CloudFront's certificate, which sets its own oldest
        version of TLS."""
        if not self._domain:
            return {}
        return {
            "domain_names": [self._domain.name],
            "certificate": certificates.Certificate.from_certificate_arn(
                self, "Certificate", self._domain.certificate_arn
            ),
            "minimum_protocol_version": cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        }

    def _headers(self, services: Sequence[str]) -> cloudfront.ResponseHeadersPolicy:
        of = cloudfront
        return of.ResponseHeadersPolicy(
            self,
            "Headers",
            security_headers_behavior=of.ResponseSecurityHeadersBehavior(
                content_security_policy=of.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=page.policy(*services), override=True
                ),
                strict_transport_security=of.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=ONE_YEAR, include_subdomains=True, override=True
                ),
                content_type_options=of.ResponseHeadersContentTypeOptions(override=True),
                frame_options=of.ResponseHeadersFrameOptions(
                    frame_option=of.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=of.ResponseHeadersReferrerPolicy(
                    referrer_policy=of.HeadersReferrerPolicy.NO_REFERRER, override=True
                ),
            ),
            custom_headers_behavior=of.ResponseCustomHeadersBehavior(
                custom_headers=[
                    of.ResponseCustomHeader(
                        header="Permissions-Policy", value=page.PERMISSIONS, override=True
                    )
                ]
            ),
        )

    def _fill(self, web_app: Path, config: Mapping[str, Any]) -> None:
        """The page last: what it asks for is there before it is."""
        group = logs.LogGroup(self, "Logs", removal_policy=RemovalPolicy.DESTROY)
        source, keep = deployment.Source, deployment.CacheControl
        # Nothing is pruned: a page that was open before still finds its parts.
        shared: dict[str, Any] = {
            "destination_bucket": self._bucket,
            "prune": False,
            "retain_on_delete": False,
            "memory_limit": 512,
            "log_group": group,
        }
        hashed = deployment.BucketDeployment(
            self,
            "Hashed",
            sources=[source.asset(str(web_app / HASHED))],
            destination_key_prefix=HASHED,
            cache_control=[keep.set_public(), keep.max_age(ONE_YEAR), keep.immutable()],
            **shared,
        )
        named = deployment.BucketDeployment(
            self,
            "Named",
            sources=[
                source.asset(str(web_app), exclude=[HASHED]),
                source.json_data("config.json", dict(config)),
            ],
            cache_control=[keep.no_cache()],
            **shared,
        )
        named.node.add_dependency(hashed)
        self._argue_for_the_cdk(named)

    def _argue_for_the_cdk(self, filling: deployment.BucketDeployment) -> None:
        """Its function fills buckets during a deployment, and does nothing afterwards."""
        role = filling.handler_role
        function, files = role.node.scope, f"<{argued(self._bucket)}.Arn>"
        assert function  # noqa: S101
        assets = "arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>"
        managed = "arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
        because = "The CDK's own function, which is not ours to change."
        argue(function, "L1", because)
        argue(role, f"IAM4[Policy::{managed}]", because)
        for bucket in (files, assets):
            argue_wildcard(role, f"{bucket}/*", "All files of the site, and where they come from.")
        for action in ("GetObject", "GetBucket", "List", "DeleteObject", "Abort"):
            argue(role, f"IAM5[Action::s3:{action}*]", because)
