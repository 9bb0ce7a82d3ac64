"""From the county to the city: a period is frozen, sent up, read above; a carried file is taken in once."""

import re

import pytest

pytestmark = pytest.mark.browser

PERIOD, FORM = "2026-08", "bank"


def main_text(page):
    return page.locator("main").inner_text()


def row_of(page, form, period):
    return page.locator("main tr", has_text=form).filter(has_text=period)


def freeze_and_send(clerk, site):
    """The banks' August is frozen and sent; answers the page of the package."""
    clerk.goto(f"{site.address}/reports/periods?period={PERIOD}")
    row = clerk.locator("main tr", has_text="银行月报")
    row.get_by_role("link", name="核对并冻结").click()
    clerk.get_by_role("button", name=re.compile("^冻结")).click()
    clerk.wait_for_url(re.compile("periods"))
    clerk.goto(f"{site.address}/transmissions")
    row = row_of(clerk, "银行月报", "2026年8月")
    assert "未上报" in row.inner_text()
    row.get_by_role("button", name="上报").click()
    clerk.wait_for_url(re.compile(r"/transmissions/\d+$"))
    return clerk.url


def test_frozen_figures_reach_the_city(site, person, tmp_path):
    clerk, city = person("clerk"), person("city-clerk", phone=True)
    package = freeze_and_send(clerk, site)
    shown = main_text(clerk)
    assert "第1次" in shown
    trained = clerk.locator("main td[data-label='员工培训人次']").first.inner_text()
    city.goto(f"{site.address}/transmissions/table?form={FORM}&period={PERIOD}")
    table = main_text(city)
    assert "七里河区打击治理" in table
    assert "员工培训人次" in table
    assert trained.split()[0]
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="下载签名文件").click()
    carried = tmp_path / "上报.json"
    download.value.save_as(carried)
    city.goto(f"{site.address}/transmissions/receive")
    city.locator("#file").set_input_files(carried)
    city.get_by_role("button", name="核对并接收").click()
    refusal = city.locator("#file-error")
    refusal.wait_for()
    assert "没有登记" in refusal.inner_text()  # on this site it came by itself; by hand a key is asked for
    assert city.request.get(package).status == 404  # the county's own record is not the city's


def test_the_leader_of_the_city_registers_the_county_s_key(site, person):
    county, city = person("leader"), person("city-leader")
    county.goto(f"{site.address}/transmissions/keys")
    public = county.locator("code").first.inner_text()
    mark = county.locator(".co-key .co-print-mark").last.inner_text()
    city.goto(f"{site.address}/transmissions/keys/trust")
    city.locator("#place").fill("620104")
    city.locator("#public").fill(public)
    city.get_by_role("button", name="登记").click()
    assert city.locator("#place").get_attribute("aria-invalid") == "true"
    assert city.locator("#public").input_value() == public
    city.locator("#place").fill("620103")
    city.get_by_role("button", name="登记").click()
    city.wait_for_url(re.compile("keys$"))
    assert mark in main_text(city)
