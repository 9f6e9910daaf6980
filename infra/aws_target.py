"""The target AWS: light functions are zips with layers, model functions are images."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aws_cdk import (
    Aws,
    DefaultStackSynthesizer,
    Environment,
    Fn,
    IgnoreMode,
    IStackSynthesizer,
    Stack,
)
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_ecr_assets as ecr_assets
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from dragoman.models.packs import Pack
from dragoman.models.resolve import packs_of
from infra.dependency_layer import built_layer
from infra.nag_suppressions import suppress_nag
from infra.options import Options
from infra.site import Domain, Site
from infra.target import ROOT, FunctionConfig, FunctionContext

MB_PER_VCPU = 1769
ARCHITECTURES = {
    "arm64": lambda_.Architecture.ARM_64,
    "x86_64": lambda_.Architecture.X86_64,
}
DOCKERFILE = "functions/Dockerfile"
INSTALL = "functions/install.sh"
BASE_IMAGE = ROOT / "functions" / "base-image.txt"
PACKS = "layers/packs/*.txt"
LICENCE_FILES = ("LICENSE", "NOTICE", "LICENSES", "docs/licences.md")
LICENCES = {
    "transcribe": "Apache-2.0 AND GPL-3.0-or-later",
    "translate": "Apache-2.0 AND MPL-2.0",
    "synthesize": "Apache-2.0 AND GPL-3.0-or-later",
}
"""The licences that apply to an image as a whole; docs/licences.md has those of its parts."""
CORE = "layers/core/python/dragoman"
WEB_APP = ROOT / "web" / "dist"
NOT_SHIPPED = ["**/__pycache__", "*.egg-info", "**/*.egg-info", "python/dragoman/client"]


class AwsTarget:
    name = "aws"
    environment: Environment | None = None
    https_only = True
    monitored = True
    api_tags: Mapping[str, str] = {}
    http_api_tags: Mapping[str, str] = {}
    auto_deletes_objects = True

    def __init__(self, options: Options | None = None, web_app: Path = WEB_APP) -> None:
        options = options or Options()
        self._web_app = web_app
        self._domain = _domain(options)
        self._serves_site = options.site
        self._hsts_subdomains = options.hsts_subdomains
        self._architecture = ARCHITECTURES[options.architecture]
        self._chosen_packs = options.packs

    @property
    def synthesizer(self) -> IStackSynthesizer:
        return DefaultStackSynthesizer()

    def function(
        self, scope: Construct, config: FunctionConfig, context: FunctionContext
    ) -> lambda_.Function:
        package = self._image if config.models else self._zip
        return package(scope, config, context)

    def callback_url(self, stage: apigateway.WebSocketStage) -> str:
        return stage.callback_url

    def websocket_url(self, stage: apigateway.WebSocketStage) -> str:
        return stage.url

    def http_url(self, stage: apigateway.HttpStage) -> str:
        return stage.url.rstrip("/")

    @property
    def audio_bucket_name(self) -> str | None:
        # The site's policy names the bucket and the bucket's CORS rule names the site, so one of the
        # two names must be known before either resource exists.
        unique = Fn.select(2, Fn.split("/", Aws.STACK_ID))
        return f"dragoman-audio-{unique}"

    @property
    def page_origin(self) -> str:
        return f"https://{self._domain.name}" if self._domain else "*"

    def site(
        self, scope: Construct, config: Mapping[str, Any], services: Sequence[str]
    ) -> str | None:
        if not self._serves_site:
            return None
        return Site(
            scope,
            "Site",
            web_app=self._web_app,
            config=config,
            services=[*services, *self._audio_origins],
            domain=self._domain,
            hsts_subdomains=self._hsts_subdomains,
        ).origin

    @property
    def _audio_origins(self) -> Sequence[str]:
        """The origins of presigned links: the second in us-east-1, the first in other regions."""
        name = self.audio_bucket_name
        hosts = (f"s3.{Aws.REGION}.{Aws.URL_SUFFIX}", f"s3.{Aws.URL_SUFFIX}")
        return [f"https://{name}.{host}" for host in hosts]

    def _zip(
        self, scope: Construct, config: FunctionConfig, context: FunctionContext
    ) -> lambda_.Function:
        function = lambda_.Function(
            scope,
            "Function",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=self._architecture,
            code=lambda_.Code.from_asset(
                str(ROOT / "functions" / config.name), exclude=["**/__pycache__"]
            ),
            handler="handler.handler",
            layers=_layers(scope, self._architecture),
            memory_size=config.memory_mb,
            timeout=config.timeout,
            role=context.role,
            log_group=context.log_group,
            environment={**context.environment, **self._offered_packs(context)},
            tracing=lambda_.Tracing.ACTIVE,
        )
        suppress_nag(
            function, "L1", "Zips and images share the one Python that every engine supports."
        )
        return function

    def _image(
        self, scope: Construct, config: FunctionConfig, context: FunctionContext
    ) -> lambda_.Function:
        threads = max(1, round(config.memory_mb / MB_PER_VCPU))
        return lambda_.DockerImageFunction(
            scope,
            "Function",
            architecture=self._architecture,
            code=lambda_.DockerImageCode.from_image_asset(
                str(ROOT),
                file=DOCKERFILE,
                cmd=[config.handler],
                platform=ecr_assets.Platform.custom(self._architecture.docker_platform),
                build_args={
                    "BASE_IMAGE": BASE_IMAGE.read_text().strip(),
                    "FUNCTION": config.folder,
                    "PACKS": self._packs_of(config, context),
                    "LICENCES": LICENCES[config.folder],
                },
                ignore_mode=IgnoreMode.DOCKER,
                exclude=_all_except(
                    DOCKERFILE, INSTALL, CORE, PACKS, f"functions/{config.folder}", *LICENCE_FILES
                ),
            ),
            memory_size=config.memory_mb,
            timeout=config.timeout,
            role=context.role,
            log_group=context.log_group,
            environment={
                **context.environment,
                "DRAGOMAN_MODELS_DIR": "/opt/models",
                "DRAGOMAN_THREADS": str(threads),
                **_arm64_settings(self._architecture),
            },
            tracing=lambda_.Tracing.ACTIVE,
        )

    def _packs_of(self, config: FunctionConfig, context: FunctionContext) -> str:
        """The names of the model packs in a function's image."""
        packs = self._packs(context.environment["DRAGOMAN_LANGUAGES"])
        return " ".join(pack.name for pack in packs if pack.kind == config.models)

    def _offered_packs(self, context: FunctionContext) -> Mapping[str, str]:
        """The setting from which a function without models knows the packs in the images."""
        languages = context.environment.get("DRAGOMAN_LANGUAGES")
        if not languages:
            return {}
        return {"DRAGOMAN_PACKS": ",".join(pack.name for pack in self._packs(languages))}

    def _packs(self, languages: str) -> Sequence[Pack]:
        return packs_of([*self._chosen_packs, languages])


