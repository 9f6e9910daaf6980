"""The environment variables of the emulator and its functions.

Only listed variables are inherited, so no credential, profile, endpoint or proxy of the user
reaches a function. Nothing here can call AWS.
"""

import os
from pathlib import Path

from infra.local.account import ACCESS_KEY, HOST, REGION

INHERITED = ("PATH", "HOME", "LANG", "LANGUAGE", "TERM", "TZ", "USER", "VIRTUAL_ENV")
INHERITED_PREFIXES = ("DRAGOMAN_", "LC_", "COVERAGE_")


def emulated_aws(port: int, secret_key: str) -> dict[str, str]:
    """Variables that make an AWS client call the emulator on this port and nothing else."""
    endpoint = f"http://{HOST}:{port}"
    return {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": secret_key,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "*",
    }


def inherited() -> dict[str, str]:
    """The variables of this process that a child process may inherit."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in INHERITED or name.startswith(INHERITED_PREFIXES)
    }


def emulator_environment(port: int, secret_key: str, temporary: Path) -> dict[str, str]:
    """The variables of the emulator's process, which the functions' processes inherit."""
    return {
        "DRAGOMAN_TICKETS_PER_MINUTE": "100000",  # everyone here has the same address
        "DRAGOMAN_MAX_CONCURRENT_SEGMENTS": "12",  # two cores end some 110 segments a minute: a wait of 6 s
        **inherited(),
        **emulated_aws(port, secret_key),
        "TMPDIR": str(temporary),
        "PYTHONUNBUFFERED": "1",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": REGION,
        "LOG_LEVEL": "WARNING",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "STATE_DIR": str(temporary / "state"),
        "S3_DATA_DIR": str(temporary / "s3"),
        # Never use a Docker daemon that happens to run here.
        "DOCKER_HOST": f"unix://{temporary}/no-docker.sock",
    }
