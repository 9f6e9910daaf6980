"""The target emulator: every function is this Python on the official Lambda runtime client."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsii
from aws_cdk import (
    AssetHashType,
    BundlingOptions,
    DefaultStackSynthesizer,
    DockerImage,
    Environment,
    ILocalBundling,
    IStackSynthesizer,
)
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from dragoman.settings import Settings
from infra.emulator_ids import FUNCTION_PYTHONPATH, HTTP_API_ID, PAGE_ORIGIN, WEBSOCKET_API_ID
from infra.target import (
    LOCAL_ACCOUNT,
    LOCAL_ENDPOINT,
    ROOT,
    FunctionConfig,
    FunctionContext,
)

BOOTSTRAP = '#!/bin/sh\nexec "$DRAGOMAN_PYTHON" -m awslambdaric "$_HANDLER"\n'
BOOTSTRAPS = {"captions": BOOTSTRAP.replace("exec", "exec nice -n 10")}
"""Functions on Lambda share no cores. Here captions leave theirs to what people wait for."""
CONCURRENCY = {
    "accept": 8,
    "authorize": 4,
    "connect": 4,
    "disconnect": 4,
    "http": 8,
    "transcribe": 2,
    "captions": 1,
    "translate": 2,
    "synthesize": 2,
    "complete": 4,
    "fail": 4,
    "sweep": 1,
}
"""The most processes of each function; the emulator itself has no limit."""


class EmulatorTarget:
    name = "emulator"
    https_only = False
    monitored = False
    audio_bucket_name: str | None = None
    page_origin = PAGE_ORIGIN
    auto_deletes_objects = False

    def __init__(
        self,
        endpoint: str = LOCAL_ENDPOINT,
        architecture: lambda_.Architecture = lambda_.Architecture.X86_64,
    ) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._architecture = architecture

    @property
    def environment(self) -> Environment | None:
        return LOCAL_ACCOUNT

    @property
    def synthesizer(self) -> IStackSynthesizer:
        # The emulator is not bootstrapped, so there is no bootstrap version to check.
        return DefaultStackSynthesizer(generate_bootstrap_version_rule=False)

    @property
    def api_tags(self) -> Mapping[str, str]:
        return {"ms-custom-id": WEBSOCKET_API_ID}

    @property
    def http_api_tags(self) -> Mapping[str, str]:
        return {"ms-custom-id": HTTP_API_ID}

    def function(
        self, scope: Construct, config: FunctionConfig, context: FunctionContext
    ) -> lambda_.Function:
        return lambda_.Function(
            scope,
            "Function",
            runtime=lambda_.Runtime.PROVIDED_AL2023,
            architecture=self._architecture,
            code=_with_bootstrap(
                ROOT / "functions" / config.folder, BOOTSTRAPS.get(config.name, BOOTSTRAP)
            ),
            handler=config.handler,
            memory_size=config.memory_mb,
            timeout=config.timeout,
            role=context.role,
            log_group=context.log_group,
            environment={**context.environment, **self._interpreter(config, context)},
            reserved_concurrent_executions=CONCURRENCY[config.name],
        )

    def callback_url(self, stage: apigateway.WebSocketStage) -> str:
        return f"{self._endpoint}/_aws/execute-api/{stage.api.api_id}/{stage.stage_name}"

    def websocket_url(self, stage: apigateway.WebSocketStage) -> str:
        return self.callback_url(stage).replace("http", "ws", 1)

    def http_url(self, stage: apigateway.HttpStage) -> str:
        return f"{self._endpoint}/_aws/execute-api/{HTTP_API_ID}/{stage.stage_name}"

    def site(self, scope: Construct, config: Mapping[str, Any], services: Sequence[str]) -> None:
        """Does nothing: the launcher serves the web app."""

    def _interpreter(self, config: FunctionConfig, context: FunctionContext) -> Mapping[str, str]:
        variables = {
            "DRAGOMAN_PYTHON": sys.executable,
            "PYTHONPATH": os.pathsep.join(_python_path()),
        }
        if "DRAGOMAN_LANGUAGES" in context.environment:  # it loads models, or offers languages
            variables["DRAGOMAN_MODELS_DIR"] = str(Settings().models_dir)
        if config.models == "translation":
            variables["DRAGOMAN_MEMORY_DIR"] = str(Settings().memory_dir)
        if config.models:
            variables["DRAGOMAN_THREADS"] = str(Settings().threads)
        return variables


def _python_path() -> Sequence[str]:
    """The product's code, after a folder that tests may put before it."""
    before = os.environ.get(FUNCTION_PYTHONPATH, "")
    return [path for path in (before, str(ROOT / "layers" / "core" / "python")) if path]


def _with_bootstrap(function: Path, script: str) -> lambda_.Code:
    return lambda_.Code.from_asset(
        str(function),
        asset_hash_type=AssetHashType.OUTPUT,
        bundling=BundlingOptions(
            image=DockerImage.from_registry("scratch"),  # required, never pulled
            environment={"BOOTSTRAP": script},  # the CDK bundles a folder anew when it differs
            local=_Bootstrapped(function, script),
        ),
    )


@jsii.implements(ILocalBundling)
class _Bootstrapped:
    """Bundles the function's folder with the script that starts Python on it."""

    def __init__(self, function: Path, script: str) -> None:
        self._function = function
        self._script = script

    def try_bundle(self, output_dir: str, *_: Any, **__: Any) -> bool:
        ignore = shutil.ignore_patterns("__pycache__", "requirements.*")
        shutil.copytree(self._function, output_dir, dirs_exist_ok=True, ignore=ignore)
        bootstrap = Path(output_dir, "bootstrap")
        bootstrap.write_text(self._script)
        bootstrap.chmod(0o755)
        return True
