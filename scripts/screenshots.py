"""Make the pictures of the README and of the docs from a running site with the sample district.

make run                                     # in another terminal
.venv/bin/python scripts/screenshots.py http://127.0.0.1:8000 PASSWORD
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: name, account, address, whether on a phone
SHOTS = (
    ("overview", "clerk", "/reports?period=2026-10", False),
    ("desk", "clerk", "/desk", False),
    ("fill-phone", "bank-abc", "/my-reports", True),
    ("ranking", "clerk", "/rankings/2", False),
    ("explanation", "township-xiuchuan", "/desk", True),
    ("circular", "clerk", "/circulars/1", False),
    ("overview-en", "leader", "/reports?period=2026-10", False),
)


def signed_in(browser: Browser, address: str, username: str, password: str, *, phone: bool) -> Page:
    size = {"width": 390, "height": 844} if phone else {"width": 1366, "height": 768}
    page = browser.new_context(viewport=size, locale="zh-CN").new_page()
    page.goto(f"{address}/sign-in")
    page.locator("#username").fill(username)
    page.locator("#password").fill(password)
    page.locator("main button").click()
    page.wait_for_url("**/desk")
    return page


def shoot(browser: Browser, address: str, password: str) -> None:
    for name, username, path, phone in SHOTS:
        page = signed_in(browser, address, username, password, phone=phone)
        if name.endswith("-en"):
            page.get_by_role("button", name="English").click()
        page.goto(address + path)
        if name == "fill-phone":
            page.goto(address + "/desk")
            page.locator("main a[href*='/reports/']").first.click()
        if name == "explanation":
            page.get_by_role("link", name="为什么是这个名次").click()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / f"{name}.png")
        page.context.close()


def circular(browser: Browser, address: str, password: str) -> None:
    """The pages of the issued sample circular, as pictures."""
    page = signed_in(browser, address, "clerk", password, phone=False)
    page.goto(f"{address}/circulars/1")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载PDF").click()
    with TemporaryDirectory() as folder:
        stem = Path(folder) / "page"
        subprocess.run(["pdftoppm", "-r", "60", "-png", waiting.value.path(), stem], check=True)
        for number, picture in enumerate(sorted(Path(folder).glob("*.png")), start=1):
            shutil.copy(picture, PICTURES / f"circular-page-{number}.png")


def main() -> None:
    address, password = sys.argv[1].rstrip("/"), sys.argv[2]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        shoot(browser, address, password)
        circular(browser, address, password)
        browser.close()


if __name__ == "__main__":
    main()
