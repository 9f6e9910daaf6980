"""AWS: light functions are zips with layers, model functions are images."""

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
from infra.arguments import argue
from infra.dependency_layer import built_layer
from infra.options import Options
from infra.site import Domain, Site
from infra.target import ROOT, FunctionShape, Surroundings, timeout

MB_PER_VCPU = 1769
ARCHITECTURES = {
    "arm64": lambda_.Architecture.ARM_64,
    "x86_64": lambda_.Architecture.X86_64,
}
ONLY = {"translate": lambda_.Architecture.X86_64}
"""Functions with no choice: the package of the built-in translation models has x86-64 wheels alone."""
DOCKERFILE = "functions/Dockerfile"
INSTALL = "functions/install.sh"
PACKS = "layers/packs/requirements.txt"
CORE = "layers/core/python/dragoman"
WEB_APP = ROOT / "web" / "dist"
NOT_SHIPPED = ["**/__pycache__", "*.egg-info", "**/*.egg-info", "python/dragoman/client"]


class AwsTarget:
    name = "aws"
    environment: Environment | None = None
    https_only = True
    watched = True
    api_tags: Mapping[str, str] = {}
    http_api_tags: Mapping[str, str] = {}
    empties_buckets = True

    def __init__(self, options: Options | None = None, web_app: Path = WEB_APP) -> None:
        options = options or Options()
        self._web_app = web_app
        self._domain = _domain(options)
        self._architecture = ARCHITECTURES[options.architecture]
        self._chosen_packs = options.packs

    @property
    def synthesizer(self) -> IStackSynthesizer:
        return DefaultStackSynthesizer()

    def function(
        self, scope: Construct, shape: FunctionShape, around: Surroundings
    ) -> lambda_.Function:
        package = self._image if shape.models else self._zip
        return package(scope, shape, around)

    def callback_url(self, stage: apigateway.WebSocketStage) -> str:
        return stage.callback_url

    def websocket_url(self, stage: apigateway.WebSocketStage) -> str:
        return stage.url

    def http_url(self, stage: apigateway.HttpStage) -> str:
        return stage.url.rstrip("/")

    @property
    def audio_bucket_name(self) -> str | None:
        # The site names the bucket (where its page may connect to) and the bucket the site (whose
        # pages may read it): one of the two has to know the other's name beforehand.
        unique = Fn.select(2, Fn.split("/", Aws.STACK_ID))
        return f"dragoman-audio-{unique}"

    @property
    def page_origin(self) -> str:
        return f"https://{self._domain.name}" if self._domain else "*"

    def site(
        self, scope: Construct, config: Mapping[str, Any], services: Sequence[str]
    ) -> str | None:
        return Site(
            scope,
            "Site",
            web_app=self._web_app,
            config=config,
            services=[*services, *self._audio_origins],
            domain=self._domain,
        ).origin

    @property
    def _audio_origins(self) -> Sequence[str]:
        """Links are signed for the second in us-east-1, for the first elsewhere."""
        name = self.audio_bucket_name
        hosts = (f"s3.{Aws.REGION}.{Aws.URL_SUFFIX}", f"s3.{Aws.URL_SUFFIX}")
        return [f"https://{name}.{host}" for host in hosts]

    def _zip(
        self, scope: Construct, shape: FunctionShape, around: Surroundings
    ) -> lambda_.Function:
        function = lambda_.Function(
            scope,
            "Function",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=self._architecture,
            code=lambda_.Code.from_asset(
                str(ROOT / "functions" / shape.name), exclude=["**/__pycache__"]
            ),
            handler="handler.handler",
            layers=_layers(scope, self._architecture),
            memory_size=shape.memory_mb,
            timeout=timeout(shape),
            role=around.role,
            log_group=around.log_group,
            environment={**around.environment, **self._told_of_packs(around)},
            tracing=lambda_.Tracing.ACTIVE,
        )
        argue(function, "L1", "One Python for zips and images: the one all engines are built for.")
        return function

    def _image(
        self, scope: Construct, shape: FunctionShape, around: Surroundings
    ) -> lambda_.Function:
        architecture = ONLY.get(shape.name, self._architecture)
        threads = max(1, round(shape.memory_mb / MB_PER_VCPU))
        return lambda_.DockerImageFunction(
            scope,
            "Function",
            architecture=architecture,
            code=lambda_.DockerImageCode.from_image_asset(
                str(ROOT),
                file=DOCKERFILE,
                platform=ecr_assets.Platform.custom(architecture.docker_platform),
                build_args={"FUNCTION": shape.name, "PACKS": self._packs_of(shape, around)},
                ignore_mode=IgnoreMode.DOCKER,
                exclude=_all_but(DOCKERFILE, INSTALL, CORE, PACKS, f"functions/{shape.name}"),
            ),
            memory_size=shape.memory_mb,
            timeout=timeout(shape),
            role=around.role,
            log_group=around.log_group,
            environment={
                **around.environment,
                "DRAGOMAN_MODELS_DIR": "/opt/models",
                "DRAGOMAN_THREADS": str(threads),
            },
            tracing=lambda_.Tracing.ACTIVE,
        )

    def _packs_of(self, shape: FunctionShape, around: Surroundings) -> str:
        """What the image of a function carries."""
        asked = self._packs(around.environment["DRAGOMAN_LANGUAGES"])
        return " ".join(pack.name for pack in asked if pack.kind == shape.models)

    def _told_of_packs(self, around: Surroundings) -> Mapping[str, str]:
        """What the images carry, for a function that offers languages and carries no model."""
        languages = around.environment.get("DRAGOMAN_LANGUAGES")
        if not languages:
            return {}
        return {"DRAGOMAN_PACKS": ",".join(pack.name for pack in self._packs(languages))}

    def _packs(self, languages: str) -> Sequence[Pack]:
        return packs_of([*self._chosen_packs, languages])


def _all_but(*kept: str) -> list[str]:
    return ["*", *(f"!{path}" for path in kept), "**/__pycache__"]


def _domain(options: Options) -> Domain | None:
    return Domain(options.site_domain, options.site_certificate) if options.site_domain else None


def _layers(
    scope: Construct, architecture: lambda_.Architecture
) -> Sequence[lambda_.ILayerVersion]:
    """The product's code, and what it imports; one of each in a stack."""
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
