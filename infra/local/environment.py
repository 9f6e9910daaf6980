"""The environment of the emulator and its functions.

Built from a short list of what may pass, so that no credential, profile, endpoint or proxy of the
person who runs it reaches a function: nothing here can call AWS.
"""

import os
from pathlib import Path

from infra.local.places import ACCESS_KEY, HOST, REGION, SECRET_KEY

PASSED = ("PATH", "HOME", "LANG", "LANGUAGE", "TERM", "TZ", "USER", "VIRTUAL_ENV")
PASSED_PREFIXES = ("DRAGOMAN_", "LC_", "COVERAGE_")


def emulated_aws(port: int) -> dict[str, str]:
    """What makes an AWS client talk to the emulator on this port and to nobody else."""
    endpoint = f"http://{HOST}:{port}"
    return {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "*",
    }


def inherited() -> dict[str, str]:
    """What may pass of this process's own environment."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in PASSED or name.startswith(PASSED_PREFIXES)
    }


def of_gateway(port: int, temporary: Path) -> dict[str, str]:
    """The environment of the emulator's process, which every function's process inherits."""
    return {
        "DRAGOMAN_TICKETS_PER_MINUTE": "100000",  # everybody here has one address
        "DRAGOMAN_MAX_CONCURRENT_SEGMENTS": "12",  # two cores end some 110 a minute: a wait of 6 s
        **inherited(),
        **emulated_aws(port),
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
        # No Docker: a daemon that happens to run here is none of ours.
        "DOCKER_HOST": f"unix://{temporary}/no-docker.sock",
    }
