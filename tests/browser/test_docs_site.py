"""The documents as a site: complete, without broken links, under the app's Content-Security-Policy."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from playwright.sync_api import expect

from infra.local import ports
from infra.local.page_server import PageServer
from infra.target import ROOT
from tests.browser.conftest import Browse
from tests.browser.fake_service import ORIGIN
from tools.docs_site.__main__ import CONFIG, build
from tools.docs_site.pages import BrokenLink, write_pages

NOT_IN_NAVIGATION = "adr/0"


@pytest.fixture(scope="module")
def web_app(tmp_path_factory: pytest.TempPathFactory, web_build: Path) -> Path:
    """A web app of its page alone, with the site."""
    folder = tmp_path_factory.mktemp("dist")
    (folder / "index.html").write_bytes((web_build / "index.html").read_bytes())
    build(folder / "docs")
    return folder


@pytest.fixture(scope="module")
def site(web_app: Path) -> Path:
    return web_app / "docs"


@pytest.fixture(scope="module")
def address(web_app: Path) -> Iterator[str]:
    with PageServer(ports.any_free(), f"{ORIGIN}/ws", ORIGIN, ["en"], web_app) as server:
        yield f"{server.url}/docs"


class Links(HTMLParser):
    """The addresses that a page refers to, and its anchors."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.anchors = {""}
        self.feed(page.read_text())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("href", "src") and value:
                self.addresses.append(value)
            if name in ("id", "name") and value:
                self.anchors.add(value)


def test_every_document_is_a_page(site: Path) -> None:
    names = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    pages = {name.replace("README.md", "index.md").replace(".md", ".html") for name in names}
    pages |= {"reference/http.html", "reference/websocket.html", "examples.html"}
    built = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert built >= pages
    start = {normpath(address) for address in Links(site / "index.html").addresses}
    assert {page for page in built if not page.startswith(NOT_IN_NAVIGATION)} <= start


def test_every_link_leads_somewhere(site: Path) -> None:
    pages = {page: Links(page) for page in site.rglob("*.html")}
    broken = []
    for page, links in pages.items():
        for address in links.addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            anchors = pages[target].anchors if target in pages else {parts.fragment}
            if not target.is_file() or unquote(parts.fragment) not in anchors:
                broken.append((page.name, address))
    assert len(pages) > 40
    assert broken == []


def test_a_broken_link_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = tmp_path / "repository"
    (repository / "docs").mkdir(parents=True)
    (repository / "docs" / "a.md").write_text("# A\n\n[b](b.md)\n")
    monkeypatch.setattr("tools.docs_site.pages.ROOT", repository)
    monkeypatch.setattr("tools.docs_site.pages.DOCS", repository / "docs")
    monkeypatch.setattr("tools.docs_site.pages.OUTSIDE", {})
    with pytest.raises(BrokenLink, match=r"docs/a\.md links to b\.md"):
        write_pages(tmp_path / "pages")


def test_the_files_keep_to_the_policy(site: Path) -> None:
    for page in site.rglob("*.html"):
        assert not re.search(r"<script>|<style|\sstyle=|\son\w+=", page.read_text()), page.name
    for sheet in site.rglob("*.css"):
        assert "data:" not in sheet.read_text(), sheet.name


def test_the_references_have_every_route_and_message(site: Path) -> None:
    http = (site / "reference" / "http.html").read_text()
    for route in ("POST /v1/tickets", "GET /v1/translations/{message_id}/export"):
        assert route in http
    websocket = (site / "reference" / "websocket.html").read_text()
    for message in ("hello", "translate", "audio_chunk", "room_update"):
        assert f"<code>{message}</code>" in websocket


def test_pages_load_without_errors_and_can_be_searched(browse: Browse, address: str) -> None:
    app = browse(address)
    app.load()
    expect(app.page).to_have_url(f"{address}/")
    for name in ("architecture", "reference/http", "reference/websocket", "voices", "bench/index"):
        app.page.goto(f"{address}/{name}.html")
        expect(app.page.locator("h1")).to_be_visible()
        assert app.page.evaluate("[...document.images].every((image) => image.naturalWidth > 0)")
    app.page.keyboard.press("/")
    app.page.keyboard.type("troubleshooting")
    app.page.get_by_role("option", name="Troubleshooting").first.click()
    expect(app.page).to_have_url(re.compile(r"/docs/troubleshooting\.html"))


def test_navigation_names_no_page_twice() -> None:
    def pages(entry: Any) -> Iterator[str]:
        if isinstance(entry, str):
            yield entry
        else:
            for value in entry.values():
                for inner in value if isinstance(value, list) else [value]:
                    yield from pages(inner)

    named = [page for entry in yaml.safe_load(CONFIG.read_text())["nav"] for page in pages(entry)]
    assert len(named) == len(set(named))
