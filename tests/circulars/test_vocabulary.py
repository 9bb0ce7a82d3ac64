"""The names that a template may use: all that were ever drawn, and no others."""

from datetime import UTC, datetime

import pytest

from coordination.circulars import services
from coordination.circulars.gathering import gather
from coordination.circulars.services.wordings import as_template
from coordination.circulars.states import Kind, Publication
from coordination.circulars.vocabulary import spoken
from coordination.document_templates import services as templates
from coordination.document_templates.known import publish, vocabulary
from coordination.document_templates.patterns import patterns
from coordination.document_templates.queries import shelves
from coordination.document_templates.rules import problems, read, written
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from tests.factories import circulars as factory

SMALL = spoken(Kind.REMINDER, ["东镇", "公安局"], ["东镇"], ["乡镇组"])


@pytest.fixture
def place(cast, clock):
    templates.add_patterns()
    return factory.ready(cast)


@pytest.mark.parametrize("publication", Publication)
def test_every_fact_and_list_of_a_month_is_known(cast, place, publication):
    drawn = gather(cast.office.id, Period.parse(factory.MONTH), place.ranking, publication).drawn
    assert len(drawn.facts) > 30
    known = vocabulary(cast.office.id, "monthly")
    assert drawn.facts.keys() - known.fields == set()
    assert drawn.lists.keys() - set(known.lists) == set()


def test_what_units_owe_is_known_to_the_reminder_only(cast, place, clock):
    clock.move(datetime(2027, 1, 20, tzinfo=UTC))
    drawn = gather(cast.office.id, Period.parse(factory.MONTH), None, owing=True).drawn
    assert any(name.endswith("未报报表") for name in drawn.facts)
    assert drawn.facts.keys() - vocabulary(cast.office.id, "reminder").fields == set()
    assert not vocabulary(cast.office.id, "monthly").has_list("未报名单")


def test_the_patterns_name_nothing_else(cast, place):
    for one in patterns():
        known = vocabulary(cast.office.id, one.kind)
        assert problems(one.title, written(read(one.body)), known) == {}, one.kind


def test_there_is_one_publisher():
    with pytest.raises(ValueError, match="second publisher"):
        publish("letter")(vocabulary)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("共【立案敉】。", "第1行：没有“立案敉”这项数据，是不是“立案数”？"),
        ("〔须有 立案教〕共【立案数】。", "第1行：没有“立案教”这项数据，是不是“立案数”？"),
        ("共【某某某某】。", "第1行：没有“某某某某”这项数据，请从数据清单里选取。"),
        ("〔逐个 立案〕{名称}【{名称}立案数】。", "第1行：没有“立案”这个名单，可以用："),
        ("〔逐个 立案数〕{名称}【{名称}立案敉】。", "第1行：没有“{名称}立案敉”这项数据"),
        ("有。\n〔须有 立案数 共有。", "第2行：〔〕不成对。"),
        ("有。〔须有 立案数〕共【立案数】。", "第1行：“〔须有 立案数〕”这个标记要写在一行的开头。"),
    ],
)
def test_a_name_that_no_month_has_is_refused_with_its_line(cast, place, text, said):
    pattern = next(one.pattern for one in shelves(cast.office.id) if one.pattern.template.kind == "monthly")
    draft = templates.draft(cast.office, actor=cast.clerk.actor, operation=fresh_key(), model=pattern)
    stored = draft.body
    with pytest.raises(Invalid) as refusal:
        templates.edit(
            draft,
            actor=cast.clerk.actor,
            operation=fresh_key(),
            version=draft.version,
            title=draft.title,
            text=text,
        )
    assert str(refusal.value.errors["text"]).startswith(said)
    assert draft.body == stored


def test_places_stand_for_any_word():
    assert SMALL.has_field("{名称}未报报表")
    assert SMALL.has_field("{名称}")
    assert not SMALL.has_field("{名称}未报报")
    assert SMALL.has_list("逾期名单")


def test_a_document_in_force_keeps_its_wording_as_a_template_that_is_fit(cast, place):
    """What 存为模板 makes can be saved again."""
    circular = services.draft(
        cast.office,
        actor=cast.clerk.actor,
        operation=fresh_key(),
        period=factory.MONTH,
        ranking=place.ranking,
    )
    text = written(read(as_template(circular, cast.office)))
    assert problems(circular.title, text, vocabulary(cast.office.id, "monthly")) == {}
