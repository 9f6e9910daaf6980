"""The accessibility checker axe, run in a page."""

from typing import Any, Final

from infra.local.page_server import WEB_APP
from tests.browser.app_page import AppPage

AXE: Final = WEB_APP.parent / "node_modules" / "axe-core" / "axe.min.js"


def findings(app: AppPage) -> list[dict[str, Any]]:
    """Serious and critical findings of axe."""
    return _run(app)


def findings_in_both_schemes(app: AppPage) -> list[dict[str, Any]]:
    """The findings in light colours, and those about contrast in dark ones."""
    found = _run(app)
    app.page.emulate_media(color_scheme="dark")
    found += _run(app, "color-contrast")
    app.page.emulate_media(color_scheme="light")
    return found


def _run(app: AppPage, *rules: str) -> list[dict[str, Any]]:
    """The findings of these rules, or of all."""
    if not app.page.evaluate("'axe' in window"):
        # Evaluated by the debugger, to which the Content-Security-Policy does not apply.
        app.page.evaluate(AXE.read_text())
    options = {"runOnly": list(rules)} if rules else {}
    result = app.page.evaluate("options => axe.run(options)", options)
    return [
        {"id": found["id"], "where": [node["html"][:120] for node in found["nodes"]]}
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
    ]
