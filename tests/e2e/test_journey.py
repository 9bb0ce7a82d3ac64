"""The main job by hand: file, return, correct, approve, freeze, draft, check, sign, open the PDF."""

import re
from io import BytesIO

import pdfplumber
import pytest

pytestmark = pytest.mark.browser
FILED = re.compile(r"/reports/\d+$")


def open_from_desk(page, words):
    page.get_by_role("link", name=words).first.click()


def explain_swings(page):
    """Once the draft is saved, write a reason wherever the page asks for one."""
    page.locator("#co-saved", has_text="草稿已保存").wait_for()
    asked = ".co-ask:not([hidden]) input"
    for place in page.eval_on_selector_all(asked, "all => all.filter(e => !e.value).map(e => e.id)"):
        page.locator(f"[id='{place}']").fill("示例：集中报案")


def file_the_report(page):
    """The sample leaves one figure and one reason to the visitor; without them nothing is filed."""
    empty = [box for box in page.locator("input[id^='v-']").all() if not box.input_value()]
    assert len(empty) == 1
    place = empty[0].get_attribute("id").removeprefix("v-")
    page.get_by_role("button", name="核对并上报").click()
    page.locator(".co-trouble").wait_for()
    box = page.locator(f"[id='v-{place}']")
    assert box.get_attribute("aria-invalid") == "true"
    box.fill("０")
    explain_swings(page)
    page.get_by_role("button", name="核对并上报").click()
    page.wait_for_url(FILED)


def test_from_the_first_figure_to_the_signed_circular(person):
    police = person("police")
    open_from_desk(police, re.compile("公安分乡镇月报"))
    file_the_report(police)

    clerk = person("clerk")
    open_from_desk(clerk, re.compile("公安分乡镇月报"))
    point = clerk.locator("[id^='p-'][id$='-warn.issued']").first
    place = point.get_attribute("id").removeprefix("p-")
    clerk.locator(f"label[for='p-{place}']").click()
    clerk.locator(f"[name='n-{place}']").fill("与警情台账差1起，请核对")
    clerk.get_by_role("button", name="退回", exact=True).click()
    clerk.wait_for_load_state()

    police.goto(police.url.split("/reports")[0] + "/desk")
    open_from_desk(police, re.compile("公安分乡镇月报"))
    assert "与警情台账差1起" in police.locator("main").inner_text()
    box = police.locator(f"[id='v-{place}']")
    before = box.input_value()
    box.fill(str(int(before.replace(",", "")) + 1))
    police.locator("tr.co-total-row [id$='-warn.issued'][id^='v-']").fill("")
    explain_swings(police)
    police.get_by_role("button", name="核对并上报").click()
    police.wait_for_url(FILED)

    clerk.goto(police.url.split("/reports")[0] + "/desk")
    open_from_desk(clerk, re.compile("公安分乡镇月报"))
    assert f"上次报 {before}" in clerk.locator("main").inner_text()
    clerk.get_by_role("button", name="通过", exact=True).click()
    clerk.wait_for_load_state()

    freeze(clerk)
    draft(clerk)
    number = sign(person, clerk.url)
    read(clerk, number)


def freeze(clerk):
    clerk.get_by_role("link", name="排名", exact=True).click()
    clerk.get_by_label("报告期").first.select_option("2026-10")
    clerk.get_by_role("button", name="核对并冻结").first.click()
    if clerk.get_by_role("checkbox").count():
        clerk.get_by_role("checkbox").check()
    clerk.get_by_role("button", name=re.compile("^冻结2026年10月排名")).click()
    clerk.wait_for_url("**/rankings/*")
    risen = clerk.locator("tr", has_text="▲2").first
    risen.get_by_role("link").first.click()
    clerk.wait_for_url("**/score-lines/*")
    clerk.get_by_role("link", name=re.compile("看填报")).first.click()
    clerk.wait_for_url(FILED)
    assert "示例联络员01" in clerk.locator("main").inner_text()


def draft(clerk):
    clerk.get_by_role("link", name="通报", exact=True).click()
    clerk.get_by_role("link", name="起草通报").first.click()
    clerk.get_by_label("报告期", exact=True).select_option("2026-10")
    clerk.get_by_role("button", name="换报告期").click()
    ranking = clerk.locator("#ranking")
    ranking.select_option(index=ranking.locator("option").count() - 1)
    clerk.get_by_role("button", name=re.compile("的数据起草")).click()
    clerk.wait_for_url(re.compile(r"/circulars/\d+"))
    if not clerk.url.endswith("/edit"):
        clerk.get_by_role("link", name="修改文稿").click()
    clerk.locator("#body-1").click()
    clerk.keyboard.press("Control+End")
    clerk.keyboard.type("请各单位对照改进。")
    clerk.get_by_role("button", name="保存", exact=True).last.click()
    clerk.wait_for_load_state()
    clerk.get_by_role("link", name="检查并送核稿").first.click()
    decide(clerk, "送核稿")


def decide(page, button):
    box = page.locator("form.co-go input[type=checkbox]")
    if box.count():
        box.check()
    page.get_by_role("button", name=re.compile(button)).last.click()
    page.wait_for_url(re.compile(r"/circulars/\d+$"))


def sign(person, address):
    checker = person("clerk2")
    checker.goto(address)
    checker.get_by_role("link", name="核稿", exact=True).click()
    decide(checker, "核稿通过")
    leader = person("leader")
    leader.goto(address)
    leader.get_by_role("link", name="核对后签发").click()
    decide(leader, "签发并送达")
    leader.get_by_role("link", name="下载PDF").wait_for(timeout=60_000)
    with leader.expect_download() as waiting:
        leader.get_by_role("link", name="下载PDF").click()
    content = waiting.value.path().read_bytes()
    with pdfplumber.open(BytesIO(content)) as pdf:
        text = pdf.pages[0].extract_text().replace(" ", "")
        assert len(pdf.pages) >= 3
    found = re.search(r"七反诈联办〔2026〕\d+号", text)
    assert found, text
    return found.group()


def read(clerk, number):
    """Each number on the page leads to its formula, and from there to the report."""
    clerk.reload()
    assert number in clerk.locator("main").inner_text()
    bound = clerk.locator("article a.co-bound")
    assert bound.count() > 20
    bound.filter(has_text=re.compile(r"\d+起")).first.click()
    clerk.wait_for_url("**/facts/**")
    clerk.get_by_role("link", name=re.compile("公安分乡镇月报|看填报|填报")).last.click()
    clerk.wait_for_url(FILED)
