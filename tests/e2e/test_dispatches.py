"""From the signature to the last receipt: signed for on a phone, seen by the office, the rest chased once."""

import re

import pytest

from tests.e2e.test_circulars import ONE, address, decide, fits, words

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LETTER = "关于请抓紧办理逾期事项的函"


def issued(person):
    """The reminder letter that lies in the sample as a draft goes out to three units."""
    clerk = person("clerk")
    clerk.goto(address(clerk, "/circulars?state=draft"))
    clerk.get_by_role("link", name=LETTER).first.click()
    clerk.wait_for_url(ONE)
    letter = clerk.url
    clerk.goto(f"{letter}/recipients")
    assert "主送3家，抄送0家" in words(clerk)
    for name, action, page in (("clerk", "送核稿", "hand-in"), ("clerk2", "核稿通过", "check")):
        someone = person(name)
        someone.goto(f"{letter}/{page}")
        decide(someone, action)
    leader = person("leader")
    leader.goto(f"{letter}/sign")
    decide(leader, "签发并送达")
    return clerk, letter


def sign_on_the_phone(bank):
    """From the desk to the receipt; told again who has signed when the page is asked again."""
    bank.goto(address(bank, "/desk"))
    bank.get_by_role("link", name=re.compile(f"签收《{LETTER}》")).first.click()
    bank.wait_for_url(re.compile(r"/dispatches/\d+$"))
    fits(bank)
    bank.get_by_role("button", name="签收", exact=True).click()
    bank.get_by_text("已签收。").wait_for()
    assert bank.get_by_role("button", name="签收", exact=True).count() == 0
    fits(bank)


def test_a_letter_is_signed_for_on_a_phone_and_the_rest_is_chased_once(person):
    clerk, letter = issued(person)
    bank = person("bank-icbc", phone=True)
    sign_on_the_phone(bank)
    neighbour = person("education", phone=True)
    assert neighbour.goto(letter).status == 404

    clerk.goto(f"{letter}/receipts")
    row = clerk.get_by_role("row", name=re.compile("工商银行"))
    assert re.search(r"已签收\s+示例联络员\d+\s+11月23日（周一）10:0\d", row.inner_text())
    clerk.get_by_role("button", name="催签未签收的 2 家").click()
    clerk.get_by_text("已催签，并发了消息。").wait_for()
    assert words(clerk).count("共1次") == 2
    assert clerk.get_by_role("button", name=re.compile("^催签")).count() == 0
    assert "2家24小时内催过，先不重复催" in words(clerk)

    police = person("police", phone=True)
    police.goto(address(police, "/messages"))
    assert words(police).count(f"请签收《{LETTER}》") == 1
