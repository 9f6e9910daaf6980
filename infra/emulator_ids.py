"""Fixed ids, names and addresses of the stack on the emulator, for its template and for its server."""

from typing import Final

WEBSOCKET_API_ID: Final = "d4a90a11"
"""Eight hex digits. A fixed id keeps the URL of the API over redeployments."""
HTTP_API_ID: Final = "d4a90a12"
PAGE_ORIGIN: Final = "http://localhost:8080"
"""The default origin of the page, which `infra.local.deploy` replaces if the page has another port."""
FUNCTION_PYTHONPATH: Final = "DRAGOMAN_FUNCTION_PYTHONPATH"
"""The environment variable of a folder that tests put before the code of every function."""
