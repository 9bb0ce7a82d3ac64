"""Filing on a phone: a cut line, an ended session, a colleague at the same report; a block pasted."""

import re

import pytest

from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import parse_number, plain
from tests.e2e.conftest import PASSWORD

pytestmark = pytest.mark.browser
SHOWN = re.compile(r"/reports/\d+(#.*)?$")


def open_report(page, site, words):
    page.goto(f"{site.address}/my-reports")
    page.get_by_role("link", name=re.compile(words)).first.click()
    page.wait_for_url("**/fill")


def boxes(page):
    """The ids of the places, in the order of the form."""
    return page.eval_on_selector_all("[data-place]", "all => all.map(e => e.id)")


def box(page, place):
    return page.locator(f"[id='{place}']")


def kept(page):
    """What this browser keeps of the report."""
    text = page.evaluate("localStorage.getItem(document.getElementById('sheet').dataset.store)")
    return text or ""


def saved(page):
    page.locator("#co-saved", has_text="草稿已保存").wait_for()
    for _ in range(50):
        if not kept(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError(kept(page))


def section(page, number):
    page.evaluate(f"location.hash = '#s-{number}'")


def test_figures_typed_without_a_line_survive_a_reload_and_are_saved_when_it_returns(person, site):
    page = person("carrier-unicom", phone=True, cut=True)
    open_report(page, site, "运营商月报")
    tasks = page.locator("#co-tasks li")
    assert tasks.count() > 1
    assert re.search(r"还差 \d+ 项", tasks.first.inner_text())
    assert not box(page, boxes(page)[0]).is_visible()
    tasks.first.get_by_role("link").click()
    first, second = boxes(page)[:2]
    box(page, first).fill("１,２００")
    page.locator("#co-saved", has_text="草稿已保存").wait_for()
    assert not kept(page)

    page.context.set_offline(True)
    box(page, second).fill("12万")
    page.get_by_text(re.compile("读作 120,000")).wait_for()
    page.locator("#co-saved", has_text="网络已断开，已存在本机 1 项").wait_for()
    page.get_by_role("button", name="保存并继续").click()
    page.wait_for_url("**#s-2")
    third = page.locator(".co-current [data-place]").first.get_attribute("id")
    box(page, third).fill("30")
    page.locator("#co-saved", has_text="已存在本机 2 项").wait_for()
    page.get_by_role("link", name="目录").click()
    page.get_by_role("button", name="核对并上报").click()
    page.locator("#co-saved", has_text="没有网络，还不能上报").wait_for()

    page.route("**/autosave", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    section(page, 1)
    assert box(page, second).input_value() == "12万"
    page.locator("#co-saved", has_text="已存在本机 2 项").wait_for()
    page.get_by_text("已恢复本机存的 2 项").wait_for()
    page.unroute("**/autosave")
    saved(page)
    page.reload()
    assert [box(page, one).input_value() for one in (first, second, third)] == ["1,200", "120,000", "30"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def sign_in_again(page, username):
    page.locator("#username").fill(username)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()


def test_a_session_that_ended_costs_nothing_that_was_typed(person, site):
    page = person("carrier-unicom", phone=True, cut=True)
    open_report(page, site, "运营商月报")
    section(page, 1)
    first, second = boxes(page)[:2]
    page.context.clear_cookies()
    box(page, first).fill("1301")
    page.locator("#co-saved", has_text="登录已过期，已存在本机 1 项").wait_for()
    box(page, second).fill("140002")
    page.locator("#co-session", has_text="已存在本机 2 项").wait_for()
    assert "1301" in kept(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="重新登录（新窗口）").click()
    again = opened.value
    sign_in_again(again, "carrier-unicom")
    again.wait_for_url("**/fill")
    assert box(again, first).input_value() in ("1301", "1,301")
    saved(again)
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)
    assert page.locator("#co-session").is_hidden()
    box(page, first).fill("1302")
    saved(page)
    again.reload()
    assert [box(again, one).input_value() for one in (first, second)] == ["1,302", "140,002"]


def test_without_a_script_what_was_typed_comes_back_after_signing_in_again(person, site, browser):
    page = person("carrier-unicom", phone=True, script=False)
    page.goto(f"{site.address}/my-reports")
    page.get_by_role("link", name=re.compile("运营商月报")).first.click()
    place = page.locator("[data-place]").first.get_attribute("id")
    box(page, place).fill("1303")
    with browser.new_context() as copy:
        copy.add_cookies(page.context.cookies())
        elsewhere = copy.new_page()
        elsewhere.goto(f"{site.address}/account")
        elsewhere.get_by_role("button", name="退出").click()
        elsewhere.wait_for_url("**/sign-in")
    page.get_by_role("button", name="存草稿").last.click()
    page.get_by_text("刚才填的内容还在").wait_for()
    assert "1303" not in page.content(), "who finds the phone reads nothing of it"
    sign_in_again(page, "carrier-unicom")
    page.get_by_role("heading", name="填的内容还没有提交").wait_for()
    page.get_by_role("button", name="继续提交").click()
    page.get_by_text("草稿已保存。").wait_for()
    assert box(page, place).input_value() == "1,303"


def test_another_account_does_not_save_what_this_one_typed(person, site):
    page = person("carrier-unicom", phone=True, cut=True)
    open_report(page, site, "运营商月报")
    section(page, 1)
    first = boxes(page)[0]
    page.context.clear_cookies()
    other = page.context.new_page()
    other.goto(f"{site.address}/sign-in")
    sign_in_again(other, "carrier-mobile")
    other.locator("nav.co-places").wait_for()
    box(page, first).fill("777")
    page.locator("#co-saved", has_text=re.compile("已存在本机 1 项")).wait_for()
    assert "777" in kept(page)


def test_of_two_people_at_one_report_the_second_chooses_figure_by_figure(person, site):
    one, two = person("township-agan", phone=True), person("township-agan", phone=True)
    for page in (one, two):
        open_report(page, site, "月报")
        section(page, 1)
    first, second, third = boxes(one)[:3]
    box(one, first).fill("11")
    box(one, second).fill("22")
    saved(one)
    box(two, first).fill("111")
    box(two, third).fill("33")
    two.get_by_text(re.compile("同事存的是 11（")).wait_for()
    two.get_by_text("其余已保存").wait_for()
    assert box(two, second).input_value() == "22", "what only the other changed is taken over"
    two.get_by_role("link", name="目录").click()
    two.get_by_role("button", name="核对并上报").click()
    two.get_by_text("选定后才能上报").wait_for()
    two.get_by_role("button", name="用同事的").click()
    assert box(two, first).input_value() == "11"
    saved(two)

    box(one, second).fill("23")
    one.get_by_text(re.compile("同事改了 1 项，已更新")).wait_for()
    saved(one)
    assert box(one, third).input_value() == "33"
    box(two, second).fill("24")
    two.get_by_text(re.compile("同事存的是 23（")).wait_for()
    two.get_by_role("button", name="用我的").click()
    saved(two)
    one.reload()
    assert [box(one, place).input_value() for place in (first, second, third)] == ["11", "24", "33"]


def test_a_report_pressed_twice_is_filed_once(person, site):
    page, late = person("township-agan", phone=True), person("township-agan", phone=True)
    for one in (page, late):
        open_report(one, site, "月报")
    for number in range(1, page.locator("section.co-part").count() + 1):
        section(page, number)
        for place in page.locator(".co-current [data-place]").all():
            place.fill("1")
    saved(page)
    asked = page.eval_on_selector_all(".co-ask:not([hidden]) input", "all => all.map(e => e.id)")
    for place in asked:
        page.evaluate(f"location.hash = '#{place}'")
        box(page, place).fill("示例：集中开展")
    page.evaluate("location.hash = '#co-tasks'")
    page.get_by_role("button", name="核对并上报").dblclick()
    page.wait_for_url(SHOWN)
    text = page.locator("main").inner_text()
    assert "第1次上报" in text
    assert "第2次" not in text

    section(late, 1)
    box(late, boxes(late)[0]).fill("98765")
    late.locator("#co-session", has_text="已存在本机 1 项").wait_for()
    assert "这份填报现在是“已上报”，不能再改" in late.locator("#co-news").inner_text()
    late.reload()
    late.wait_for_url(SHOWN)
    late.get_by_text(re.compile(r"本机有 1 项没有上传的内容：\S+ 98765")).wait_for()


SPELLINGS = {
    "起": [
        "5",
        " 5起 ",
        "１，２００",
        "1,200",
        "12,00",
        "0",
        "-0",
        "−3",
        "+7",
        "007",
        "五",
        "",
        "1e5",
        "1_000",
        "NaN",
        "¥5",
    ],
    "元": [
        "12万",
        "1.5 万",
        "１２万元",
        "0.5亿",
        "1.23456万",
        "120,000",
        "120000.00",
        "1.20",
        ".5",
        "5.",
        "1,2345",
        "¥120,000",
        "￥ 1.5万元",
        "¥",
        "¥¥5",
        "5¥",
    ],
}


def test_a_page_reads_numbers_as_the_server_does(person, site):
    page = person("police")
    open_report(page, site, "公安分乡镇月报")
    for unit, spellings in SPELLINGS.items():
        found = page.evaluate("([all, unit]) => all.map(e => coNumbers.read(e, unit))", [spellings, unit])
        assert dict(zip(spellings, found, strict=True)) == {one: by_server(one, unit) for one in spellings}


def by_server(typed, unit):
    """Plain digits, "" for nothing, None for what is refused."""
    try:
        return plain(parse_number(typed, unit=unit)) if typed.strip() else ""
    except Invalid:
        return None


PASTE = """([id, text]) => {
  const box = document.getElementById(id), data = new DataTransfer();
  data.setData('text/plain', text);
  box.focus();
  box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def values(page, places):
    return [box(page, place).input_value() for place in places]


def test_a_total_left_blank_follows_the_rows(person, site):
    page = person("police")
    open_report(page, site, "公安分乡镇月报")
    first = boxes(page)[0]
    total = page.locator("#row-total [data-place]").first.get_attribute("id")
    before, whole = values(page, [first, total])
    box(page, total).fill("")
    box(page, first).fill(before + "0")
    saved(page)
    box(page, first).fill(before)
    saved(page)
    assert box(page, total).get_attribute("aria-invalid") is None
    page.reload()
    assert values(page, [first, total]) == [before, whole]


def test_a_block_from_a_spreadsheet_fills_the_cells_and_can_be_undone(person, site):
    page = person("police")
    open_report(page, site, "公安分乡镇月报")
    width = page.locator("[data-column]").count()
    every = boxes(page)
    block = [every[row * width + column] for row in range(3) for column in range(3)]
    before = values(page, block)
    rows = ["1\t２２\t1,234,567.89", "4\t五\t12万", '"7"\t\t9']
    page.evaluate(PASTE, [block[0], "\r\n".join(rows) + "\r\n"])
    assert values(page, block) == ["1", "２２", "1,234,567.89", "4", "五", "12万", "7", before[7], "9"]
    news = page.locator("#co-news")
    assert "已粘贴 8 格" in news.inner_text()
    assert "其中 1 格认不出数字" in news.inner_text()
    assert "空白 1 格没有动" in news.inner_text()
    assert box(page, block[4]).get_attribute("aria-invalid") == "true"
    saved(page)
    news.get_by_role("button", name="撤销粘贴").click()
    assert values(page, block) == before
    saved(page)

    last = every[-2:]
    ends = values(page, last)
    page.evaluate(PASTE, [last[0], "1\t2\t3\n4\t5\t6"])
    assert "已粘贴 2 格" in news.inner_text()
    assert "有 4 格放不下，没有放入：3、4、5、6" in news.inner_text()
    page.keyboard.press("Control+z")
    assert values(page, last) == ends

    names = page.eval_on_selector_all("tbody th", "all => all.slice(0, 2).map(e => e.textContent)")
    heads = page.eval_on_selector_all("[data-column]", "all => all.slice(1, 3).map(e => e.dataset.column)")
    labelled = f"乡镇\t{heads[1]}\t{heads[0]}\n{names[1]}\t2.5\t6\n{names[0]}\t1.5\t5\n没有的镇\t1\t1"
    page.evaluate(PASTE, [every[-1], labelled])
    assert "没有放入：没有的镇 1、没有的镇 1" in news.inner_text()
    assert values(page, [every[2], every[1], every[width + 2]]) == ["1.5", "5", "2.5"]
    news.get_by_role("button", name="撤销粘贴").click()
    saved(page)
    assert values(page, block) == before
