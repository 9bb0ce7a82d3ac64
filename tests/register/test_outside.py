"""The register for everybody: what it shows, what it never shows, how often one may ask."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from coordination.certificates.models import Certificate
from coordination.kernel.clock import Clock
from tests.factories.organizations import session
from tests.register.acts import suspend


def test_everybody_reads_the_register_of_an_office(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client: Any
) -> None:
    suspend(cast, named[0])
    code = session.merge(cast.office).division.code
    page = client.get(f"/public/titles/of/{code}").text
    assert "青溪镇柳沟社区" in page
    assert "暂停" in page
    assert "有效" in page
    tokens = re.findall(r'href="/verify/(\w+)"', page)
    assert len(tokens) == 2
    assert client.get(f"/verify/{tokens[0]}").status_code == 200
    found = client.get(f"/public/titles/of/{code}?q=柳沟").text
    assert "石桥村" not in found
    assert "名册里没有“不存在”" in client.get(f"/public/titles/of/{code}?q=不存在").text


@pytest.mark.parametrize(
    ("typed", "found"), [("lgsq", True), ("LGSQ", True), ("qxzlg", True), ("xyz", False), ("1号", True)]
)
def test_titles_are_found_by_initials_and_by_number(
    cast: SimpleNamespace, named: list[Certificate], client: Any, typed: str, found: bool
) -> None:
    code = session.merge(cast.office).division.code
    page = client.get(f"/public/titles/of/{code}?q={typed}").text
    assert ("青溪镇柳沟社区" in page) is found


def test_brackets_of_a_number_may_be_typed_as_the_keyboard_has_them(
    cast: SimpleNamespace, named: list[Certificate], client: Any
) -> None:
    code = session.merge(cast.office).division.code
    for typed in ("〔2026〕1号", "[2026]1号", "(2026)1号"):
        page = client.get(f"/public/titles/of/{code}", query_string={"q": typed}).text
        assert len(re.findall(r'href="/verify/', page)) == 1


def test_nothing_but_what_is_public_stands_there(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client: Any
) -> None:
    suspend(cast, named[0])
    code = session.merge(cast.office).division.code
    page = client.get(f"/public/titles/of/{code}?show=all").text
    for secret in ("领导丙", "经办甲", "核实线索", "青溪镇干部", "联系电话"):
        assert secret not in page


def test_titles_that_ended_are_shown_when_asked_for(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client: Any, clock: Clock
) -> None:
    clock.move(days=366)
    code = session.merge(cast.office).division.code
    assert "柳沟社区" not in client.get(f"/public/titles/of/{code}").text
    page = client.get(f"/public/titles/of/{code}?show=all").text
    assert "柳沟社区" in page
    assert "已到期" in page


def test_the_register_of_nowhere_is_empty_and_nonsense_does_no_harm(
    cast: SimpleNamespace, world: SimpleNamespace, client: Any
) -> None:
    assert "名册里还没有称号" in client.get("/public/titles/of/999999").text
    odd = client.get("/public/titles/of/999999?q=%00%25_&page=99999999999&show=x")
    assert odd.status_code == 200


def test_addresses_are_counted(
    cast: SimpleNamespace, world: SimpleNamespace, client: Any, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    home = {"REMOTE_ADDR": "192.0.2.77"}
    answers = [client.get("/public/titles/of/999998", environ_base=home).status_code for _one in range(61)]
    assert answers[:60] == [200] * 60
    assert answers[60] == 429
