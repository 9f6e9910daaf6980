"""The accessibility checker axe, run in a page."""

from typing import Any, Final

from infra.local.page_server import WEB_APP
from tests.browser.app_page import AppPage

AXE: Final = WEB_APP.parent / "node_modules" / "axe-core" / "axe.min.js"


def findings(app: AppPage) -> list[dict[str, Any]]:
    """Serious and critical findings of axe."""
    # Evaluated by the debugger, to which the Content-Security-Policy does not apply.
    app.page.evaluate(AXE.read_text())
    result = app.page.evaluate("axe.run()")
    return [
        {"id": found["id"], "where": [node["html"][:120] for node in found["nodes"]]}
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
    ]
