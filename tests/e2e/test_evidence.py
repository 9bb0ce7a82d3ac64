"""Feedback with evidence on a phone: two photos, a line that is cut, text that is not lost."""

import re

import pytest

from tests.factories import files as make

pytestmark = pytest.mark.browser
PARTS = "**/evidence/parts"
TITLE = "涉诈高风险电话卡集中核验"


def upload(name, content, kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content}


def open_feedback(page, site, title=TITLE):
    page.goto(f"{site.address}/assignments")
    page.get_by_role("link", name=re.compile(title)).first.click()
    page.wait_for_url(re.compile(r"/assignments/\d+$"))
    page.goto(f"{page.url}/feedback")


def listed(page, name):
    return page.locator("[data-list] .co-file", has_text=name)


def shown(page):
    """How many pictures the page really shows."""
    return page.eval_on_selector_all(
        ".co-file-picture img", "all => all.filter(e => e.complete && e.naturalWidth > 0).length"
    )


def test_a_carrier_tells_of_its_work_on_a_phone_with_two_photos(person, site):
    page = person("carrier-mobile", phone=True)
    open_feedback(page, site)
    page.locator("#text").fill("又核验20张，全部重新实名。")
    page.locator("#quantity").fill("２０")
    page.locator("#percent").fill("95")
    photos = [upload("现场一.jpg", make.noise(1.4)), upload("现场二.jpg", make.located())]
    page.set_input_files("#files", photos)
    listed(page, "现场一.jpg").wait_for()
    listed(page, "现场二.jpg").wait_for()
    page.locator("#co-saved", has_text="草稿已保存").wait_for()
    page.set_input_files("#files", [upload("程序.jpg", b"MZ" + bytes(400))])
    page.get_by_text("没有收：这是程序文件").wait_for()
    page.get_by_role("button", name="移去").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="反馈进展").click()
    page.wait_for_url(re.compile(r"/assignments/\d+$"))
    text = page.locator("main").inner_text()
    assert "又核验20张，全部重新实名。" in text
    assert "现场一.jpg" in text
    page.locator(".co-file-picture img").first.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.co-file-picture img').naturalWidth > 0")
    assert shown(page) >= 1
    with page.expect_download() as waiting:
        page.get_by_role("link", name="现场一.jpg", exact=True).first.click()
    assert waiting.value.suggested_filename == "现场一.jpg"


def cut_after_one_part(page):
    """The first part goes through, everything after it is lost on the way."""
    seen = []

    def gate(route):
        seen.append(route.request.url)
        if len(seen) == 1:
            route.continue_()
        else:
            route.abort()

    page.route(PARTS, gate)


def parts_sent(page):
    """The parts that go up from here on."""
    sent = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.url.endswith("/parts") else None)
    return sent


def test_a_file_goes_on_where_the_line_was_cut_and_the_text_is_not_lost(person, site):
    page = person("carrier-mobile", phone=True, cut=True)
    open_feedback(page, site)
    cut_after_one_part(page)
    page.set_input_files("#files", [upload("长文件.pdf", make.pdf() + bytes(1_700_000), "application/pdf")])
    page.get_by_text("等待网络，恢复后接着传").wait_for()
    page.get_by_role("button", name="反馈进展").click()
    page.get_by_text("还有 1 份材料没有传完").wait_for()

    page.route("**/feedback/autosave", lambda route: route.abort())
    page.locator("#text").fill("断网时写的内容")
    page.locator("#co-saved", has_text="网络已断开，已存在本机").wait_for()

    page.unroute(PARTS)
    page.unroute("**/feedback/autosave")
    sent = parts_sent(page)
    listed(page, "长文件.pdf").wait_for(timeout=60_000)
    assert len(sent) == 3, "of four parts the first was not sent again"
    page.locator("#co-saved", has_text="草稿已保存").wait_for(timeout=30_000)
    page.reload()
    assert page.locator("#text").input_value() == "断网时写的内容"
    assert listed(page, "长文件.pdf").count() == 1


def test_text_typed_without_a_line_is_there_when_the_page_is_opened_again(person, site):
    page = person("carrier-mobile", phone=True, cut=True)
    open_feedback(page, site)
    page.route("**/feedback/autosave", lambda route: route.abort())
    page.locator("#text").fill("地下室里写的一大段")
    page.locator("#co-saved", has_text="网络已断开").wait_for()
    page.unroute("**/feedback/autosave")
    with page.expect_response("**/feedback/autosave") as saved:
        page.reload()
        assert page.locator("#text").input_value() == "地下室里写的一大段"
    assert saved.value.status == 200
    page.evaluate("localStorage.clear()")
    page.reload()
    assert page.locator("#text").input_value() == "地下室里写的一大段"


def test_a_file_half_sent_goes_on_after_the_page_was_closed(person, site, tmp_path):
    page = person("carrier-mobile", phone=True, cut=True)
    page.on("dialog", lambda dialog: dialog.accept())
    file = tmp_path / "半途.pdf"
    file.write_bytes(make.pdf() + bytes(1_200_000))
    open_feedback(page, site)
    cut_after_one_part(page)
    page.set_input_files("#files", file)
    page.get_by_text("等待网络，恢复后接着传").wait_for()
    page.unroute(PARTS)
    page.reload()
    sent = parts_sent(page)
    page.get_by_text("上次有材料没有传完：半途.pdf").wait_for()
    page.set_input_files("#files", file)
    listed(page, "半途.pdf").wait_for(timeout=60_000)
    assert len(sent) == 2, "of three parts the first was not sent again"
