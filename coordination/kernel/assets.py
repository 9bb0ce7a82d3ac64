"""Static files under addresses that change with their content, and the icons that are used."""

import re
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from coordination.config import ROOT

ICON = re.compile(r"""icon\(\s*['"]([a-z0-9-]+)['"]""")
SYMBOL = re.compile(r'<symbol[^>]*id="([a-z0-9-]+)".*?</symbol>', re.DOTALL)
BOOTSTRAP = files("flask_bootstrap") / "static" / "bootstrap5"


@lru_cache(maxsize=64)
def fingerprint(filename: str) -> str:
    """The first characters of the SHA-256 of a static file of ours, for `?v=` in its address."""
    return sha256((ROOT / "static" / filename).read_bytes()).hexdigest()[:12]


def used_icons(templates: Path) -> set[str]:
    """Names of the icons that any template asks for."""
    return {name for page in templates.rglob("*.html") for name in ICON.findall(page.read_text("utf-8"))}


def sprite(names: set[str]) -> str:
    """Cut the named symbols out of Bootstrap's icon sprite (1.1 MB, of which we need a few KB).

    Raises KeyError for a name that the sprite does not have.
    """
    source = (BOOTSTRAP / "icons" / "bootstrap-icons.svg").read_text("utf-8")
    found = {match.group(1): match.group(0) for match in SYMBOL.finditer(source)}
    symbols = "".join(found[name] for name in sorted(names))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'
