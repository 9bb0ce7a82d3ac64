"""Drafts by kind, from the wording in use; every saved text kept; remarks; a text kept as a template."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from coordination.circulars import kept, services
from coordination.circulars.annexes import cell_text
from coordination.circulars.binding import rendered
from coordination.circulars.models import CircularVersion
from coordination.circulars.printing import document_of
from coordination.circulars.proofreading import Check
from coordination.circulars.services.wordings import keep_as_template
from coordination.circulars.states import Kind
from coordination.document_templates import queries as wordings
from coordination.document_templates import services as templates
from coordination.document_templates.rules import read, written
from coordination.kernel.clock import clock as now
from coordination.kernel.db import acting
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from coordination.kernel.operations import fresh_key
from tests.factories import circulars as factory
from tests.factories import tasks as work


@pytest.fixture
def place(cast, clock):
    return factory.ready(cast)


def drafted(cast, kind, ranking=None, **wanted):
    return services.draft(
        cast.office,
        actor=cast.clerk.actor,
        operation=fresh_key(),
        period=factory.MONTH,
        kind=kind,
        ranking=ranking,
        wanted=services.Wanted(**wanted),
    )


def saved(circular, actor, **changes):
    given = {
        name: getattr(circular, name) for name in ("title", "addressees", "copies_to", "body", "version")
    }
    return services.edit(circular, actor=actor, operation=fresh_key(), **(given | changes))


def whole(circular):
    return "".join(rendered(block["text"], circular.facts) for block in circular.body)


def test_a_special_circular_has_its_own_title_and_the_chosen_facts(cast, place):
    circular = drafted(
        cast, Kind.SPECIAL, place.ranking, title="关于十月发案情况的通报", facts=["立案数", "立案数环比"]
    )
    assert circular.title == "关于十月发案情况的通报"
    assert "2026年10月，全区有关情况如下：立案数29起，环比下降6.45%。" in whole(circular)
    tables = [block for block in circular.body if block["kind"] == "table"]
    assert (tables[0]["cohort"], tables[0]["text"]) == ("乡镇组", "乡镇组得分前3名")


def test_a_table_in_the_text_says_what_the_annex_says(cast, place):
    circular = drafted(cast, Kind.SPECIAL, place.ranking, title="专项", facts=["立案数"])
    printed = document_of(circular)
    table = next(block for block in printed.blocks if hasattr(block, "header"))
    annexed = next(part for part in circular.annex["parts"] if "排名表" in part["title"])["tables"][0]
    assert table.header == tuple(annexed["header"])
    best = [row[1] for row in annexed["rows"] if int(cell_text(row[0])) <= 3]
    assert [row[1] for row in table.texts] == best


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (Kind.SPECIAL, "title"),
        (Kind.LETTER, "addressees"),
        (Kind.REMINDER, "units"),
        (Kind.CORRECTION, "kind"),
    ],
)
def test_what_a_kind_needs_is_asked_for_at_its_field(cast, place, kind, field):
    with pytest.raises(Invalid) as refusal:
        drafted(cast, kind)
    assert field in refusal.value.errors


def test_a_letter_goes_to_whom_it_is_written_and_needs_no_figures(cast, clock):
    circular = drafted(cast, Kind.LETTER, addressees="示例县联席办", title="关于商请协助核查的函")
    assert circular.addressees == "示例县联席办"
    assert [block["kind"] for block in circular.body] == ["paragraph", "paragraph"]
    assert circular.annex == {"parts": []}


def test_minutes_say_who_was_there_and_address_nobody(cast, place):
    circular = drafted(cast, Kind.MINUTES, present="张某 李某、赵　某，", absent="王某")
    assert circular.addressees == ""
    saved(circular, cast.clerk.actor, title="会议纪要")
    assert document_of(circular).attendance.lines == (("出席", "张某、李某、赵　某"), ("请假", "王某"))
    monthly = factory.draft(cast)
    role = {"kind": "attendance", "role": "present", "text": "张某"}
    with pytest.raises(Invalid):
        saved(monthly, cast.clerk.actor, body=[*monthly.body, role])


def test_a_reminder_letter_names_what_the_chosen_units_owe(cast, place, session):
    task = work.task(cast.office, "涉案账户倒查", due_at=now.now() - timedelta(days=3))
    work.assignment(task, cast.bank.unit, due_at=now.now() - timedelta(days=3))
    other = work.task(cast.office, "涉案账户核查", due_at=now.now() - timedelta(days=2))
    work.assignment(other, cast.bank.unit, due_at=now.now() - timedelta(days=2))
    session.commit()
    circular = drafted(cast, Kind.REMINDER, units=[cast.bank.unit_id])
    assert circular.addressees == cast.bank.unit.name
    assert "工商银行山阳支行《涉案账户倒查》《涉案账户核查》。" in whole(circular)
    body = [*circular.body, {"kind": "paragraph", "level": 1, "text": "共【立案数】。"}]
    saved(circular, cast.clerk.actor, body=body)
    assert not [one for one in services.findings(circular) if one.check is Check.CURRENT]


def test_every_saved_text_is_kept_once_and_never_changed(cast, place, session):
    circular = factory.draft(cast, place.ranking)
    saved(circular, cast.clerk.actor, title="关于十月情况的通报")
    saved(circular, cast.clerk.actor)
    assert [one.number for one in kept.versions(circular)] == [2, 1]
    found = kept.pair(circular, (1, 2))
    assert (found[2].title, found[1].body) == ("关于十月情况的通报", circular.body)
    with pytest.raises(ProgrammingError), session.begin_nested():
        session.execute(text("UPDATE circular_versions SET title = '改'"))


def test_what_is_typed_is_kept_beside_and_dropped_with_the_next_save(cast, place, session):
    circular = factory.draft(cast, place.ranking)
    version, content = circular.version, {"title": "半句", "body": []}
    for title in ("半", "半句"):
        services.autosave(
            circular,
            actor=cast.clerk.actor,
            operation=fresh_key(),
            base=version,
            content=content | {"title": title},
        )
    found = kept.unsaved(circular, cast.clerk.actor)
    assert (found.content["title"], found.base, circular.version) == ("半句", version, version)
    with pytest.raises(Forbidden):
        services.autosave(
            circular, actor=cast.second_clerk.actor, operation=fresh_key(), base=version, content=content
        )
    saved(circular, cast.clerk.actor)
    assert kept.unsaved(circular, cast.clerk.actor) is None


def test_nothing_is_kept_of_a_text_that_is_no_draft_any_more(cast, place):
    circular = factory.handed_in(cast, place.ranking)
    with pytest.raises(Conflict):
        services.autosave(
            circular, actor=cast.clerk.actor, operation=fresh_key(), base=circular.version, content={}
        )


def test_a_case_with_a_number_of_a_person_is_refused_at_its_paragraph(cast, place):
    circular = factory.draft(cast, place.ranking)
    case = {"kind": "case", "level": 1, "text": "张某，电话13800138000。"}
    with pytest.raises(Invalid) as refusal:
        saved(circular, cast.clerk.actor, body=[*circular.body, case])
    assert list(refusal.value.errors) == [f"body-{len(circular.body)}"]
    saved(circular, cast.clerk.actor, body=[*circular.body, case | {"text": "某日，张某被骗。"}])


def test_a_table_of_a_cohort_that_is_not_ranked_is_refused(cast, place):
    circular = factory.draft(cast, place.ranking)
    table = {"kind": "table", "show": "top", "count": 3, "cohort": "无此组", "text": ""}
    with pytest.raises(Invalid):
        saved(circular, cast.clerk.actor, body=[*circular.body, table])


def remark(circular, person, block, words="请补充"):
    return services.comment(circular, actor=person.actor, operation=fresh_key(), block=block, text=words)


def test_remarks_are_made_while_it_is_read_and_stay_when_it_is_returned(cast, place):
    circular = factory.draft(cast, place.ranking)
    with pytest.raises(Conflict):
        remark(circular, cast.second_clerk, 1)
    circular = services.hand_in(
        circular, actor=cast.clerk.actor, operation=fresh_key(), version=circular.version, accepted=True
    )
    made = remark(circular, cast.second_clerk, 1)
    remark(circular, cast.leader, None, "全文偏长")
    services.send_back(
        circular,
        actor=cast.second_clerk.actor,
        operation=fresh_key(),
        version=circular.version,
        reason="按批注改",
    )
    moved = [{"kind": "heading", "level": 1, "text": "前言"}, *circular.body]
    found = kept.remarks(circular, moved)
    assert ([*found.at], len(found.elsewhere), found.open) == ([2], 1, 2)
    with pytest.raises(Forbidden):
        services.settle(circular, actor=cast.leader.actor, operation=fresh_key(), comment=made)
    services.settle(circular, actor=cast.clerk.actor, operation=fresh_key(), comment=made)
    assert kept.remarks(circular, moved).open == 1
    assert kept.remarks(circular, [{"text": "全是新的。"}]).at == {}


@pytest.mark.parametrize("stranger", ["bank", "outsider"])
def test_units_and_neighbours_do_not_remark(cast, place, stranger):
    circular = factory.handed_in(cast, place.ranking)
    with pytest.raises((Forbidden, NotFound)):
        remark(circular, getattr(cast, stranger), 1)


@pytest.mark.parametrize("words", ["", " ", "字" * 501])
def test_a_remark_says_something_and_not_too_much(cast, place, words):
    circular = factory.handed_in(cast, place.ranking)
    with pytest.raises(Invalid):
        remark(circular, cast.second_clerk, 1, words)


def own_wording(cast, circular):
    made = keep_as_template(
        cast.office, actor=cast.clerk.actor, operation=fresh_key(), circular=circular, note=""
    )
    templates.adopt(made, actor=cast.leader.actor, operation=fresh_key(), version=made.version)
    return made


def test_an_unchanged_text_kept_as_a_template_is_the_template_it_came_from(cast, place):
    templates.add_patterns()
    circular = factory.draft(cast, place.ranking)
    made = own_wording(cast, circular)
    assert made.body == wordings.pattern("monthly").body
    assert made.title == "关于{报告期}{地区}打击治理电信网络诈骗工作情况的通报"
    again = factory.draft(cast, place.ranking)
    assert (again.template_version_id, again.body) == (made.id, circular.body)


def test_a_special_circular_kept_as_a_template_chooses_anew(cast, place):
    templates.add_patterns()
    facts = ["立案数", "立案数环比"]
    circular = drafted(cast, Kind.SPECIAL, place.ranking, title="关于2026年10月发案情况的通报", facts=facts)
    made = own_wording(cast, circular)
    assert (made.body, made.title) == (wordings.pattern("special").body, "关于{报告期}发案情况的通报")


def test_what_was_written_otherwise_becomes_the_wording_and_lists_stay(cast, place):
    templates.add_patterns()
    circular = factory.draft(cast, place.ranking)
    body = [dict(block) for block in circular.body]
    body[1]["text"] = body[1]["text"].replace("共立电信网络诈骗案件", "接报电诈案件")
    body.append({"kind": "heading", "level": 1, "text": "10月专项行动"})
    body.append({"kind": "paragraph", "level": 1, "text": "全区开展百日行动，冻结【立案数】。"})
    saved(circular, cast.clerk.actor, body=body)
    lines = written(read(own_wording(cast, circular).body)).splitlines()
    assert any("{月份}，{地区}接报电诈案件【立案数】｜【立案数环比】" in line for line in lines)
    assert (
        "〔逐个 立案数〕立案数从多到少依次为：｜{名称}【{名称}立案数】（占【{名称}立案数占比】）。" in lines
    )
    assert any(line.endswith("、{月份}专项行动") for line in lines)
    assert "{地区}开展百日行动，冻结【立案数】。" in lines
    assert any(line.startswith("打击方面，｜破获案件【破案数】") for line in lines)
    again = factory.draft(cast, place.ranking)
    assert again.body == circular.body


def test_versions_belong_to_the_office_alone(cast, place, session):
    circular = factory.issued(cast, place.ranking)
    session.commit()
    with acting(cast.bank.actor.scope):
        assert session.scalars(select(CircularVersion.id)).all() == []
    assert kept.versions(circular)
