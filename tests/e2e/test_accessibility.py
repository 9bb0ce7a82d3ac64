"""axe finds nothing at either width, nothing is wider than the screen, English has no Chinese chrome."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser
PAGES = {
    "clerk": [
        "/desk",
        "/reports",
        "/reports/queue",
        "/reports/periods?period=2026-09",
        "/reports/freeze?period=2026-10",
        "/reports/extend?period=2026-10",
        "/indicators",
        "/indicators/new",
        "/regulations",
        "/forms",
        "/forms/new",
        "/forms/1",
        "/forms/1/revise",
        "/forms/9",
        "/forms/9/head",
        "/forms/9/enact",
        "/timeliness",
        "/timeliness/forms",
        "/timeliness/trend",
        "/rankings",
        "/rankings/1",
        "/schemes/1",
        "/score-lines/1",
        "/circulars",
        "/circulars/1",
        "/circulars/new",
        "/circulars/1/receipts",
        "/circulars/1/receipts?show=open",
        "/circulars/4/recipients",
        "/circulars/5/recipients",
        "/document-templates",
        "/document-templates/versions/2",
        "/document-templates/versions/2/preview?period=2026-09",
        "/document-templates/versions/8/compare",
        "/dispatches",
        "/dispatches?show=all",
        "/archive",
        "/archive?words=立案数",
        "/circulars/ledger",
        "/circulars/2/correct",
        "/units",
        "/units/new",
        "/places",
        "/office",
        "/account",
        "/tasks",
        "/tasks/new",
        "/tasks/40",
        "/assignments/waiting",
        "/workload",
        "/duties",
        "/duties/1",
        "/duties/parties",
        "/completion?period=2026-11",
        "/completion/articles?period=2026-11",
        "/completion/trend?period=2026-11",
        "/chasing?show=all",
        "/chasing/ledger",
        "/letters",
        "/messages",
        "/messages/settings",
        "/robots",
        "/deliveries",
        "/subjects",
        "/subjects/new",
        "/subjects/30",
        "/tallies",
        "/tallies?township=7&months=13",
        "/tallies/month",
        "/tallies/days",
        "/tallies/sheet",
        "/tallies/filings/1",
        "/tallies/subjects/26",
        "/register",
        "/register/titles",
        "/register/targets",
        "/register/ready",
        "/applications",
        "/applications/1",
        "/notices",
        "/notices/new",
        "/certificates/naming",
        "/certificates/reviews",
        "/certificates/1",
        "/inspections",
        "/inspections/due",
        "/standards",
        "/standards/new",
        "/rankings/1/trial",
        "/consultations",
        "/consultations/1",
        "/consultations/2",
        "/consultations/2/changes",
        "/ranking-objections/1",
        "/ranking-objections/2",
    ],
    "leader": [
        "/desk",
        "/circulars/ledger",
        "/circulars/2/withdraw",
        "/circulars/3",
        "/circulars/3/sign",
        "/circulars/4",
        "/circulars/5",
    ],
    "police": ["/desk", "/my-reports", "/tallies", "/tallies/month?kind=township"],
    "bank-icbc": [
        "/desk",
        "/my-reports",
        "/my-timeliness",
        "/circulars",
        "/circulars/1",
        "/dispatches/mine",
        "/dispatches/mine?show=open",
        "/indicators",
        "/assignments",
        "/messages",
    ],
    "township-xiuchuan": [
        "/desk",
        "/rankings",
        "/consultations",
        "/circulars",
        "/archive",
        "/assignments",
        "/assignments?whose=communities",
        "/communities",
        "/applications/mine",
        "/applications/batch",
        "/applications/opinions",
        "/inspections",
        "/standards",
    ],
    "community": ["/desk", "/assignments", "/communities/mine", "/applications/mine"],
    "sysadmin": ["/accounts", "/accounts/new", "/units", "/office"],
    "auditor": ["/audit"],
}
#: Only what is wrong is described: describing what is right takes as long as all the looking.
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}


def faults(page):
    found = Axe().run(page, options=AXE).response["violations"]
    return [(f["id"], f["nodes"][0]["html"][:160], f["nodes"][0]["failureSummary"][:200]) for f in found]


@pytest.mark.parametrize("phone", [False, True], ids=["1366", "390"])
@pytest.mark.parametrize("username", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(person, site, username, phone):
    page = person(username, phone=phone)
    wrong = {}
    for path in [*PAGES[username], *first_links(page, site, username)]:
        answer = page.goto(site.address + path)
        assert answer.status == 200, path
        found = faults(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(("wider than the screen", page.evaluate("document.documentElement.scrollWidth"), ""))
        if found:
            wrong[path] = found
    assert wrong == {}


def first_links(page, site, username):
    """Pages whose number differs from run to run: the first open report and assignment of the person,
    the first document that came, and the verification of one."""
    page.goto(site.address + "/desk")
    found = [first(page, f"main a[href*='/{kind}/']") for kind in ("reports", "assignments")]
    page.goto(site.address + "/dispatches/mine")
    found.append(first(page, "main th a[href*='/dispatches/']"))
    page.goto(site.address + "/circulars/2")
    found.append(first(page, "main a[href*='/verify/c/']"))
    return [href for href in found if href]


def first(page, where):
    return page.locator(where).first.get_attribute("href") if page.locator(where).count() else None


def test_axe_finds_nothing_before_sign_in(browser, site):
    page = browser.new_page()
    outside = ("/public/titles/of/620103", "/public/notices/of/620103", "/public/objections")
    outside += ("/verify/c", "/verify/c/aaaaaaaaaaaaaaaaaaaaaa")
    for path in ("/sign-in", "/invitation", "/nowhere", *outside):
        page.goto(site.address + path)
        assert faults(page) == []
    page.close()


def test_english_pages_have_english_chrome(person, site):
    page = person("clerk2")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="中文").wait_for()
    for path in PAGES["clerk"]:
        page.goto(site.address + path)
        heads = page.eval_on_selector_all(
            "h1, h2, th[scope=col], button, nav a, label",
            "all => all.filter(e => !e.closest('article[lang=zh-CN]')).map(e => e.innerText)",
        )
        chinese = [t for t in heads if re.search(r"[\u4e00-\u9fff]", t)]
        data = re.compile(
            "示例|反诈|七里河|街道|镇|乡|区|公安|银行|运营商|月报|中文|破案|劝阻|发案|立案|户|案件|宣传|填报|被骗|及时"
        )
        assert [t for t in chinese if not data.search(t)] == [], path
    page.get_by_role("button", name="中文").click()
    page.get_by_role("button", name="English").wait_for()
