"""The pages of the site: the documents with links that lead inside the site, and generated pages."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import dirname, normpath, relpath
from typing import Final

from dragoman.http import create
from dragoman.wiring import Wiring
from infra.target import ROOT
from tools.docs_site.api_reference import http_reference, websocket_reference

DOCS: Final = ROOT / "docs"
OUTSIDE: Final = {
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "web/client/README.md": "javascript.md",
}
"""Documents outside of docs/ by their path in the repository, with their page."""
FOLDERS: Final = {"examples": "examples.md", "docs/adr": "adr/index.md"}
"""Folders with a page that lists their files."""
UNPUBLISHED: Final = ("screenshots",)
"""Folders of docs/ that only the README shows."""
CODE: Final = {".html": "html", ".mjs": "js", ".py": "python", ".sh": "bash"}
DRAW: Final = (Path(sys.executable).with_name("node"), "web/scripts/diagrams.ts")
DRAWING_TIMEOUT_S: Final = 60

LINK: Final = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
DIAGRAM: Final = re.compile(r"^```mermaid\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FENCED: Final = re.compile(r"^(```.*?^```)$", re.DOTALL | re.MULTILINE)


class BrokenLink(Exception):
    """A link between documents leads nowhere."""


def write_pages(folder: Path) -> None:
    """Writes the sources of the site into an empty folder. Raises BrokenLink."""
    shutil.copytree(DOCS, folder, ignore=shutil.ignore_patterns(*UNPUBLISHED))
    sources = {path.relative_to(ROOT).as_posix(): path for path in DOCS.rglob("*.md")}
    sources |= {name: ROOT / name for name in OUTSIDE}
    for name, source in sorted(sources.items()):
        page = _site_path(name)
        text, drawings = _with_drawings(_with_site_links(source.read_text(), name, page), page)
        # Markdown in HTML is asked for by an attribute, which other readers ignore.
        _write(folder / page, text.replace("<details>", "<details markdown>"))
        for path, drawing in drawings.items():
            _write(folder / path, drawing)
    for path, text in _generated_pages().items():
        _write(folder / path, text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


# --- Links ---


def _site_path(name: str) -> str:
    """The path in the site of a published file of the repository."""
    return (OUTSIDE | FOLDERS).get(name) or name.removeprefix("docs/")


def _with_site_links(text: str, name: str, page: str) -> str:
    def link(found: re.Match[str]) -> str:
        return _site_link(found, name, page)

    return _outside_code(text, lambda part: LINK.sub(link, part))


def _site_link(found: re.Match[str], name: str, page: str) -> str:
    """A link as the site needs it. A link to source code becomes its text, because the site does not
    have the code. Raises BrokenLink."""
    label, target = found.groups()
    address, hash_sign, anchor = target.partition("#")
    if not address or re.match(r"[a-z]+:", address):
        return found[0]
    linked = normpath(f"{dirname(name)}/{address}").removeprefix("/")
    if not (ROOT / linked).exists():
        raise BrokenLink(f"{name} links to {target}, which does not exist")
    published = linked in OUTSIDE or linked in FOLDERS or (DOCS / _site_path(linked)).is_file()
    if not published:
        return label
    return f"[{label}]({relpath(_site_path(linked), dirname(page) or '.')}{hash_sign}{anchor})"


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with its parts outside of fenced code changed."""
    parts = FENCED.split(text)
    return "".join(part if part.startswith("```") else change(part) for part in parts)


# --- Drawings ---


def _with_drawings(text: str, page: str) -> tuple[str, dict[str, str]]:
    """The text with images in place of Mermaid diagrams, and the images by their path in the site."""
    sources = DIAGRAM.findall(text)
    if not sources:
        return text, {}
    name = page.removesuffix(".md").replace("/", "-")
    paths = [f"diagrams/{name}-{number}.svg" for number in range(1, len(sources) + 1)]
    remaining = iter(paths)

    def image(_: re.Match[str]) -> str:
        path = relpath(next(remaining), dirname(page) or ".")
        return f'<div class="diagram" markdown>\n\n![Diagram of the text above]({path})\n\n</div>'

    return DIAGRAM.sub(image, text), dict(zip(paths, _draw(sources), strict=True))


def _draw(sources: list[str]) -> list[str]:
    done = subprocess.run(
        DRAW, input=json.dumps(sources), cwd=ROOT, check=True,
        capture_output=True, text=True, timeout=DRAWING_TIMEOUT_S,
    )  # fmt: skip
    drawn: list[str] = json.loads(done.stdout)
    return drawn


# --- Generated pages ---


def _generated_pages() -> dict[str, str]:
    openapi = create(Wiring()).openapi()
    asyncapi = json.loads((DOCS / "asyncapi.json").read_text())
    return {
        "reference/http.md": http_reference(openapi),
        "reference/openapi.json": json.dumps(openapi, indent=2),
        "reference/websocket.md": websocket_reference(asyncapi),
        FOLDERS["examples"]: "\n".join(_examples()),
        FOLDERS["docs/adr"]: "\n".join(_decisions()),
    }


def _examples() -> Iterator[str]:
    yield from ("# Examples", "", "Programs that the tests run.", "")
    for file in sorted((ROOT / "examples").iterdir()):
        if file.suffix in CODE:
            code = file.read_text().rstrip()
            yield from (f"## {file.name}", "", f"```{CODE[file.suffix]}", code, "```", "")


def _decisions() -> Iterator[str]:
    yield from ("# Decisions", "", "Decisions that needed an argument.", "")
    for file in sorted((DOCS / "adr").glob("*.md")):
        yield f"- [{file.read_text().splitlines()[0].lstrip('# ')}]({file.name})"
