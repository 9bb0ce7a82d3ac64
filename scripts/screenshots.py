"""Make the pictures of the README and of the docs from a running site with the sample district.

make run                                     # in another terminal
.venv/bin/python scripts/screenshots.py http://127.0.0.1:8000 PASSWORD

The pages of printed circulars are made by circular_pictures.py.
"""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COLOURS = 128
DESKTOP, PHONE = ViewportSize(width=1366, height=768), ViewportSize(width=390, height=844)
TOWNSHIPS, SEPTEMBER = "乡镇街道反诈工作考核办法（示例）", "2026年9月"


def first_due(page: Page) -> None:
    """The first section of the report that was returned."""
    page.locator("main a[href*='/reports/']").first.click()
    page.locator("#co-tasks a").first.click()


def ranking(page: Page) -> None:
    """The ranking of the townships for September."""
    row = page.locator("tr", has_text=TOWNSHIPS).filter(has_text=SEPTEMBER)
    row.get_by_role("link").first.click()


def line(page: Page) -> None:
    """Why 秀川街道 has its rank."""
    ranking(page)
    page.get_by_role("link", name="秀川街道").first.click()


def issued(page: Page) -> None:
    page.get_by_role("link", name="关于2026年9月全区打击治理").first.click()


def editor(page: Page) -> None:
    """The draft of 通城县 at the paragraph with the losses."""
    page.get_by_role("link", name="关于2024年3月全县").first.click()
    page.get_by_role("link", name="修改文稿").click()
    page.locator("#body-1").click()


def checks(page: Page) -> None:
    page.get_by_role("link", name="关于2024年3月全县").first.click()
    page.get_by_role("link", name="检查并送核稿").click()


def as_it_is(_page: Page) -> None:
    """The address alone."""


@dataclass(frozen=True)
class Shot:
    name: str
    account: str
    path: str
    further: Callable[[Page], None] = as_it_is
    phone: bool = False
    english: bool = False


SHOTS = (
    Shot("overview", "clerk", "/reports?period=2026-10"),
    Shot("overview-en", "leader", "/reports?period=2026-10", english=True),
    Shot("desk", "clerk", "/desk"),
    Shot("fill-phone", "bank-abc", "/desk", first_due, phone=True),
    Shot("ranking", "clerk", "/rankings", ranking),
    Shot("explanation", "clerk", "/rankings", line),
    Shot("circular", "clerk", "/circulars", issued),
    Shot("editor", "tc-clerk", "/circulars", editor),
    Shot("checks", "tc-clerk", "/circulars", checks),
)


def signed_in(browser: Browser, address: str, shot: Shot, password: str) -> Page:
    size = PHONE if shot.phone else DESKTOP
    page = browser.new_context(viewport=size, locale="zh-CN").new_page()
    page.goto(f"{address}/sign-in")
    page.locator("#username").fill(shot.account)
    page.locator("#password").fill(password)
    page.locator("main button").click()
    page.wait_for_url("**/desk")
    return page


def shoot(browser: Browser, address: str, shot: Shot, password: str) -> None:
    page = signed_in(browser, address, shot, password)
    if shot.english:
        page.get_by_role("button", name="English").click()
    page.goto(address + shot.path)
    shot.further(page)
    page.wait_for_load_state("networkidle")
    keep(page.screenshot(), PICTURES / f"{shot.name}.png")
    page.context.close()


def keep(content: bytes, file: Path) -> None:
    """In a palette: letters stay sharp, and the file a third of its size."""
    Image.open(BytesIO(content)).convert("RGB").quantize(COLOURS).save(file, optimize=True)


def main() -> None:
    address, password = sys.argv[1].rstrip("/"), sys.argv[2]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in SHOTS:
            shoot(browser, address, shot, password)
        browser.close()


if __name__ == "__main__":
    main()
