"""A township applies for its communities; one lacks a criterion, one meets an objection, one gets its title,
has a case, is suspended and restored. The page behind the QR code tells the truth at every moment."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.conftest import NOW

pytestmark = pytest.mark.browser

AFTER_THE_NOTICE, WITH_A_CASE = "2026-12-01T10:00:00+08:00", "2026-12-03T10:00:00+08:00"
SAID = "公示的社区上个月还有居民被骗，申报材料里没有写。"


@contextmanager
def at(site, moment) -> Iterator[None]:
    """The site's clock stands elsewhere for a block."""
    clock = site.folder / "clock"
    clock.write_text(moment, encoding="ascii")
    try:
        yield
    finally:
        clock.write_text(NOW, encoding="ascii")


def main_text(page):
    return page.locator("main").inner_text()


def tick(page, names):
    for name in names:
        page.locator("main tr", has=page.get_by_role("rowheader", name=name, exact=True)).locator(
            "input[type=checkbox]"
        ).check()


def applied(township, site):
    """Two that may apply are filed; the name of one that lacks a criterion, and what it lacks."""
    township.goto(f"{site.address}/applications/batch")
    rows = township.locator("main tbody tr")
    may = rows.filter(has=township.locator("input[type=checkbox]"))
    names = [may.nth(place).get_by_role("rowheader").inner_text().strip() for place in (0, 1)]
    lacking = rows.filter(has_text="还不能").first
    assert lacking.locator("input[type=checkbox]").count() == 0
    assert "没有达到" in lacking.inner_text()
    tick(township, names)
    township.get_by_role("button", name=re.compile("^申报勾选的")).click()
    township.wait_for_url(re.compile(r"/applications"))
    township.goto(f"{site.address}/applications/mine")
    for name in names:
        assert name in main_text(township)
    return names


def reviewed(person, site, names):
    """The departments agree, the clerk concludes."""
    police = person("police", phone=True)
    police.goto(f"{site.address}/applications/opinions")
    while (boxes := police.locator("main input[name=row]")).count():
        for place in range(boxes.count()):
            boxes.nth(place).check()
        police.get_by_role("button", name=re.compile("^同意勾选的")).click()
        police.wait_for_load_state()
        police.goto(f"{site.address}/applications/opinions")
    clerk = person("clerk")
    for name in names:
        clerk.goto(f"{site.address}/applications?show=review")
        clerk.get_by_role("link", name=name, exact=True).click()
        clerk.get_by_role("link", name="联审结论").click()
        clerk.get_by_role("button", name="联审通过").click()
        clerk.wait_for_url(re.compile(r"/applications/\d+$"))
        assert "待公示" in main_text(clerk)
    return clerk


def published(clerk, site, names):
    """On a notice of their own; answers the address for the public."""
    clerk.goto(f"{site.address}/notices/new")
    for box in clerk.locator("input[name=applications]").all():
        label = box.locator("xpath=..").inner_text()
        box.set_checked(any(name in label for name in names))
    clerk.get_by_role("button", name="存为草稿").click()
    clerk.get_by_role("button", name="发布公示").click()
    clerk.wait_for_url(re.compile(r"/notices/\d+$"))
    assert "公示中" in main_text(clerk)
    return clerk.get_by_role("link", name="公众看到的页面").get_attribute("href")


def objected(browser, site, address, name):
    """Somebody without an account objects on a phone; answers the address of the answer."""
    phone = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    phone.goto(site.address + address)
    phone.locator("tr", has_text=name).get_by_role("link", name="提异议").click()
    phone.locator("#contact_name").fill("张某某")
    phone.locator("#text").fill(SAID)
    phone.locator("#contact_phone").fill("12")
    phone.get_by_role("button", name="提交异议").click()
    assert phone.locator("#contact_phone").get_attribute("aria-invalid") == "true"
    assert phone.locator("#text").input_value() == SAID
    phone.locator("#contact_phone").fill("0931-7654321")
    phone.get_by_role("button", name="提交异议").click()
    phone.wait_for_url(re.compile("/public/objections/"))
    assert "正在核查" in main_text(phone)
    return phone


def test_from_the_application_to_a_restored_title(site, person, browser):
    township = person("township-xiuchuan")
    doubted, named = applied(township, site)
    clerk = reviewed(person, site, (doubted, named))
    address = published(clerk, site, (doubted, named))
    notice = clerk.url
    phone = objected(browser, site, address, doubted)

    leader = person("leader")
    leader.goto(notice)
    leader.locator("table").last.get_by_role("link", name=doubted).click()
    assert "0931-7654321" not in main_text(leader)
    leader.get_by_label("异议成立，不予命名").check()
    leader.locator("form[action$=answer] textarea").fill("核查属实：10月有一起未申报的案件。")
    leader.get_by_role("button", name="答复异议").click()
    leader.wait_for_url(re.compile(r"/notices/\d+$"))
    phone.reload()
    assert "核查属实" in main_text(phone)
    phone.goto(site.address + address)
    assert "已撤下" in phone.locator("tr", has_text=doubted).inner_text()

    with at(site, AFTER_THE_NOTICE):
        clerk, leader, township = (person(name) for name in ("clerk", "leader", "township-xiuchuan"))
        clerk.goto(notice)
        clerk.get_by_role("button", name="结束公示").click()
        clerk.wait_for_load_state()
        leader.goto(f"{site.address}/certificates/naming")
        assert doubted not in main_text(leader)
        tick(leader, [named])
        leader.locator("form#picking input[name=certain]").check()
        leader.get_by_role("button", name=re.compile("^命名勾选的")).click()
        leader.wait_for_load_state()
        verify = _verify(township, site, named)
        phone.goto(verify)
        assert "证书有效" in main_text(phone)
        assert named in main_text(phone)

    with at(site, WITH_A_CASE):
        police, leader = person("police"), person("leader")
        police.goto(f"{site.address}/tallies/days")
        police.locator("#first_on").fill("2026-12-02")
        police.locator("#last_on").fill("2026-12-02")
        options = police.locator("#tally-names option").evaluate_all("all => all.map(one => one.value)")
        police.locator("#rows-0-name").fill(next(one for one in options if named in one))
        police.locator("#rows-0-cases").fill("1")
        police.locator("#rows-0-loss").fill("3000")
        police.get_by_role("button", name="上报").click()
        police.wait_for_load_state()
        _until(phone, "证书已暂停")
        leader.goto(f"{site.address}/certificates/reviews")
        leader.get_by_role("link", name=named).click()
        leader.get_by_role("link", name="恢复").click()
        leader.locator("textarea").fill("一起，已破案返还，防范措施到位。")
        leader.get_by_role("button", name="恢复").click()
        leader.wait_for_load_state()
        phone.reload()
        assert "证书有效" in main_text(phone)
        assert "暂停" in main_text(phone)  # the history keeps it
    phone.context.close()


def _verify(township, site, name):
    """The address behind the QR code, as the township's page of the certificate shows it."""
    township.goto(f"{site.address}/applications/mine?show=named")
    township.get_by_role("link", name=name, exact=True).click()
    township.locator("main a[href*='/certificates/']").first.click()
    return site.address + township.locator("a[href*='/verify/']").first.get_attribute("href")


def _until(page, words):
    """The worker has looked at what was filed."""
    for _each in range(60):
        page.reload()
        if words in main_text(page):
            return
        page.wait_for_timeout(500)
    raise AssertionError(main_text(page))
