"""The web app on AWS: a private bucket behind CloudFront, and which origins may use the service."""

import json
from collections.abc import Callable
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from infra.app import synthesize
from infra.aws_target import AwsTarget
from infra.emulator_ids import PAGE_ORIGIN
from infra.site import WebAppNotBuilt
from infra.web_app import config_json, content_security_policy
from tests.infra.template import Json, Template

CERTIFICATE = "arn:aws:acm:us-east-1:111111111111:certificate/abc"
AUDIO = "https://dragoman-audio-<StackId>"


def behavior(template: Template) -> Json:
    found: Json = template.only("CloudFront::Distribution")["DistributionConfig"]
    return dict(found["DefaultCacheBehavior"])


@pytest.fixture
def headers(aws: Template) -> Json:
    (name,) = aws.of("CloudFront::ResponseHeadersPolicy")
    assert behavior(aws)["ResponseHeadersPolicyId"] == {"Ref": name}
    found = aws.only("CloudFront::ResponseHeadersPolicy")
    return dict(found["ResponseHeadersPolicyConfig"])


def test_the_emulator_leaves_the_page_to_its_launcher(emulator: Template) -> None:
    assert not emulator.of("CloudFront::Distribution")
    assert not emulator.deployments
    assert len(emulator.of("S3::Bucket")) == 1
    assert "SiteUrl" not in emulator.outputs


def test_without_a_web_app_nothing_is_synthesized(tmp_path: Path) -> None:
    with pytest.raises(WebAppNotBuilt, match="make web"):
        synthesize(AwsTarget(web_app=tmp_path / "dist"), tmp_path / "out")


def test_the_site_url_is_an_output(aws: Template) -> None:
    assert aws.outputs["SiteUrl"] == "https://<distribution>"


# --- Files --------------------------------------------------------------------------------------


def test_only_cloudfront_may_read_the_files(aws: Template) -> None:
    name, bucket = aws.bucket(audio=False)
    assert list(bucket["PublicAccessBlockConfiguration"].values()) == [True] * 4
    assert "WebsiteConfiguration" not in bucket
    assert "SSEAlgorithm" in str(bucket["BucketEncryption"])
    denied, allowed = aws.statements(name)
    assert denied["Effect"] == "Deny"
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert allowed["Action"] == "s3:GetObject"
    assert "<distribution>" in aws.plain(allowed["Condition"]["StringEquals"]["AWS:SourceArn"])


def test_cloudfront_signs_its_requests_to_the_bucket(aws: Template) -> None:
    (origin,) = aws.only("CloudFront::Distribution")["DistributionConfig"]["Origins"]
    assert aws.plain(origin["DomainName"]) == "<site>"
    assert aws.plain(origin["OriginAccessControlId"]) == "<originaccesscontrol>"
    control = aws.only("CloudFront::OriginAccessControl")["OriginAccessControlConfig"]
    assert (control["SigningBehavior"], control["SigningProtocol"]) == ("always", "sigv4")


def files(template: Template, deployment: Json) -> set[str]:
    folders = [
        template.folder / f"asset.{key.removesuffix('.zip')}"
        for key in deployment["SourceObjectKeys"]
    ]
    return {
        str(path.relative_to(folder))
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_files_with_hashed_names_are_cached_for_a_year(aws: Template) -> None:
    hashed = aws.deployments["assets"]
    assert files(aws, hashed) == {"index-C0FFEE.js"}
    kept = hashed["SystemMetadata"]["cache-control"]
    assert kept == "public, max-age=31536000, immutable"


def test_other_files_are_revalidated(aws: Template) -> None:
    named = aws.deployments[""]
    documents = {"docs/index.html", "docs/assets/main.css"}
    assert files(aws, named) == {"index.html", "icon.svg", "config.json", *documents}
    assert named["SystemMetadata"] == {"cache-control": "no-cache"}


def test_files_of_earlier_deployments_are_not_pruned(aws: Template) -> None:
    assert not any(deployment["Prune"] for deployment in aws.deployments.values())


def test_files_are_deleted_with_the_stack(aws: Template) -> None:
    assert not any(deployment["RetainOnDelete"] for deployment in aws.deployments.values())


def test_config_json_has_the_addresses_of_the_service(aws: Template) -> None:
    named = aws.deployments[""]
    asset = str(named["SourceObjectKeys"][-1]).removesuffix(".zip")
    text = (aws.folder / f"asset.{asset}" / "config.json").read_text()
    for marker, value in named["SourceMarkers"][-1].items():
        text = text.replace(marker, aws.plain(value))
    assert json.loads(text) == config_json(
        aws.outputs["WebSocketUrl"], aws.outputs["HttpUrl"], ("en", "pt")
    )


# --- Headers ------------------------------------------------------------------------------------


def test_the_page_may_connect_to_this_service_only(aws: Template, headers: Json) -> None:
    policy = headers["SecurityHeadersConfig"]["ContentSecurityPolicy"]
    assert policy["Override"]
    assert aws.plain(policy["ContentSecurityPolicy"]) == content_security_policy(
        "wss://<api>.execute-api.<Region>.<URLSuffix>",
        "<api>",
        f"{AUDIO}.s3.<Region>.<URLSuffix>",
        f"{AUDIO}.s3.<URLSuffix>",
    )


def test_the_audio_bucket_is_in_the_policy_of_the_page(aws: Template) -> None:
    _, bucket = aws.bucket(audio=True)
    assert f"https://{aws.plain(bucket['BucketName'])}" == AUDIO


def test_the_site_sends_security_headers(headers: Json) -> None:
    security = headers["SecurityHeadersConfig"]
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31536000
    assert security["StrictTransportSecurity"]["IncludeSubdomains"] is False
    assert security["ContentTypeOptions"] == {"Override": True}
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == "no-referrer"
    assert security["FrameOptions"]["FrameOption"] == "DENY"
    (custom,) = headers["CustomHeadersConfig"]["Items"]
    assert custom["Header"] == "Permissions-Policy"
    assert "microphone=(self)" in custom["Value"]


def test_the_policy_allows_no_foreign_origin() -> None:
    directives = dict(part.split(" ", 1) for part in content_security_policy("wss://a").split("; "))
    assert directives["default-src"] == directives["frame-ancestors"] == "'none'"
    assert directives["connect-src"] == "'self' wss://a"
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "*"} & set(
        content_security_policy().split()
    )


