"""From the pattern to the office's own wording in use."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from coordination.audit.models import Event
from coordination.circulars.states import Kind
from coordination.document_templates import queries, services
from coordination.document_templates.models import TemplateVersion
from coordination.document_templates.patterns import patterns as shipped
from coordination.document_templates.rules import compared, read, written
from coordination.document_templates.services import catalogue
from coordination.document_templates.states import VersionState
from coordination.kernel.db import acting
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.sample.document_templates import keep_own_wording


@pytest.fixture
def patterns(cast, clock, session):
    services.add_patterns()
    session.commit()
    return {one.pattern.template.kind: one.pattern for one in queries.shelves(cast.office.id)}


def drafted(cast, model, person=None):
    who = (person or cast.clerk).actor
    return services.draft(cast.office, actor=who, operation=fresh_key(), model=model)


def adopted(cast, version):
    return services.adopt(version, actor=cast.leader.actor, operation=fresh_key(), version=version.version)


def edited(cast, version, words, **more):
    given = {"title": version.title, "text": words, "seen": version.version} | more
    seen = given.pop("seen")
    return services.edit(version, actor=cast.clerk.actor, operation=fresh_key(), version=seen, **given)


def test_the_patterns_are_loaded_once_and_again_only_when_reworded(cast, patterns, monkeypatch):
    assert services.add_patterns() == 0
    assert list(patterns) == [*Kind, "certificate"]
    reworded = [replace(one, title="关于商请协助的函") if one.kind == "letter" else one for one in shipped()]
    monkeypatch.setattr(catalogue, "patterns", lambda: reworded)
    assert services.add_patterns() == 1
    assert (queries.pattern("letter").number, queries.pattern("letter").title) == (2, "关于商请协助的函")
    assert services.add_patterns() == 0


def test_an_office_takes_a_pattern_edits_it_and_its_leader_puts_it_in_use(cast, patterns, session):
    draft = drafted(cast, patterns["monthly"])
    assert (draft.number, draft.state) == (1, VersionState.DRAFT)
    assert queries.in_use(cast.office.id, "monthly") is patterns["monthly"]
    edited(cast, draft, "一、总体情况\n\n共立案【立案数】。\n", note="只写一句")
    assert written(read(draft.body)) == "一、总体情况\n\n共立案【立案数】。\n"
    adopted(cast, draft)
    assert queries.in_use(cast.office.id, "monthly") is draft
    assert queries.in_use(cast.other.id, "monthly") is patterns["monthly"]
    acts = session.scalars(select(Event.action).where(Event.subject_type == "document_template_versions"))
    assert [*acts] == ["document_template.draft", "document_template.edit", "document_template.adopt"]


def test_one_version_is_in_use_and_the_one_before_stays_readable(cast, patterns):
    first = adopted(cast, drafted(cast, patterns["letter"]))
    second = adopted(cast, drafted(cast, first))
    assert (first.state, second.state) == (VersionState.RETIRED, VersionState.IN_USE)
    assert [one.number for one in queries.siblings(second)] == [2, 1]
    services.retire(second, actor=cast.leader.actor, operation=fresh_key(), seen=second.version)
    assert queries.in_use(cast.office.id, "letter") is patterns["letter"]


def test_there_is_one_draft_of_a_kind_at_a_time(cast, patterns):
    drafted(cast, patterns["minutes"])
    with pytest.raises(Conflict):
        drafted(cast, patterns["minutes"])
    drafted(cast, patterns["letter"])


def test_what_is_wrong_stands_at_its_field_with_the_line(cast, patterns):
    draft = drafted(cast, patterns["letter"])
    with pytest.raises(Invalid) as refusal:
        edited(cast, draft, "有。\n共{年月}。\n{组}。", title="")
    told = {name: str(words) for name, words in refusal.value.errors.items()}
    assert told["title"] == "标题不能空着。"
    assert told["text"].startswith("第2行：没有{年月}这个词")
    assert told["text"].endswith("（另有1处）")


def test_an_old_page_is_stale_and_a_version_in_use_does_not_change(cast, patterns):
    draft = drafted(cast, patterns["letter"])
    seen = draft.version
    edited(cast, draft, "有。")
    with pytest.raises(Stale):
        edited(cast, draft, "没有。", seen=seen)
    adopted(cast, draft)
    with pytest.raises(Conflict):
        edited(cast, draft, "没有。")


def test_the_database_keeps_what_was_in_use_and_one_in_use(cast, patterns, session):
    used = adopted(cast, drafted(cast, patterns["letter"]))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            text("UPDATE document_template_versions SET title = '改' WHERE id = :id"), {"id": used.id}
        )
    again = drafted(cast, used)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            text("UPDATE document_template_versions SET state = 'in_use' WHERE id = :id"), {"id": again.id}
        )


def test_units_strangers_and_wrong_functions_are_refused(cast, patterns):
    draft = drafted(cast, patterns["letter"])
    for stranger in (cast.bank, cast.outsider):
        with pytest.raises((Forbidden, NotFound)):
            drafted(cast, patterns["minutes"], stranger)
    with pytest.raises(Forbidden):
        services.adopt(draft, actor=cast.clerk.actor, operation=fresh_key(), version=draft.version)


def test_row_security_hides_the_neighbours_wording_and_shows_the_patterns(cast, patterns, session):
    draft = drafted(cast, patterns["letter"])
    session.commit()
    every = select(TemplateVersion.id)
    with acting(cast.clerk.actor.scope):
        assert draft.id in set(session.scalars(every))
    with acting(cast.outsider.actor.scope):
        seen = set(session.scalars(every))
    assert draft.id not in seen
    assert patterns["letter"].id in seen


def test_the_samples_wording_is_the_pattern_but_for_its_steps(cast, patterns):
    staff = SimpleNamespace(clerk=cast.clerk.actor, leader=cast.leader.actor)
    keep_own_wording(cast.office, staff)
    used = queries.in_use(cast.office.id, "monthly")
    assert (used.number, used.note) == (2, "排名情况后加前3名的表")
    changes = compared(text_lines(patterns["monthly"]), text_lines(used))
    assert [one.what for one in changes if one.what != "same"] == ["added", "changed"]


def text_lines(version):
    return [line for line in written(read(version.body)).splitlines() if line]


def test_a_resend_has_no_second_effect(cast, patterns, session):
    key = fresh_key()
    one = services.draft(cast.office, actor=cast.clerk.actor, operation=key, model=patterns["letter"])
    two = services.draft(cast.office, actor=cast.clerk.actor, operation=key, model=patterns["letter"])
    assert one.id == two.id
