"""The pages of the templates, as a clerk, a leader and a stranger see them."""

import pytest

from coordination.document_templates import queries, services
from coordination.kernel.operations import fresh_key
from tests.factories import circulars as factory


@pytest.fixture
def patterns(cast, clock, session):
    services.add_patterns()
    session.commit()
    return {one.pattern.template.kind: one.pattern for one in queries.shelves(cast.office.id)}


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:400]
    return answer.text


def act(version, **more):
    return {"operation_key": fresh_key(), "version": str(version.version)} | more


def draft(cast, model):
    return services.draft(cast.office, actor=cast.clerk.actor, operation=fresh_key(), model=model)


def test_without_reference_data_the_list_says_what_to_do(cast, clock, client_for):
    assert "还没有公文模板" in page(client_for(cast.clerk), "/document-templates")


def test_the_clerk_starts_a_draft_and_the_leader_puts_it_in_use(cast, patterns, client_for, session):
    clerk, leader = client_for(cast.clerk), client_for(cast.leader)
    assert "月度通报" in page(clerk, "/document-templates")
    answer = clerk.post(
        "/document-templates", data={"operation_key": fresh_key(), "model": patterns["monthly"].id}
    )
    assert answer.status_code == 302
    address = answer.location.removesuffix("/edit")
    assert "总体情况" in page(clerk, answer.location)
    assert "启用这一版" not in page(clerk, address)
    assert "启用这一版" in page(leader, address)
    number = int(address.rsplit("/", 1)[1])
    version = queries.version(cast.leader.actor, id=number)
    leader.post(f"{address}/adopt", data=act(version))
    assert "使用中" in page(clerk, address)
    assert "第1版" in page(clerk, "/document-templates")


def test_bad_text_keeps_what_was_typed_and_names_the_line(cast, patterns, client_for):
    version = draft(cast, patterns["letter"])
    answer = client_for(cast.clerk).post(
        f"/document-templates/versions/{version.id}/edit",
        data=act(version, title="函", text="好的。\n共{年月}。"),
    )
    assert answer.status_code == 422
    assert "第2行：没有{年月}这个词" in answer.text
    assert "共{年月}。" in answer.text


def test_a_stale_page_shows_both_sides(cast, patterns, client_for, session):
    version = draft(cast, patterns["letter"])
    late = act(version, title="函", text="我写的。")
    services.edit(
        version,
        actor=cast.clerk.actor,
        operation=fresh_key(),
        version=version.version,
        title="函",
        text="先存的。",
    )
    answer = client_for(cast.clerk).post(f"/document-templates/versions/{version.id}/edit", data=late)
    assert answer.status_code == 409
    assert "我写的。" in answer.text
    assert "先存的。" in answer.text


def test_two_versions_are_compared_in_words_and_signs(cast, patterns, client_for, session):
    version = draft(cast, patterns["letter"])
    services.edit(
        version,
        actor=cast.clerk.actor,
        operation=fresh_key(),
        version=version.version,
        title=version.title,
        text="专此函达，请予大力支持。\n",
    )
    shown = page(client_for(cast.clerk), f"/document-templates/versions/{version.id}/compare")
    assert "<ins>大力</ins>" in shown
    assert "已删</b>" in shown


def test_a_preview_with_last_months_figures_makes_no_document(cast, patterns, client_for, session):
    factory.ready(cast)
    shown = page(client_for(cast.clerk), f"/document-templates/versions/{patterns['monthly'].id}/preview")
    assert "共立电信网络诈骗案件" in shown
    assert "29起" in shown
    assert "破案数" in shown
    assert "还没有通报" in page(client_for(cast.clerk), "/circulars")


def test_a_preview_without_any_month_says_so(cast, patterns, client_for):
    address = f"/document-templates/versions/{patterns['letter'].id}/preview"
    assert "还没有开放任何报告期" in page(client_for(cast.clerk), address)


def test_neighbours_and_units_find_nothing(cast, patterns, client_for):
    version = draft(cast, patterns["letter"])
    for stranger in (cast.bank, cast.outsider):
        for end in ("", "/edit", "/compare", "/preview"):
            page(client_for(stranger), f"/document-templates/versions/{version.id}{end}", 404)
    page(client_for(cast.outsider), f"/document-templates/versions/{patterns['letter'].id}")
    page(client_for(cast.bank), "/document-templates", 404)


def test_the_list_asks_as_much_for_many_versions_as_for_one(cast, patterns, client_for, counting, session):
    clerk = client_for(cast.clerk)
    page(clerk, "/document-templates")
    with counting() as few:
        page(clerk, "/document-templates")
    for number in range(5):
        version = draft(cast, patterns["letter"])
        services.adopt(version, actor=cast.leader.actor, operation=fresh_key(), version=version.version)
        assert version.number == number + 1
    with counting() as many:
        page(clerk, "/document-templates")
    assert len(many) <= len(few) + 1
