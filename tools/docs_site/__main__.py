"""`python -m tools.docs_site [FOLDER]`: builds the documents as a site, by default into the web app."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import yaml

from infra.target import ROOT
from tools.docs_site.content_security import construct_styles, extract_images, extract_scripts
from tools.docs_site.pages import write_pages

SITE: Final = ROOT / "web" / "dist" / "docs"
CONFIG: Final = ROOT / "tools" / "docs_site" / "site.yml"
UNUSED: Final = ("404.html", "sitemap.xml", "objects.inv", "assets/javascripts/lunr")
"""Files of the generator that need the address of the site, or are for other languages."""
GENERATOR: Final = Path(sys.executable).with_name("zensical")
BUILD_TIMEOUT_S: Final = 300


def build(site: Path) -> None:
    """Builds the site into a folder. Raises BrokenLink."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        write_pages(folder / "pages")
        settings = yaml.safe_load(CONFIG.read_text())
        settings |= {"docs_dir": "pages", "site_dir": "site"}
        (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False))
        subprocess.run(
            [GENERATOR, "build", "--strict"], cwd=folder, check=True, timeout=BUILD_TIMEOUT_S
        )
        _secure(folder / "site")
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(folder / "site", site)


def _secure(site: Path) -> None:
    """Makes the files keep to the app's Content-Security-Policy, and deletes unused ones."""
    for name in UNUSED:
        shutil.rmtree(site / name, ignore_errors=True)
        (site / name).unlink(missing_ok=True)
    for source_map in site.rglob("*.map"):
        source_map.unlink()

    def write(path: str, text: str) -> None:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)

    for script in site.rglob("bundle.*.js"):
        script.write_text(construct_styles(script.read_text()))
    for page in site.rglob("*.html"):
        path = page.relative_to(site).as_posix()
        page.write_text(extract_scripts(page.read_text(), path, write))
    for sheet in site.rglob("*.css"):
        path = sheet.relative_to(site).as_posix()
        sheet.write_text(extract_images(sheet.read_text(), path, write))


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else SITE)
