"""The web app on AWS: a private bucket that only CloudFront may read."""

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

from infra.global_names import global_name
from infra.nag_suppressions import logical_id, suppress_nag, suppress_wildcard_nag
from infra.web_app import PERMISSIONS_POLICY, content_security_policy

DOCUMENTS = "docs"
"""The folder of the documents."""
HASHED_FILES = "assets"
"""The folder of files whose names contain a hash of their content."""
ONE_YEAR = Duration.days(365)


class WebAppNotBuilt(Exception):
    """The web app to deploy is not built."""


@dataclass(frozen=True)
class Domain:
    """A domain name of the site. Whoever deploys creates its DNS record."""

    name: str
    certificate_arn: str
    """The ARN of a certificate in us-east-1, the only region that CloudFront accepts."""


class Site(Construct):
    """The bucket with the web app and the distribution that serves it. Raises WebAppNotBuilt."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        web_app: Path,
        config: Mapping[str, Any],
        services: Sequence[str],
        domain: Domain | None = None,
        hsts_subdomains: bool = False,
    ) -> None:
        super().__init__(scope, name)
        if not (web_app / "index.html").exists():
            raise WebAppNotBuilt(f"{web_app} has no index.html. Build the web app first: make web")
        self._domain = domain
        self._hsts_subdomains = hsts_subdomains
        self._bucket = s3.Bucket(
            self,
            "Files",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        suppress_nag(
            self._bucket, "S1", "Only CloudFront reads it, and everything in it is public."
        )
        self._distribution = self._serve(self._headers(services))
        self._upload(web_app, config)

    @property
    def origin(self) -> str:
        name = self._domain.name if self._domain else self._distribution.distribution_domain_name
        return f"https://{name}"

    def _serve(self, headers: cloudfront.IResponseHeadersPolicy) -> cloudfront.Distribution:
        served: dict[str, Any] = {
            "origin": cloudfront_origins.S3BucketOrigin.with_origin_access_control(
                self._bucket, origin_access_control=self._access_control()
            ),
            "viewer_protocol_policy": cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            "allowed_methods": cloudfront.AllowedMethods.ALLOW_GET_HEAD,
            # Keeps what a file's own Cache-Control lets it keep.
            "cache_policy": cloudfront.CachePolicy.CACHING_OPTIMIZED,
            "response_headers_policy": headers,
            "compress": True,
        }
        redirected = cloudfront.BehaviorOptions(
            **served, function_associations=[self._documents_redirect()]
        )
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            default_root_object="index.html",
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            default_behavior=cloudfront.BehaviorOptions(**served),
            additional_behaviors={f"/{DOCUMENTS}": redirected, f"/{DOCUMENTS}/": redirected},
            **self._domain_settings(),
        )
        suppress_nag(distribution, "CFR1", "People in every country may use the interpreter.")
        suppress_nag(
            distribution,
            "CFR2",
            "It serves static files, all of which are public.",
        )
        suppress_nag(
            distribution, "CFR3", "Its log would hold visitors' addresses, which nobody needs."
        )
        if not self._domain:
            suppress_nag(
                distribution,
                "CFR4",
                "The minimum TLS version of CloudFront's own certificate cannot be set.",
            )
        return distribution

    def _documents_redirect(self) -> cloudfront.FunctionAssociation:
        """Redirects the folder of the documents to its first page: CloudFront opens no folders."""
        code = (
            "function handler() { return { statusCode: 302, statusDescription: 'Found', "
            f"headers: {{ location: {{ value: '/{DOCUMENTS}/index.html' }} }} }}; }}"
        )
        return cloudfront.FunctionAssociation(
            event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
            function=cloudfront.Function(
                self,
                "DocumentsRedirect",
                function_name=global_name(self, "docs"),
                code=cloudfront.FunctionCode.from_inline(code),
                runtime=cloudfront.FunctionRuntime.JS_2_0,
            ),
        )

    def _access_control(self) -> cloudfront.S3OriginAccessControl:
        return cloudfront.S3OriginAccessControl(
            self, "AccessControl", origin_access_control_name=global_name(self, "site")
        )

    def _domain_settings(self) -> dict[str, Any]:
        """Empty without a domain: CloudFront's certificate then sets the minimum TLS version."""
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
            response_headers_policy_name=global_name(self, "headers"),
            security_headers_behavior=of.ResponseSecurityHeadersBehavior(
                content_security_policy=of.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=content_security_policy(*services), override=True
                ),
                strict_transport_security=of.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=ONE_YEAR,
                    include_subdomains=self._hsts_subdomains,
                    override=True,
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
                        header="Permissions-Policy", value=PERMISSIONS_POLICY, override=True
                    )
                ]
            ),
        )

    def _upload(self, web_app: Path, config: Mapping[str, Any]) -> None:
        """Uploads index.html last, after the files that it references."""
        group = logs.LogGroup(self, "Logs", removal_policy=RemovalPolicy.DESTROY)
        source, keep = deployment.Source, deployment.CacheControl
        # Nothing is pruned: a page that is open during a deployment still finds its files.
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
            sources=[source.asset(str(web_app / HASHED_FILES))],
            destination_key_prefix=HASHED_FILES,
            cache_control=[keep.set_public(), keep.max_age(ONE_YEAR), keep.immutable()],
            **shared,
        )
        named = deployment.BucketDeployment(
            self,
            "Named",
            sources=[
                source.asset(str(web_app), exclude=[f"{HASHED_FILES}/**"]),
                source.json_data("config.json", dict(config)),
            ],
            cache_control=[keep.no_cache()],
            **shared,
        )
        named.node.add_dependency(hashed)
        self._suppress_cdk_nag(named)

    def _suppress_cdk_nag(self, upload: deployment.BucketDeployment) -> None:
        """The CDK's function fills buckets during a deployment and does nothing afterwards."""
        role = upload.handler_role
        function, files = role.node.scope, f"<{logical_id(self._bucket)}.Arn>"
        assert function  # noqa: S101
        assets = "arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>"
        managed = "arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
        reason = "A function of the CDK, which we cannot change."
        suppress_nag(function, "L1", reason)
        suppress_nag(role, f"IAM4[Policy::{managed}]", reason)
        for bucket in (files, assets):
            suppress_wildcard_nag(
                role, f"{bucket}/*", "It copies every file of the site from the asset bucket."
            )
        for action in ("GetObject", "GetBucket", "List", "DeleteObject", "Abort"):
            suppress_nag(role, f"IAM5[Action::s3:{action}*]", reason)
