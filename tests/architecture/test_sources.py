"""Sizes, other hosts, and what old browsers cannot read."""

import ast
import re
from pathlib import Path

import pytest

from coordination.config import ROOT
from coordination.operation import extraction

PYTHON = [p for folder in ("coordination", "tests") for p in sorted((ROOT / folder).rglob("*.py"))]
PAGES = [*sorted((ROOT / "templates").rglob("*.html")), *sorted((ROOT / "static").rglob("*.css"))]
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
#: Chromium 83 and what it lacks. `gap` in grid is known to it, in flex it is not.
TOO_NEW = re.compile(
    r":has\(|color-mix|oklch|@layer|@container|(?<![\w-])inset\s*:|aspect-ratio|\ddvh|(?<![\w-])gap\s*:"
)
OUTSIDE = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""")
ASKS = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INLINE = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script(?![^>]*\ssrc=)|javascript:""")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_module_is_not_longer_than_one_can_read(path):
    limit = 400 if path.parts[len(ROOT.parts)] == "tests" else 300
    assert path.read_text("utf-8").count("\n") <= limit


@pytest.mark.parametrize("path", [p for p in PYTHON if "coordination" in name(p).split("/")[0]], ids=name)
def test_a_function_is_not_longer_than_a_screen(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{name(path)}:{node.lineno} {node.name}"


@pytest.mark.parametrize("path", [p for p in PAGES if p.suffix == ".html"], ids=name)
def test_a_template_is_not_longer_than_160_lines(path):
    assert path.read_text("utf-8").count("\n") <= 160


@pytest.mark.parametrize("path", [*PAGES, *SCRIPTS], ids=name)
def test_nothing_is_fetched_from_another_host(path):
    assert not OUTSIDE.search(path.read_text("utf-8"))


@pytest.mark.parametrize("path", [p for p in PAGES if "pdf" not in p.parts], ids=name)
def test_pages_hold_no_inline_script_or_style_and_no_css_above_the_floor(path):
    text = path.read_text("utf-8")
    assert not INLINE.search(text) or path.suffix == ".css"
    if path.suffix == ".css":
        assert not TOO_NEW.search(COMMENT.sub("", text))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_nothing_is_left_to_do(path):
    assert not re.search(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b", path.read_text("utf-8"))


@pytest.mark.parametrize(
    "path",
    [p for p in PYTHON if name(p).startswith("coordination/") and "operation" not in p.parts],
    ids=name,
)
def test_nobody_but_the_clock_asks_for_the_time(path):
    if name(path) in ("coordination/kernel/clock.py", "coordination/schedule.py"):
        return
    assert not re.search(
        r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(", path.read_text("utf-8")
    )


def test_every_sentence_has_an_english_text():
    assert extraction.untranslated() == []
