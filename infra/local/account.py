"""The emulated AWS account."""

from typing import Final

HOST: Final = "127.0.0.1"
REGION: Final = "us-east-1"
ACCOUNT: Final = "000000000000"
ACCESS_KEY: Final = "test"
"""The access key id, which presigned URLs contain. The secret key is made for each run."""
UNPROTECTED_SECRET_KEY: Final = "test"  # noqa: S105
"""The secret key for emulators that accept any."""
