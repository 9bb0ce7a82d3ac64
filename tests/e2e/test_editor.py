"""The writing desk in a browser: words around chips, kept by itself, found again, remarked on."""

import re

import pytest

pytestmark = pytest.mark.browser
EDIT = re.compile(r"/circulars/\d+/edit$")


def drafted(person, site, **how):
    """A new draft of the clerk's, its first paragraph the one with the case figures."""
    page = person("clerk", **how)
    page.goto(f"{site.address}/circulars/new?period=2026-09")
    page.get_by_role("button", name=re.compile("的数据起草")).click()
    page.wait_for_url(EDIT)
    return page


def box(page, number=1):
    return page.locator(f"#body-{number}")


def sent(page, number=1):
    """The words as they would be sent."""
    return page.locator(f"[name='body-{number}-text']").input_value()


def kept(page):
    page.locator("#co-saved", has_text=re.compile(r"草稿已保存 \d\d:\d\d")).wait_for()


def at_end(page, number=1):
    box(page, number).click()
    page.keyboard.press("Control+End")


def save(page):
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.get_by_text("文稿已保存。").wait_for()


def test_words_are_typed_around_a_chip_and_never_into_it(person, site):
    page = drafted(person, site)
    chip = box(page).locator(".co-chip").first
    value, before = chip.inner_text(), sent(page)
    assert value not in before
    assert chip.get_attribute("title") == "立案数"
    assert chip.get_attribute("contenteditable") == "false"

    chip.click()
    page.keyboard.type("（示例）")
    assert chip.inner_text() == value
    assert sent(page) == before.replace("【立案数】", "【立案数】（示例）", 1)

    for _ in "（示例）":
        page.keyboard.press("Backspace")
    assert sent(page) == before
    page.keyboard.press("Backspace")
    assert sent(page) == before.replace("【立案数】", "", 1)

    page.locator("#seek").fill("警情")
    page.locator("[data-fact='警情数']").click()
    assert sent(page) == before.replace("【立案数】", "【警情数】", 1)
    assert box(page).locator(".co-chip").first.get_attribute("data-name") == "警情数"
    save(page)
    assert sent(page) == before.replace("【立案数】", "【警情数】", 1)


def test_paragraphs_are_added_moved_split_and_dropped_and_headings_count_by_themselves(person, site):
    page = drafted(person, site)
    ordinals = page.locator("#co-blocks .co-ordinal")
    assert ordinals.first.inner_text() == "一、"
    page.get_by_role("button", name="第1段后加标题").click()
    page.keyboard.type("专项行动")
    assert ordinals.nth(1).inner_text() == "二、"
    page.locator("[name='body-1-kind']").select_option("heading-2")
    assert ordinals.nth(1).inner_text() == "（一）"
    page.keyboard.press("Tab")
    at_end(page)
    page.keyboard.press("Enter")
    page.keyboard.type("新的一段。")
    assert (sent(page, 1), sent(page, 2)) == ("专项行动", "新的一段。")
    page.get_by_role("button", name="第3段上移").click()
    assert (sent(page, 1), sent(page, 2)) == ("新的一段。", "专项行动")
    page.get_by_role("button", name="删去第3段").click()
    save(page)
    assert (sent(page, 1), page.locator("[name='body-2-kind']").input_value()) == ("新的一段。", "paragraph")


def test_what_is_typed_is_kept_at_the_server_and_offered_again(person, site):
    page = drafted(person, site)
    at_end(page)
    page.keyboard.type("这句没有按保存。")
    kept(page)
    other = person("clerk")
    other.goto(page.url)
    other.get_by_text("自动保存、还没有存盘的文稿").wait_for()
    assert not sent(other).endswith("这句没有按保存。")
    other.get_by_role("link", name="接着写那一份").click()
    other.locator("#co-blocks .co-chip").first.wait_for()
    assert sent(other).endswith("这句没有按保存。")
    save(other)

    at_end(page)
    page.keyboard.type("先打开的窗口又写。")
    page.get_by_text("已存过新的一版").wait_for()
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.get_by_text("现在存的正文").wait_for()
    assert sent(page).endswith("先打开的窗口又写。")


def test_without_a_line_it_stays_in_the_browser_and_comes_back(person, site):
    page = drafted(person, site, cut=True, phone=True)
    page.route("**/autosave", lambda route: route.abort())
    at_end(page)
    page.keyboard.type("断线时写的。")
    page.locator("#co-saved", has_text="网络已断开，已存在本机").wait_for()
    page.unroute("**/autosave")
    page.reload()
    page.get_by_text("这台电脑上存着没有上传的文稿").wait_for()
    page.get_by_role("button", name="恢复", exact=True).click()
    page.get_by_text("改动还没有保存").wait_for()
    assert sent(page).endswith("断线时写的。")
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert width <= 0


def test_a_remark_of_the_checker_stands_beside_its_paragraph_until_it_is_settled(person, site):
    page = drafted(person, site)
    address = page.url.removesuffix("/edit")
    page.get_by_role("link", name="检查并送核稿").first.click()
    tick = page.locator("form.co-go input[type=checkbox]")
    if tick.count():
        tick.check()
    page.get_by_role("button", name="送核稿", exact=True).last.click()
    page.wait_for_url(re.compile(r"/circulars/\d+$"))

    checker = person("clerk2", phone=True)
    checker.goto(f"{address}/remarks")
    checker.locator("#block-1 .co-remark").click()
    checker.locator("#text").fill("示例：请补上百日行动")
    checker.get_by_role("button", name="加批注").click()
    checker.locator("#block-1 .co-remarks", has_text="百日行动").wait_for()
    checker.goto(f"{address}/check")
    checker.locator(".co-give-back summary").click()
    checker.locator("#reason").fill("按批注修改")
    checker.get_by_role("button", name="退回起草人").click()
    checker.wait_for_url(re.compile(r"/circulars/\d+$"))

    page.goto(f"{address}/edit")
    remark = page.locator("[data-block]").nth(1).locator(".co-remarks")
    assert "请补上百日行动" in remark.inner_text()
    at_end(page)
    page.keyboard.type("开展百日行动。")
    page.get_by_role("button", name="已改好").click()
    page.locator(".co-remarks .co-done").wait_for()
    assert sent(page).endswith("开展百日行动。")
    save(page)
    page.get_by_role("link", name="历次文稿").click()
    assert page.locator(".co-differences ins, .co-differences .co-added").first.inner_text()


def test_the_plain_form_does_without_scripts(person, site):
    page = drafted(person, site, script=False)
    area = page.locator("textarea[name='body-1-text']")
    area.fill("共【立案数】。")
    page.get_by_role("button", name="第2段后加一段").click()
    page.get_by_text("改动还没有保存").wait_for()
    page.locator("textarea[name='body-2-text']").fill("另起一段。")
    save(page)
    assert page.locator("textarea[name='body-1-text']").input_value() == "共【立案数】。"
