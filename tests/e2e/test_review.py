"""The clerk's day: the queue, three at once, one figure back, the freeze, and a correction after it."""

import re

import pytest

pytestmark = pytest.mark.browser
FILED = re.compile(r"/reports/\d+$")
REASON = "示例：培训台账重复统计，多报1人次"


def address(page, path):
    return re.match(r"https?://[^/]+", page.url).group() + path


def tick_and_approve(clerk, wanted):
    """Those of the list that show nothing special, then others, until so many are ticked."""
    clerk.goto(address(clerk, "/reports/queue"))
    boxes = clerk.locator("table input[name=row]")
    count = min(wanted, boxes.count())
    for place in range(count):
        boxes.nth(boxes.count() - 1 - place).check()
    clerk.get_by_role("button", name=f"通过勾选的 {count} 份").click()
    clerk.get_by_text(f"已通过 {count} 份").wait_for()
    return count


def give_one_figure_back(clerk):
    """From the queue into the review; the peers' median stands beside the figures."""
    clerk.goto(address(clerk, "/reports/queue"))
    clerk.locator("table th a").first.click()
    assert "同类中位数" in clerk.locator("main").inner_text()
    point = clerk.locator("[id^='p-']").first
    place = point.get_attribute("id").removeprefix("p-")
    clerk.locator(f"label[for='p-{place}']").click()
    clerk.locator(f"[name='n-{place}']").fill("示例：与台账不一致，请核对")
    clerk.get_by_role("button", name="退回", exact=True).click()
    clerk.get_by_text("已退回").wait_for()


def freeze_one_form(clerk):
    """The carriers, of whom one has not filed."""
    clerk.goto(address(clerk, "/reports/periods?period=2026-10"))
    clerk.locator("tr", has_text="运营商月报").get_by_role("link", name="核对并冻结").click()
    assert "联通七里河分公司" in clerk.locator("main").inner_text()
    clerk.get_by_role("button", name="冻结2026年10月").click()
    clerk.get_by_text("要么勾选").first.wait_for()
    clerk.get_by_role("checkbox").check()
    clerk.get_by_role("button", name="冻结2026年10月").click()
    clerk.get_by_text("已冻结。以后要改").wait_for()


def ask_for_a_correction(unit):
    unit.goto(address(unit, "/my-reports"))
    unit.locator("tr", has_text="2026年9月").get_by_role("link").first.click()
    unit.wait_for_url(FILED)
    unit.get_by_role("link", name="发现数据有误，申请更正").click()
    unit.get_by_label("更正原因").fill(REASON)
    unit.get_by_role("button", name="提出申请").click()
    unit.get_by_text("更正申请已提出").wait_for()
    return unit.url


def grant(clerk):
    clerk.goto(address(clerk, "/reports/queue"))
    clerk.locator(".co-wishes li", has_text=REASON).get_by_role("link").click()
    clerk.get_by_label("同意", exact=True).check()
    clerk.get_by_role("button", name="答复").click()
    clerk.get_by_text("已答复").wait_for()


def mend(unit, report):
    """One figure less by one; answers what it was and what it is."""
    unit.goto(f"{report}/fill")
    assert REASON in unit.locator("main").inner_text()
    box = unit.locator("input[id^='v-'][id$='.staff_trained']")
    before = int(box.input_value().replace(",", ""))
    box.fill(str(before - 1))
    unit.locator("#co-saved", has_text="草稿已保存").wait_for()
    for place in unit.eval_on_selector_all(
        ".co-ask:not([hidden]) input", "all => all.filter(e => !e.value).map(e => e.id)"
    ):
        unit.locator(f"[id='{place}']").fill("示例：已核对")
    unit.get_by_role("button", name="核对并上报").click()
    unit.wait_for_url(FILED)
    return before, before - 1


def test_queue_freeze_and_a_correction_that_every_page_marks(person):
    clerk = person("clerk")
    assert tick_and_approve(clerk, 3) == 3
    give_one_figure_back(clerk)
    freeze_one_form(clerk)

    unit = person("bank-icbc")
    report = ask_for_a_correction(unit)
    grant(clerk)
    before, after = mend(unit, report)

    other = person("clerk2")
    other.goto(f"{report}/review")
    other.get_by_role("button", name="通过", exact=True).click()
    other.get_by_text("已通过：").wait_for()

    for page in (unit, clerk):
        page.goto(report)
        shown = page.locator("main").inner_text()
        assert "已锁定，冻结后更正" in shown
        assert REASON in shown
        row = page.locator(".co-note tr", has_text="员工培训人次").inner_text()
        assert f"{before:,}" in row
        assert f"{after:,}" in row
    clerk.goto(address(clerk, "/reports/periods?period=2026-09"))
    assert REASON in clerk.locator("main").inner_text()