def test_https_for_subdomains_is_an_option(choose: Callable[..., Template]) -> None:
    headers = choose(hsts_subdomains="true").only("CloudFront::ResponseHeadersPolicy")
    security = headers["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert security["StrictTransportSecurity"]["IncludeSubdomains"] is True


# --- Delivery -----------------------------------------------------------------------------------


def test_the_site_is_served_compressed_over_https_and_http3(aws: Template) -> None:
    distribution = aws.only("CloudFront::Distribution")["DistributionConfig"]
    assert distribution["HttpVersion"] == "http2and3"
    assert distribution["DefaultRootObject"] == "index.html"
    assert behavior(aws)["ViewerProtocolPolicy"] == "redirect-to-https"
    assert behavior(aws)["AllowedMethods"] == ["GET", "HEAD"]
    assert behavior(aws)["Compress"]


def test_the_folder_of_the_documents_leads_to_their_first_page(aws: Template) -> None:
    distribution = aws.only("CloudFront::Distribution")["DistributionConfig"]
    ((name, redirect),) = aws.of("CloudFront::Function").items()
    assert "location: { value: '/docs/index.html' }" in redirect["FunctionCode"]
    folders = {found["PathPattern"]: found for found in distribution["CacheBehaviors"]}
    assert set(folders) == {"/docs", "/docs/"}
    for found in folders.values():
        (association,) = found.pop("FunctionAssociations")
        assert name in str(association["FunctionARN"])
        assert found.items() >= behavior(aws).items()


@pytest.fixture(scope="module")
def named(choose: Callable[..., Template]) -> Template:
    """A stack whose site has a domain."""
    return choose(site_domain="dragoman.example", site_certificate=CERTIFICATE)


def test_a_site_with_a_domain_refuses_old_tls(named: Template) -> None:
    distribution = named.only("CloudFront::Distribution")["DistributionConfig"]
    assert distribution["Aliases"] == ["dragoman.example"]
    certificate = distribution["ViewerCertificate"]
    assert certificate["AcmCertificateArn"] == CERTIFICATE
    assert certificate["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert named.outputs["SiteUrl"] == "https://dragoman.example"


# --- Whose pages may use the service ------------------------------------------------------------


def bucket_origins(template: Template) -> list[str]:
    (rule,) = template.bucket(audio=True)[1]["CorsConfiguration"]["CorsRules"]
    return [template.plain(origin) for origin in rule["AllowedOrigins"]]


def http_origins(template: Template) -> list[str]:
    return list(template.api("HTTP")[1]["CorsConfiguration"]["AllowOrigins"])


def test_by_default_only_the_site_opens_sockets_and_reads_audio(aws: Template) -> None:
    site = aws.outputs["SiteUrl"]
    assert aws.environment("authorize")["DRAGOMAN_ALLOWED_ORIGINS"] == site
    assert bucket_origins(aws) == [site]


def test_the_http_api_allows_only_the_site_if_its_domain_is_known(
    aws: Template, named: Template
) -> None:
    """CloudFront's domain depends on that of the API, which the policy of the page contains."""
    assert http_origins(aws) == ["*"]
    assert http_origins(named) == bucket_origins(named) == ["https://dragoman.example"]


def test_on_the_emulator_only_its_page_may_use_the_service(emulator: Template) -> None:
    assert emulator.environment("authorize")["DRAGOMAN_ALLOWED_ORIGINS"] == PAGE_ORIGIN
    assert bucket_origins(emulator) == http_origins(emulator) == [PAGE_ORIGIN]


def test_resources_have_no_circular_dependency(template: Template) -> None:
    TopologicalSorter(template.needs).prepare()