def _arm64_settings(architecture: lambda_.Architecture) -> Mapping[str, str]:
    """Names the kernels of CTranslate2's matrix library, in hex: NEON and its dot product.

    The library detects them in /sys/devices/system/cpu, which Lambda does not have on arm64.
    """
    return {"RUY_PATHS": "30"} if architecture.name == "arm64" else {}


def _all_except(*kept: str) -> list[str]:
    return ["*", *(f"!{path}" for path in kept), "**/__pycache__"]


def _domain(options: Options) -> Domain | None:
    return Domain(options.site_domain, options.site_certificate) if options.site_domain else None


def _layers(
    scope: Construct, architecture: lambda_.Architecture
) -> Sequence[lambda_.ILayerVersion]:
    """The layers of the product's code and of its dependencies, one of each in a stack."""
    stack = Stack.of(scope)
    dependencies = built_layer(architecture.name)
    return [
        _layer(stack, "CoreLayer", str(ROOT / "layers" / "core"), architecture),
        _layer(stack, "DependencyLayer", str(dependencies), architecture),
    ]


def _layer(
    stack: Construct, name: str, path: str, architecture: lambda_.Architecture
) -> lambda_.LayerVersion:
    existing = stack.node.try_find_child(name)
    if isinstance(existing, lambda_.LayerVersion):
        return existing
    return lambda_.LayerVersion(
        stack,
        name,
        code=lambda_.Code.from_asset(path, exclude=NOT_SHIPPED),
        compatible_architectures=[architecture],
        compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
    )
