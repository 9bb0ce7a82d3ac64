"""The work of issue by issue: a task handed out from a duty, done on a phone, passed on, chased, counted."""

import re
import subprocess
import sys
from contextlib import contextmanager
from io import BytesIO

import pytest
from PIL import Image

from coordination.config import ROOT
from tests.e2e.conftest import NOW

pytestmark = pytest.mark.browser

TITLE = "银行网点和镇街联合宣传（示例）"
CLIMB = (
    "from coordination.operation.serving import site\n"
    "from coordination.reminders.services.ladder import climb_due\n"
    "with site().app_context():\n"
    "    climb_due()\n"
)


def photo(colour):
    kept = BytesIO()
    Image.new("RGB", (1200, 900), colour).save(kept, "JPEG")
    return kept.getvalue()


@contextmanager
def at(site, moment):
    """The site's clock stands elsewhere for a block."""
    clock = site.folder / "clock"
    clock.write_text(moment, encoding="ascii")
    try:
        yield
    finally:
        clock.write_text(NOW, encoding="ascii")


def climb(site, moment):
    with at(site, moment):
        subprocess.run([sys.executable, "-c", CLIMB], env=site.environment, cwd=ROOT, check=True, timeout=120)


def main_text(page):
    return page.locator("main").inner_text()


def hand_out(clerk, site):
    """From a duty to all banks and all townships; answers the task's page."""
    clerk.goto(f"{site.address}/duties")
    clerk.get_by_role("link", name="开展反诈宣传教育").first.click()
    clerk.get_by_role("link", name="现在交办…").click()
    assert clerk.locator("#party_id").input_value()
    clerk.locator("#title").fill(TITLE)
    clerk.locator("#due_on").fill("2026-11-20")
    clerk.locator("#evidence").fill("现场照片")
    for kind in ("bank", "township"):
        clerk.locator(f"input[name='units-kinds'][value='{kind}']").check()
    clerk.get_by_role("button", name="保存，去核对").click()
    assert clerk.locator("#due_on").get_attribute("aria-invalid") == "true"  # in the past
    assert clerk.locator("#title").input_value() == TITLE
    clerk.locator("#due_on").fill("2026-11-27")
    clerk.get_by_role("button", name="保存，去核对").click()
    clerk.locator("#hand-out").wait_for()
    assert "18" in clerk.locator("#units h2").inner_text()
    if clerk.locator("input[name=anyway]").count():
        clerk.locator("input[name=anyway]").check()
    clerk.get_by_role("button", name=re.compile("^交办给")).click()
    clerk.wait_for_url(re.compile(r"/tasks/\d+$"))
    return clerk.url


def receive(page, site):
    """From the desk: open the assignment and acknowledge it; answers its page."""
    page.goto(f"{site.address}/desk")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="签收", exact=True).click()
    page.wait_for_load_state()
    assert "已签收" in main_text(page)
    return page.url


def file_with_photos(page, address):
    page.goto(address)
    page.get_by_role("link", name=re.compile("反馈进展或报办结|修改后再报")).click()
    page.locator("#text").fill("示例：两个网点已开展宣传，发放资料300份。")
    if not page.locator(".co-file .co-done").count():
        page.locator("#files").set_input_files(
            [
                {"name": "网点宣传.jpg", "mimeType": "image/jpeg", "buffer": photo("#335577")},
                {"name": "发放资料.jpg", "mimeType": "image/jpeg", "buffer": photo("#775533")},
            ]
        )
        page.locator(".co-file .co-done").nth(1).wait_for()
    page.get_by_role("button", name="办结上报").click()
    page.wait_for_url(re.compile(r"/assignments/\d+$"))


def review(clerk, site, address):
    clerk.goto(f"{site.address}/desk")
    clerk.locator(f"a[href='{address.removeprefix(site.address)}/review']").click()
    assert "网点宣传.jpg" in main_text(clerk)


