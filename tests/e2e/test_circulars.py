"""From the frozen ranking to the signed circular in tiers, and a correction that marks what it corrects."""

import re

import pytest

from tests.e2e.test_journey import decide

pytestmark = pytest.mark.browser
MONTH = "2026-06"
ONE = re.compile(r"/circulars/\d+$")
PERSONAL = "联系人手机13812345678。"


def address(page, path):
    return re.match(r"https?://[^/]+", page.url).group() + path


def words(page):
    return page.locator("main").inner_text()


def fits(page):
    """Nothing hangs over the edge of the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def freeze(clerk):
    clerk.goto(address(clerk, "/rankings"))
    clerk.get_by_label("报告期").first.select_option(MONTH)
    clerk.get_by_role("button", name="核对并冻结").first.click()
    if clerk.get_by_role("checkbox").count():
        clerk.get_by_role("checkbox").check()
    clerk.get_by_role("button", name=re.compile("^冻结2026年6月排名")).click()
    clerk.wait_for_url(re.compile(r"/rankings/\d+$"))
    return clerk.url


def draft(clerk):
    clerk.goto(address(clerk, f"/circulars/new?period={MONTH}"))
    ranking = clerk.locator("#ranking")
    ranking.select_option(index=ranking.locator("option").count() - 1)
    clerk.get_by_role("button", name=re.compile("的数据起草")).click()
    clerk.wait_for_url(re.compile(r"/circulars/\d+/edit"))
    return clerk.url.removesuffix("/edit")


def in_tiers(clerk, circular):
    clerk.goto(circular)
    clerk.get_by_role("link", name="排名的发布方式").click()
    clerk.get_by_label("排名的发布方式").select_option(label="按档次，不列名次")
    clerk.get_by_role("button", name="保存", exact=True).click()
    clerk.wait_for_url(re.compile("/edit$"))
    clerk.goto(circular)
    assert "按名次分为三档" in words(clerk)
    assert "得分居前" not in words(clerk)


def write(clerk, circular, text):
    """Save the first paragraph; answers what stood there."""
    clerk.goto(f"{circular}/edit")
    box = clerk.locator("textarea[name='body-1-text']")
    before = box.input_value()
    box.fill(text(before))
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="保存", exact=True).last.click()
    assert "文稿已保存" in clerk.locator("body").inner_text()
    return before


def wrong_then_mended(clerk, circular):
    """A phone number holds the circular back; the check page says where it stands. The plain form."""
    right = write(clerk, circular, lambda before: before + PERSONAL)
    clerk.goto(f"{circular}/hand-in")
    assert "通报不得出现个人信息" in words(clerk)
    assert clerk.locator("form.co-go button").count() == 0
    write(clerk, circular, lambda _before: right)
    clerk.goto(f"{circular}/hand-in")
    assert clerk.locator(".co-wrong-line").all_inner_texts() == []
    decide(clerk, "送核稿")


def sign(person, circular):
    checker = person("clerk2")
    checker.goto(f"{circular}/check")
    decide(checker, "核稿通过")
    leader = person("leader")
    leader.goto(f"{circular}/sign")
    assert "还可发" in words(leader)
    decide(leader, "签发并送达")
    return leader


def test_a_ranking_goes_out_in_tiers_and_a_unit_opens_its_own_line_only(person):
    clerk = person("clerk")
    ranking = freeze(clerk)
    circular = draft(clerk)
    in_tiers(clerk, circular)
    wrong_then_mended(person("clerk", script=False), circular)
    sign(person, circular)
    clerk.goto(f"{circular}/correct")
    assert "与这份通报一致" in words(clerk)
    unit = person("township-xiuchuan", phone=True)
    unit.goto(circular)
    assert "第一档" in words(unit)
    fits(unit)
    unit.goto(ranking)
    assert unit.locator("a[href*='/score-lines/']").count() == 1


def test_a_signed_correction_marks_what_it_corrects_and_both_lead_to_each_other(person):
    checker = person("clerk2")
    checker.goto(address(checker, "/circulars?state=checking"))
    checker.get_by_role("link", name=re.compile("^关于更正")).first.click()
    checker.wait_for_url(ONE)
    correction = checker.url
    assert "更正前" in words(checker)
    original = checker.locator(".co-note a[href^='/circulars/']").first.get_attribute("href")
    sign(person, correction)
    unit = person("bank-icbc", phone=True)
    unit.goto(address(unit, original))
    assert "本文件已更正，以更正后的为准" in words(unit)
    fits(unit)
    unit.get_by_role("link", name=re.compile("关于更正")).first.click()
    unit.wait_for_url(correction)
    assert "本通报更正" in words(unit)
