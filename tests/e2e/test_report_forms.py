"""A clerk builds a form from nothing, looks at it as its units will, and brings it into force."""

import re

import pytest

from tests.e2e.test_accessibility import faults

pytestmark = pytest.mark.browser
NAME = "社区反诈宣传季报（示例）"


def main_text(page):
    return page.locator("main").inner_text()


def choose(page, where, name):
    """The entry that begins with a name; its unit of measure stands behind it."""
    value = page.locator(f"{where} option", has_text=name).get_attribute("value")
    page.locator(where).select_option(value=value)


def add(page, letters, section):
    """Search by initials, put the first that is found into a section."""
    page.locator("input[name=q]").fill(letters)
    page.get_by_role("button", name="搜索", exact=True).click()
    page.locator("#section").fill(section)
    page.locator("button[name=indicator_id]").first.click()
    page.get_by_text("已加入。").wait_for()


@pytest.mark.parametrize("phone", [False, True], ids=["1366", "390"])
def test_a_form_is_built_looked_at_and_enacted(person, site, phone):
    page = person("clerk", phone=phone)
    page.goto(f"{site.address}/reports")
    page.get_by_role("link", name="报表", exact=True).click()
    page.get_by_role("link", name="新建报表").click()
    page.locator("#name").fill(NAME)
    page.locator("input[value=township]").first.check()
    page.locator("#period_kind").select_option("quarter")
    page.locator("#first_period").fill("2026-12")
    page.locator("#guidance").fill("按季度累计填写")
    page.get_by_role("button", name="建好，去加指标").click()
    assert "开始的报告期和报告周期不一致" in main_text(page)
    assert page.locator("#guidance").input_value() == "按季度累计填写"
    page.locator("#first_period").fill("2026-Q4")
    page.get_by_role("button", name="建好，去加指标").click()
    add(page, "rhxchs", "入户")
    add(page, "yfxczl", "宣传")
    add(page, "jzxchd", "宣传")
    assert faults(page) == []

    page.get_by_role("link", name="修改入户宣传户数").click()
    page.locator("#bound").select_option("households")
    page.locator("#soft_high").fill("5000")
    page.get_by_role("button", name="保存").click()
    assert "不大于本地总户数，高于5,000要说明" in main_text(page)
    page.get_by_role("button", name="上移集中宣传活动场次").click()
    text = main_text(page)
    assert text.index("集中宣传活动场次") < text.index("印发宣传资料份数")
    page.get_by_role("link", name="两项都有或都没有").click()
    choose(page, "#left", "集中宣传活动场次")
    choose(page, "#right", "印发宣传资料份数")
    assert faults(page) == []
    page.get_by_role("button", name="增加").click()
    assert "集中宣传活动场次和印发宣传资料份数都有或都没有" in main_text(page)

    page.get_by_role("link", name="预览填报页").click()
    assert page.locator("main input[name^=v-]").count() == 3
    assert page.locator("main input[name^=v-]:enabled").count() == 0
    assert faults(page) == []
    page.go_back()
    page.get_by_role("link", name="核对并启用").click()
    assert "15 个单位" in main_text(page)
    assert re.search(r"第一次：2026年第四季度，2027年1月\d+日", main_text(page))
    assert faults(page) == []
    page.get_by_role("button", name="启用").click()
    page.get_by_text("已启用，从2026年第四季度起填报。").wait_for()
    page.get_by_text("停用这张报表…").click()
    page.get_by_role("button", name="停用").click()
    page.get_by_text("已停用，以后的报告期不再要求填报").wait_for()
