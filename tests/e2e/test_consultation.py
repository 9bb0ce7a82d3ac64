"""A frozen ranking before it is issued: a unit objects on a phone, the figure is corrected, all see why."""

import re
from datetime import datetime, timedelta

import pytest

from tests.e2e.conftest import NOW
from tests.factories.files import photo

pytestmark = pytest.mark.browser
MONTH, NAME, UNIT = "2026-07", "2026年7月", "秀川街道"
SAID = "示例：七里河区台账本月少1起，附台账照片。"
FILED = re.compile(r"/reports/\d+$")
ONE = re.compile(r"/consultations/\d+$")
OBJECTION = re.compile(r"/ranking-objections/\d+$")


def address(page, path):
    return re.match(r"https?://[^/]+", page.url).group() + path


def words(page):
    return page.locator("main").inner_text()


def freeze(clerk):
    clerk.goto(address(clerk, "/rankings"))
    clerk.get_by_label("报告期").first.select_option(MONTH)
    clerk.get_by_role("button", name="核对并冻结").first.click()
    if clerk.get_by_role("checkbox").count():
        clerk.get_by_role("checkbox").check()
    clerk.get_by_role("button", name=re.compile(f"^冻结{NAME}排名")).click()
    clerk.wait_for_url(re.compile(r"/rankings/\d+$"))
    return clerk.url


def consult(clerk):
    clerk.get_by_role("link", name="征求意见", exact=True).last.click()
    clerk.get_by_label("几个工作日").fill("0")
    clerk.get_by_role("button", name="开始征求意见").click()
    clerk.locator(".co-trouble", has_text="在1到20个工作日之间").wait_for()
    clerk.get_by_label("几个工作日").fill("3")
    clerk.get_by_role("button", name="开始征求意见").click()
    clerk.wait_for_url(ONE)
    assert "通报不能印发" in words(clerk)
    return clerk.url


def fits(page):
    """Nothing hangs over the edge of the phone."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def look(unit, ranking):
    """From the desk to the own line; the ranking itself stays closed."""
    unit.goto(ranking)
    assert "没有这一页" in unit.locator("body").inner_text()
    unit.goto(address(unit, "/desk"))
    unit.get_by_role("link", name=re.compile(f"{NAME}排名征求意见")).first.click()
    shown = words(unit)
    assert "本组中位数" in shown
    assert "万人发案数" in shown
    assert "西站街道" not in shown
    fits(unit)


def total(page):
    return page.locator(".co-standing div", has_text="总分").locator("dd").inner_text()


def object_to(unit):
    unit.locator("#item-per-10k").get_by_role("link", name=re.compile("对这一项提异议")).click()
    unit.get_by_label("应有的数值").fill("很少")
    unit.get_by_label("理由和依据").fill(SAID)
    unit.get_by_role("button", name="提交异议").click()
    unit.locator(".co-trouble", has_text="应有的数值要填数字").wait_for()
    assert unit.get_by_label("理由和依据").input_value() == SAID
    fits(unit)
    unit.get_by_label("应有的数值").fill("０.１")
    unit.locator("#files").set_input_files(
        [{"name": "台账.png", "mimeType": "image/png", "buffer": photo("PNG")}]
    )
    unit.get_by_role("button", name="提交异议").click()
    unit.wait_for_url(OBJECTION)
    assert "台账.png" in words(unit)
    fits(unit)
    return unit.url


def answer(person, objection):
    """One of the two clerks approved the figure and is refused; the other answers."""
    pages = {name: person(name) for name in ("clerk", "clerk2")}
    for page in pages.values():
        page.goto(objection)
    recused = [page for page in pages.values() if "要回避" in words(page)]
    (other,) = [page for page in pages.values() if page not in recused]
    assert len(recused) == 1
    assert recused[0].get_by_role("button", name="答复异议").count() == 0
    assert "可以答复的有" in words(recused[0])
    other.get_by_label("异议成立，更正后重新计算").check()
    other.get_by_label("答复").fill("示例：核对台账属实，请公安分局更正。")
    other.get_by_role("button", name="答复异议").click()
    other.get_by_text("异议已答复").wait_for()
    return other


def correct(person, other):
    """The police's report goes back, one case less, and is approved again."""
    other.get_by_role("link", name=re.compile("^退回更正")).first.click()
    other.get_by_label("退回原因").last.fill("示例：与台账不符")
    other.get_by_role("button", name="退回更正").click()
    other.get_by_text("已退回更正").wait_for()
    report = other.url
    police = person("police")
    police.goto(f"{report}/fill")
    box = police.locator("tr", has_text=UNIT).locator("[id^='v-'][id$='-case.filed']").first
    box.fill(str(int(box.input_value().replace(",", "")) - 1))
    police.locator("tr.co-total-row [id$='-case.filed'][id^='v-']").fill("")
    police.locator("#co-saved", has_text="草稿已保存").wait_for()
    asked = ".co-ask:not([hidden]) input"
    for place in police.eval_on_selector_all(asked, "all => all.filter(e => !e.value).map(e => e.id)"):
        police.locator(f"[id='{place}']").fill("示例：已核对")
    police.get_by_role("button", name="核对并上报").click()
    police.wait_for_url(FILED)
    other.goto(f"{report}/review")
    other.get_by_role("button", name="通过", exact=True).click()
    other.get_by_text("已通过：").wait_for()


def recompute(clerk, consultation):
    clerk.goto(consultation)
    clerk.get_by_role("link", name="更正后重新计算").click()
    assert "数据已更正" in words(clerk)
    clerk.get_by_label("几个工作日").fill("1")
    clerk.get_by_role("button", name="重新计算并征求意见").click()
    clerk.wait_for_url("**/changes")
    assert UNIT in words(clerk)
    return clerk.url.removesuffix("/changes")


def test_from_the_frozen_ranking_to_the_end_of_the_consultation(person, site):
    clerk = person("clerk")
    ranking = freeze(clerk)
    consultation = consult(clerk)
    unit = person("township-xiuchuan", phone=True)
    look(unit, ranking)
    before = total(unit)
    objection = object_to(unit)
    clerk.goto(consultation)
    assert "1条异议没有答复" in words(clerk)
    assert clerk.get_by_role("button", name="结束征求意见").count() == 0
    other = answer(person, objection)
    unit.goto(objection)
    assert "核对台账属实" in words(unit)
    correct(person, other)
    again = recompute(clerk, consultation)

    unit.goto(address(unit, "/consultations"))
    unit.locator("tbody tr", has_text=NAME).first.get_by_role("link").first.click()
    shown = unit.locator("section", has_text="重新计算前后").inner_text()
    assert f"{before} → {total(unit)}" in shown
    assert "万人发案数" in shown
    fits(unit)
    unit.get_by_role("button", name="无意见").click()
    unit.get_by_text("已表示无意见").first.wait_for()

    clerk.goto(again)
    assert "通报不能印发" in words(clerk)
    later = datetime.fromisoformat(NOW) + timedelta(days=2)
    try:
        (site.folder / "clock").write_text(later.isoformat(), encoding="ascii")
        end(person("clerk"), again)
    finally:
        (site.folder / "clock").write_text(NOW, encoding="ascii")


def end(clerk, consultation):
    """By hand, unless the schedule was quicker."""
    clerk.goto(consultation)
    button = clerk.get_by_role("button", name="结束征求意见")
    if button.count():
        button.click()
        clerk.get_by_text("可以起草、印发通报").first.wait_for()
    assert "征求意见已结束" in words(clerk)
    assert "通报不能印发" not in words(clerk)