def test_a_task_from_the_duty_to_the_matrix(person, site):
    clerk, bank = person("clerk"), person("bank-icbc", phone=True)
    task = hand_out(clerk, site)

    work = receive(bank, site)
    file_with_photos(bank, work)
    review(clerk, site, work)
    clerk.locator("#reason").fill("照片看不出是哪个网点，请补充说明")
    clerk.get_by_role("button", name="退回", exact=True).click()
    clerk.wait_for_load_state()
    bank.goto(work)
    assert "照片看不出是哪个网点" in main_text(bank)
    file_with_photos(bank, work)
    review(clerk, site, work)
    clerk.get_by_role("button", name=re.compile("通过$")).click()
    clerk.wait_for_load_state()

    passed_on = pass_on(person("township-xiuchuan"), site)
    ask_in_vain(person("township-xiyuan"), clerk, site)
    turn_red(person, site, task)
    chase(person, site)
    count(clerk, site)
    assert passed_on == 3


def pass_on(township, site):
    """To three communities; answers how many the page then shows."""
    work = receive(township, site)
    township.get_by_role("link", name="转交村社区").click()
    boxes = township.locator("input[name=communities]")
    for number in range(3):
        boxes.nth(number).check()
    township.get_by_role("button", name=re.compile("^转交")).click()
    township.wait_for_url(work)
    return township.locator("table.co-stack tbody tr").count()


def ask_in_vain(township, clerk, site):
    """An extension is asked for before the deadline, and refused with a reason."""
    work = receive(township, site)
    township.get_by_role("link", name="申请延期").click()
    township.locator("#new_due_on").fill("2026-12-11")
    township.locator("#reason").fill("示例：人手不足")
    township.get_by_role("button", name="提出申请").click()
    township.wait_for_url(work)
    clerk.goto(work)
    clerk.get_by_role("link", name="答复", exact=True).click()
    clerk.locator("input[name=decision]").nth(1).check()
    clerk.get_by_role("button", name="答复", exact=True).click()
    assert clerk.locator(".co-trouble").count()  # a refusal needs a reason
    clerk.locator("#answer").fill("示例：期限是会议定的，请按期完成")
    clerk.get_by_role("button", name="答复", exact=True).click()
    clerk.wait_for_load_state()
    township.goto(work)
    assert "期限是会议定的" in main_text(township)


def turn_red(person, site, task):
    """The ladder day by day, then the light once the deadline is past."""
    for day in ("11-24", "11-26", "11-27", "11-30", "12-01"):
        climb(site, f"2026-{day}T10:00:00+08:00")
    with at(site, "2026-12-01T11:00:00+08:00"):
        clerk = person("clerk")
        clerk.goto(task)
        row = clerk.locator("tr", has_text="西园街道").first
        assert "超期" in row.inner_text()
        clerk.context.close()


def chase(person, site):
    """The ledger of the reminders, and one more by hand."""
    with at(site, "2026-12-01T11:30:00+08:00"):
        clerk = person("clerk")
        clerk.goto(f"{site.address}/chasing/ledger?q=西园")
        rungs = [
            row.locator("td").nth(1).inner_text().strip()
            for row in clerk.locator("tbody tr", has_text=TITLE).all()
        ]
        assert rungs[:5] == [
            "逾期提醒",
            "催办单",
            "到期当日提醒",
            "到期前1个工作日提醒",
            "到期前3个工作日提醒",
        ]
        assert "站内未读" in clerk.locator("tbody").inner_text()
        clerk.goto(f"{site.address}/chasing?q=西园&kind=assignment")
        ticked = clerk.locator("input[name=item]:checked").count()
        assert ticked >= 1
        clerk.get_by_role("button", name=f"催办 {ticked} 项…").click()
        clerk.locator("#text").fill("请今天报来")
        clerk.get_by_role("button", name="催办", exact=True).click()
        clerk.wait_for_url("**/chasing/ledger")
        assert "请今天报来" in main_text(clerk)
        clerk.context.close()


def count(clerk, site):
    """The matrix of the month, and through the bank's cell down to the assignment."""
    clerk.goto(f"{site.address}/completion?period=2026-11")
    row = clerk.locator("tbody tr", has_text="工行七里河支行").first
    row.locator("td a").last.click()
    assert TITLE in main_text(clerk)
