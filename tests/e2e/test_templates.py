"""Wording in a browser: a pattern taken, changed, put in use, drafted from; what the check page says."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
EDIT = re.compile(r"/circulars/\d+/edit$")
OWN = "请各单位按照专项行动要求逐项对照（示例）。"


def box(page, number):
    return page.locator(f"#body-{number}")


def sent(page, number):
    return page.locator(f"[name='body-{number}-text']").input_value()


def test_an_office_takes_a_pattern_and_drafts_from_its_own_wording(person, site):
    clerk = person("clerk2")
    clerk.goto(f"{site.address}/circulars")
    clerk.get_by_role("link", name="公文模板").click()
    row = clerk.get_by_role("row", name=re.compile("^专项通报"))
    row.get_by_role("button", name="起草新的一版").click()
    text = clerk.locator("#text")
    pattern = text.input_value()
    changed = pattern.replace("请各成员单位对照", f"{OWN}\n请各成员单位对照")
    assert changed != pattern

    text.fill(f"{changed}\n共立案【立案敉】。\n")
    clerk.get_by_role("button", name="保存草稿").click()
    clerk.locator("#text-error", has_text="没有“立案敉”这项数据，是不是“立案数”？").wait_for()
    assert text.input_value().endswith("共立案【立案敉】。\n")
    text.fill(f"{changed}\n〔须有 立案数 共立案【立案数】。\n")
    clerk.get_by_role("button", name="保存草稿").click()
    clerk.locator("#text-error", has_text="〔〕不成对").wait_for()

    text.fill(changed)
    clerk.get_by_role("button", name="保存并用上月数据预览").click()
    clerk.locator("article", has_text=OWN).wait_for()
    address = clerk.url.removesuffix("/preview")
    clerk.goto(address)
    clerk.get_by_role("link", name="和别的版本比较").click()
    clerk.locator(".co-differences", has_text=OWN).wait_for()

    leader = person("leader", phone=True)
    leader.goto(address)
    leader.get_by_role("button", name="启用这一版").click()
    leader.get_by_text("已启用，以后按这一版起草").wait_for()

    clerk.goto(f"{site.address}/circulars/new?kind=special&period=2026-09")
    clerk.locator("#title").fill("关于2026年9月发案情况的通报")
    clerk.locator("input[name=facts][value='立案数']").check()
    clerk.get_by_role("button", name=re.compile("的数据起草")).click()
    clerk.wait_for_url(EDIT)
    clerk.locator("#co-blocks", has_text=OWN).wait_for()


def drafted(person, site):
    """A monthly circular of September; the last paragraph is plain words."""
    page = person("clerk")
    page.goto(f"{site.address}/circulars/new?period=2026-09")
    assert "乡镇街道" in page.locator("#ranking option:checked").inner_text()
    page.get_by_role("button", name=re.compile("的数据起草")).click()
    page.wait_for_url(EDIT)
    return page


def test_a_chip_that_was_deleted_comes_back_and_so_does_a_paragraph(person, site):
    page = drafted(person, site)
    before = [one.input_value() for one in page.locator("[data-block] textarea").all()]
    box(page, 1).locator(".co-chip").first.click()
    page.keyboard.press("Backspace")
    assert sent(page, 1) == before[1].replace("【立案数】", "", 1)
    page.keyboard.press("Control+z")
    assert sent(page, 1) == before[1]
    page.keyboard.press("Control+y")
    page.locator("#seek").fill("立案数")
    page.locator("[data-fact='立案数']").click()
    assert sent(page, 1) == before[1]
    assert box(page, 1).locator(".co-chip").first.get_attribute("data-name") == "立案数"

    page.get_by_role("button", name="删去第2段", exact=True).click()
    assert sent(page, 1) == before[2]
    page.get_by_role("button", name="撤消").click()
    assert sent(page, 1) == before[1]
    undo = page.get_by_role("button", name="撤消")
    while undo.is_enabled():
        undo.click()
    assert [one.input_value() for one in page.locator("[data-block] textarea").all()] == before


def test_words_typed_after_a_click_beyond_the_last_chip_are_not_lost(person, site):
    page = drafted(person, site)
    page.locator("#body-8").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.locator("#seek").fill("立案数")
    page.locator("[data-fact='立案数']").click()
    size = box(page, 8).bounding_box()
    page.locator("#title").click()
    box(page, 8).click(position={"x": size["width"] - 20, "y": size["height"] / 2})
    page.keyboard.type("，有字。")
    assert sent(page, 8) == "【立案数】，有字。"


def test_a_typed_figure_against_the_annex_is_marked_and_leads_to_its_paragraph(person, site):
    page = drafted(person, site)
    named = re.search(r"：(\S+?)【\1立案数】", sent(page, 5)).group(1)
    listed = page.locator(f"[data-fact='{named}立案数']").get_attribute("data-text")
    typed = f"{named}立案{int(listed.removesuffix('起')) + 2}起"
    box(page, 3).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f"其中，{typed}。")
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.get_by_text("文稿已保存。").wait_for()
    page.get_by_role("link", name="检查并送核稿").first.click()
    finding = page.locator(".co-findings li", has_text=f"“{typed}”与附件不符，附件1是{listed}。")
    assert finding.locator("mark").inner_text() == typed
    assert page.get_by_role("button", name="送核稿").count() == 0
    finding.get_by_role("link", name="第4段").click()
    page.locator("#body-3:focus").wait_for()


def test_the_bar_of_the_desk_is_one_row_on_a_phone(person, site):
    page = drafted(person, site)
    phone = person("clerk", phone=True)
    phone.goto(page.url)
    assert phone.locator(".co-desk-bar").bounding_box()["height"] <= 64
    box(phone, 1).click()
    phone.keyboard.type("字")
    phone.locator("#co-saved", has_text=re.compile(r"草稿已保存 \d\d:\d\d")).wait_for()
    assert phone.locator(".co-desk-bar").bounding_box()["height"] <= 64
    phone.get_by_text("更多", exact=True).click()
    phone.locator(".co-desk-more").get_by_role("link", name="检查并送核稿").click()
    phone.wait_for_url(re.compile("/hand-in$"))
