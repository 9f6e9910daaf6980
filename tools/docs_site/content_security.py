"""Files that keep to the app's Content-Security-Policy: no inline scripts or styles, no `data:`."""

import re
from collections.abc import Callable
from hashlib import sha256
from posixpath import dirname, relpath
from typing import Final
from urllib.parse import unquote

INLINE_SCRIPT: Final = re.compile(r"<script>(.+?)</script>", re.DOTALL)
DATA_IMAGE: Final = re.compile(r"""url\((["']?)data:image/svg\+xml;charset=utf-8,(.+?)\1\)""")
INLINE_STYLE: Final = re.compile(
    r"""(\w+)\.appendChild\(\w+\("style",\{\},(\w+)\.toString\(\)\)\)"""
)

Write = Callable[[str, str], None]
"""Stores a text under a path of the site."""


def extract_scripts(html: str, page: str, write: Write) -> str:
    """The page with files in place of inline scripts. `page` is its path in the site."""

    def extracted(script: re.Match[str]) -> str:
        path = _stored(script[1], "assets/javascripts", "js", write)
        return f'<script src="{relpath(path, dirname(page) or ".")}"></script>'

    return INLINE_SCRIPT.sub(extracted, html)


def extract_images(css: str, sheet: str, write: Write) -> str:
    """The style sheet with files in place of embedded images. `sheet` is its path in the site."""

    def extracted(image: re.Match[str]) -> str:
        path = _stored(unquote(image[2]), "assets/images", "svg", write)
        return f"url({relpath(path, dirname(sheet))})"

    return DATA_IMAGE.sub(extracted, css)


def construct_styles(script: str) -> str:
    """The script with a constructed style sheet, which the policy allows, in place of an inline one."""
    return INLINE_STYLE.sub(
        r"\1.adoptedStyleSheets=[(sheet=>(sheet.replaceSync(\2.toString()),sheet))(new CSSStyleSheet)]",
        script,
    )


def _stored(text: str, folder: str, suffix: str, write: Write) -> str:
    path = f"{folder}/{sha256(text.encode()).hexdigest()[:12]}.{suffix}"
    write(path, text)
    return path
