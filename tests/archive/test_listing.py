"""The archive: what is in it, how it is searched, for whom."""

import re

import pytest

from coordination.archive.queries import listing
from coordination.archive.queries.listing import Wanted
from coordination.circulars.models import Circular
from coordination.circulars.states import CircularState, Kind
from coordination.kernel.db import session
from tests.circulars.pages import page
from tests.factories import dispatches as make
from tests.factories.organizations import add

BODY = "本月开展预警劝阻，回访率98.50%。"


@pytest.fixture(autouse=True)
def _standing(clock, app):
    """The clock stands, and the slices are installed."""


def body(text):
    return [{"kind": "paragraph", "level": 1, "text": text}]


def titles(cast, who=None, **wanted):
    found = listing.found((who or cast.clerk).actor, Wanted(**wanted))
    return [one.title for one in found.kept]


def withdrawn(circular):
    circular.state, circular.withdraw_reason = CircularState.WITHDRAWN, "数据有误"
    session.commit()


@pytest.fixture
def kept(cast, clock):
    """A circular of last year, a withdrawn one, a letter, and a draft that is in no archive."""
    clock.move(days=-400)
    make.issued(cast, title="去年的通报", body=body("走访【立案数】户。"))
    clock.move(days=400)
    withdrawn(make.issued(cast, title="撤销的通报"))
    make.issued(cast, Kind.LETTER, title="给工行的函", addressees="工商银行山阳支行", body=body(BODY))
    make.draft(cast, title="草稿")


def test_it_holds_what_was_issued_and_never_loses_what_was_withdrawn(cast, kept):
    assert titles(cast) == ["给工行的函", "撤销的通报", "去年的通报"]
    assert titles(cast, year=2025) == ["去年的通报"]
    assert titles(cast, kind=Kind.LETTER) == ["给工行的函"]
    assert titles(cast, state=CircularState.WITHDRAWN) == ["撤销的通报"]
    found = listing.found(cast.clerk.actor, Wanted(state=CircularState.WITHDRAWN))
    assert (found.total, found.years) == (1, [2026, 2025])
    assert found.counts == {CircularState.ISSUED: 2, CircularState.WITHDRAWN: 1}


def test_a_unit_finds_letters_to_it_and_a_community_none(cast, kept):
    assert titles(cast, cast.bank) == ["给工行的函", "撤销的通报", "去年的通报"]
    for who in (cast.police, cast.worker):
        assert titles(cast, who) == ["撤销的通报", "去年的通报"]
    assert titles(cast, cast.outsider) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("预警劝阻", ["给工行的函"]),
        ("走访29户", ["去年的通报"]),
        ("立案数", []),
        ("函〔2026〕1号", ["给工行的函"]),
        ("98.50%", ["给工行的函"]),
        ("%", ["给工行的函"]),
        ("_", []),
        ("\\", []),
        ("' OR 1=1 --", []),
        ("通报", ["撤销的通报", "去年的通报"]),
    ],
)
def test_it_is_searched_by_title_number_and_printed_text(cast, kept, words, expected):
    assert titles(cast, words=words) == expected


def test_the_passage_is_shown(cast, kept):
    [found] = listing.found(cast.clerk.actor, Wanted(words="劝阻")).kept
    assert BODY in found.passage
    assert "\n" not in found.passage


def test_the_page_filters_and_marks(cast, kept, client_for):
    client = client_for(cast.clerk)
    shown = page(client, "/archive")
    assert "山反诈联办函〔2026〕1号" in shown
    assert "草稿" not in shown
    assert 'class="co-void-row"' in shown
    assert "已撤销" in shown
    assert "没有符合条件的公文" in page(client, "/archive?words=没有的词")
    assert "给工行的函" not in page(client, "/archive?year=2025&kind=nonsense&page=-3&state=draft")
    assert "这一页没有公文" in page(client, "/archive?page=99")
    assert "全部材料" not in page(client_for(cast.bank), "/archive")
    for who in (cast.auditor, cast.administrator):
        page(client_for(who), "/archive", 404)


def test_an_empty_archive(cast, client_for):
    assert "还没有印发的公文" in page(client_for(cast.clerk), "/archive")


def test_five_hundred_documents_by_pages_and_a_constant_number_of_questions(cast, client_for, counting):
    client = client_for(cast.clerk)

    def asked(address):
        page(client, address)
        with counting() as seen:
            text = page(client, address)
        return len(seen), len(re.findall(r'<th scope="row">', text)), text

    make.issued(cast, title="关于" + "长" * 290 + "的通报")
    few, rows, text = asked("/archive")
    assert rows == 1
    assert "长" * 290 in text
    for number in range(2, 501):
        _copy(cast, number)
    session.commit()
    for address, shown in (("/archive", 30), ("/archive?page=17", 20), ("/archive?words=走访群众", 30)):
        questions, rows, text = asked(address)
        assert (questions, rows) == (few, shown), address
    assert "第17页，共17页" in page(client, "/archive?page=17")


def _copy(cast, number, **values):
    """One more, without its way through the house."""
    given = {
        "office_id": cast.office.id,
        "kind": Kind.SPECIAL,
        "period": "2026-10",
        "title": f"专项通报{number}",
        "addressees": "各成员单位",
        "body": make.BODY,
        "facts": make.FACTS,
        "annex": None,
        "state": CircularState.ISSUED,
        "document_code": "山反诈联办",
        "year": 2026,
        "sequence": number,
        "issued_on": make.clock.today(),
        "token": f"token-of-number-{number:04}",
        "printed_text": f"专项通报{number}\n本月走访群众{number}户。\n",
        "drafted_by_id": cast.clerk.id,
        "drafted_at": make.clock.now(),
        "checked_by_id": cast.second_clerk.id,
        "signed_by_id": cast.leader.id,
    }
    add(Circular(**given | values))


def test_documents_older_than_the_archive_are_found_by_their_sentences(cast):
    _copy(cast, 7, printed_text=None)
    assert titles(cast, words="青溪镇走访") == ["专项通报7"]
