"""Building a form, bringing it into force, revising it: what the database then holds."""

from decimal import Decimal as D

import pytest
from sqlalchemy import select

from coordination.audit.models import Event
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.report_forms import queries, services
from coordination.report_forms.models import Bound, CheckKind, FormCheck, FormField, ReportForm, Shape
from coordination.report_forms.outline import CheckOutline, Limits
from coordination.report_forms.rules import FormState
from coordination.report_forms.services import Details, Head
from coordination.reporting.models import Report
from coordination.reporting.services import open_period
from tests.factories import reporting as make

pytestmark = pytest.mark.usefixtures("clock")
HEAD = Head(name="银行宣传月报", unit_kinds=("bank",), first_period="2026-11", guidance="按月末数填")


@pytest.fixture
def clerk(cast):
    return cast.clerk.actor


def again(form, actor):
    return queries.form(actor, id=form.id)


def created(cast, **head):
    return services.create(
        cast.office,
        Head(**({name: getattr(HEAD, name) for name in HEAD.__slots__} | head)),
        actor=cast.clerk.actor,
        operation=fresh_key(),
    )


def done(service, form, *arguments, actor, **named):
    """The form as it then is, with everything on it."""
    version = named.pop("version", form.version)
    service(form, *arguments, actor=actor, operation=fresh_key(), version=version, **named)
    return again(form, actor)


def built(cast, *codes):
    """A draft of the bank with these figures in one section."""
    form = again(created(cast), cast.clerk.actor)
    for code in codes or ("bank.counter_dissuaded", "bank.staff_trained"):
        form = done(services.put_field, form, make.indicator(code).id, "宣传", actor=cast.clerk.actor)
    return form


def codes(form):
    return [field.indicator.code for field in form.fields]


def test_a_new_form_is_a_draft_with_a_code_from_its_name(cast, clerk):
    form = again(created(cast), clerk)
    assert (form.code, form.revision, queries.state(form)) == ("yhxcyb", 1, FormState.DRAFT)
    assert (form.unit_kinds, form.guidance, form.fields) == (["bank"], "按月末数填", [])
    assert created(cast).code == "yhxcyb-2"
    assert created(cast, name="！", code="BANK-month").code == "bank-month"


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 301}, "name"),
        ({"code": "1号表"}, "code"),
        ({"unit_kinds": ()}, "unit_kinds"),
        ({"unit_kinds": ("moon",)}, "unit_kinds"),
        ({"shape": Shape.SUBJECTS}, "subject_kind"),
        ({"due_workday": 31}, "due_workday"),
        ({"grace_days": 11}, "grace_days"),
        ({"first_period": "十一月"}, "first_period"),
        ({"first_period": "2026-Q4"}, "first_period"),
        ({"guidance": "说" * 1001}, "guidance"),
    ],
)
def test_what_is_wrong_with_the_head_is_said_at_its_field(cast, head, field):
    with pytest.raises(Invalid) as refusal:
        created(cast, **head)
    assert list(refusal.value.errors) == [field]


def test_one_code_is_one_form(cast):
    created(cast, code="bank")
    with pytest.raises(Invalid, match="代码bank已有报表在用"):
        created(cast, code="bank")


def test_figures_are_put_in_moved_changed_and_taken_off(cast, clerk):
    form = built(cast, "bank.counter_dissuaded", "bank.staff_trained", "case.filed")
    form = done(services.move_field, form, form.fields[2], actor=clerk, up=True)
    assert codes(form) == ["bank.counter_dissuaded", "case.filed", "bank.staff_trained"]
    limits = Limits(D(1), D(900), None, D(2), D(500), 30)
    details = Details("劝阻", required=False, limits=limits, caliber="只算网点")
    form = done(services.change_field, form, form.fields[0], details, actor=clerk)
    assert codes(form) == ["case.filed", "bank.staff_trained", "bank.counter_dissuaded"]
    field = form.fields[-1]
    assert (field.section, field.required, field.caliber) == ("劝阻", False, "只算网点")
    assert queries.limits(field) == limits
    form = done(services.rename_section, form, "宣传", "其他", actor=clerk)
    assert [field.section for field in form.fields] == ["其他", "其他", "劝阻"]
    form = done(services.remove_field, form, form.fields[0], actor=clerk)
    assert codes(form) == ["bank.staff_trained", "bank.counter_dissuaded"]


def test_an_indicator_stands_on_a_form_once_and_a_ratio_never(cast, clerk, session):
    form = built(cast, "case.filed")
    with pytest.raises(Invalid, match="立案数已经在这张报表上"):
        done(services.put_field, form, make.indicator("case.filed").id, "案件", actor=clerk)
    with pytest.raises(Invalid, match="指标目录里没有这一项"):
        done(services.put_field, again(form, clerk), 0, "案件", actor=clerk)
    ratio = make.indicator("case.solved")
    ratio.type, ratio.numerator, ratio.denominator = "ratio", "case.solved", "case.filed"
    session.commit()
    with pytest.raises(Invalid, match="破案数是比率，由系统算出"):
        done(services.put_field, again(form, clerk), ratio.id, "案件", actor=clerk)


def test_the_limits_of_a_field_must_stand_in_order(cast, clerk):
    form = built(cast)
    with pytest.raises(Invalid) as refusal:
        done(
            services.change_field,
            form,
            form.fields[0],
            Details("宣传", limits=Limits(D(0), D(5), None, None, D(6))),
            actor=clerk,
        )
    assert list(refusal.value.errors) == ["soft_high"]


def test_checks_are_put_on_once_and_go_with_their_figures(cast, clerk, session):
    form = built(cast, "case.filed", "case.solved", "bank.counter_dissuaded")
    check = CheckOutline(CheckKind.NOT_ABOVE, "case.solved", "case.filed")
    form = done(services.put_check, form, check, actor=clerk)
    with pytest.raises(Invalid, match="这一条校验已经有了"):
        done(services.put_check, form, check, actor=clerk)
    form = done(
        services.put_check,
        again(form, clerk),
        CheckOutline(CheckKind.SUM, "bank.counter_dissuaded", None, ("case.filed", "case.solved")),
        actor=clerk,
    )
    with pytest.raises(Invalid, match="绕成圈"):
        done(
            services.put_check,
            form,
            CheckOutline(CheckKind.SUM, "case.filed", None, ("bank.counter_dissuaded", "case.solved")),
            actor=clerk,
        )
    form = again(form, clerk)
    form = done(services.drop_check, form, form.checks[1], actor=clerk)
    assert [check.kind for check in form.checks] == [CheckKind.NOT_ABOVE]
    done(services.remove_field, form, form.fields[0], actor=clerk)
    assert session.scalars(select(FormCheck).where(FormCheck.form_id == form.id)).all() == []


def test_every_column_can_be_held_against_its_total_at_once(cast, clerk):
    form = built(cast, "case.filed", "case.loss")
    with pytest.raises(Conflict, match="没有还要核对合计的列"):
        done(services.put_totals, form, actor=clerk)
    head = Head(
        name=form.name,
        shape=Shape.SUBJECTS,
        subject_kind="township",
        with_total=True,
        unit_kinds=("police",),
        first_period="2026-11",
    )
    form = done(services.save_head, again(form, clerk), head, actor=clerk)
    form = done(services.put_totals, form, actor=clerk)
    assert sorted(check.left for check in form.checks) == ["case.filed", "case.loss"]


def enacted(form, actor):
    return done(services.enact, form, actor=actor)


def test_a_form_in_force_is_filed_by_its_units_from_its_first_period_on(cast, clerk, clock, session):
    form = enacted(built(cast), clerk)
    assert (queries.state(form), form.enacted_by_id) == (FormState.IN_FORCE, cast.clerk.id)
    clock.move(clock.now().replace(month=12))
    open_period(cast.office, actor=clerk, operation=fresh_key(), period=Period.parse("2026-11"))
    assert [report.unit_id for report in session.scalars(select(Report))] == [cast.units.bank.id]


def test_a_form_that_is_not_fit_is_not_enacted(cast, clerk):
    form = again(created(cast), clerk)
    with pytest.raises(Invalid, match="还有1处要改好"):
        enacted(form, clerk)
    form = again(form, clerk)
    assert [str(one.sentence) for one in queries.standing_against(form)] == ["报表还没有指标，至少加一项。"]


def test_a_form_in_force_is_not_changed(cast, clerk):
    form = enacted(built(cast), clerk)
    for service, arguments in (
        (services.save_head, (HEAD,)),
        (services.put_field, (make.indicator("case.filed").id, "案件")),
        (services.remove_field, (form.fields[0],)),
        (services.put_check, (CheckOutline(CheckKind.BOTH, *codes(form)),)),
        (services.enact, ()),
        (services.discard, ()),
    ):
        with pytest.raises(Conflict, match="不能直接改"):
            done(service, again(form, clerk), *arguments, actor=clerk)
    assert codes(again(form, clerk)) == ["bank.counter_dissuaded", "bank.staff_trained"]


def revised(form, actor, period="2027-01"):
    draft = services.revise(
        form, actor=actor, operation=fresh_key(), version=form.version, first_period=period
    )
    return again(draft, actor)


def test_a_revision_is_a_copy_and_takes_over_at_its_first_period(cast, clerk, session):
    form = built(cast)
    form = done(
        services.change_field,
        form,
        form.fields[0],
        Details("宣传", limits=Limits(soft_high=D(9)), caliber="只算网点"),
        actor=clerk,
    )
    form = done(services.put_check, form, CheckOutline(CheckKind.NOT_ABOVE, *codes(form)), actor=clerk)
    form = enacted(form, clerk)
    draft = revised(form, clerk)
    assert (draft.code, draft.revision, queries.state(draft)) == (form.code, 2, FormState.DRAFT)
    assert queries.outline(draft).fields == queries.outline(form).fields
    assert queries.outline(draft).checks == queries.outline(form).checks
    assert queries.before(draft).id == form.id
    draft = enacted(done(services.remove_field, draft, draft.fields[0], actor=clerk), clerk)
    form = again(form, clerk)
    assert (form.last_period, queries.state(form)) == ("2026-12", FormState.SUPERSEDED)
    assert (len(form.fields), len(draft.fields)) == (2, 1)


def test_open_reports_keep_their_form_and_a_revision_begins_after_them(cast, clerk):
    form = make.bank_form(cast.office)
    report = make.report(form, cast.units.bank, "2026-10")
    form = again(form, clerk)
    assert services.next_period(form) == Period.parse("2026-11")
    with pytest.raises(Invalid, match="2026年10月已经开始报送"):
        revised(form, clerk, "2026-10")
    enacted(revised(again(form, clerk), clerk, "2026-11"), clerk)
    assert make.again(report).form_id == form.id


def test_there_is_one_draft_at_a_time_and_it_can_be_thrown_away(cast, clerk, session):
    form = enacted(built(cast), clerk)
    draft = revised(form, clerk)
    with pytest.raises(Conflict, match="已经有一份修订稿"):
        revised(again(form, clerk), clerk)
    number = draft.id
    services.discard(draft, actor=clerk, operation=fresh_key(), version=draft.version)
    assert session.get(ReportForm, number, populate_existing=True) is None
    assert session.scalars(select(FormField).where(FormField.form_id == number)).all() == []
    assert queries.state(again(form, clerk)) is FormState.IN_FORCE


def test_a_later_revision_keeps_code_and_period(cast, clerk):
    draft = revised(enacted(built(cast), clerk), clerk)
    head = Head(
        name="新名", code="other", unit_kinds=("bank",), period_kind="quarter", first_period="2027-01"
    )
    draft = done(services.save_head, draft, head, actor=clerk)
    assert (draft.name, draft.code, draft.period_kind) == ("新名", "yhxcyb", "month")


def test_a_closed_form_is_asked_no_more_and_can_begin_anew(cast, clerk, clock, session):
    form = done(services.close, enacted(built(cast), clerk), actor=clerk)
    assert queries.state(form) is FormState.CLOSED
    clock.move(clock.now().replace(month=12))
    open_period(cast.office, actor=clerk, operation=fresh_key(), period=Period.parse("2026-11"))
    assert session.scalars(select(Report)).all() == []
    fresh = enacted(revised(form, clerk), clerk)
    assert (queries.state(fresh), queries.state(again(form, clerk))) == (FormState.IN_FORCE, FormState.CLOSED)
    with pytest.raises(Conflict, match="只有使用中的报表可以停用"):
        done(services.close, again(form, clerk), actor=clerk)


def test_every_change_is_a_new_version_and_a_stale_page_is_refused(cast, clerk):
    form = built(cast)
    seen = form.version
    form = done(services.move_field, form, form.fields[0], actor=clerk, up=False)
    assert form.version == seen + 1
    with pytest.raises(Stale):
        done(services.remove_field, form, form.fields[0], actor=clerk, version=seen)


def test_a_resent_act_has_one_effect(cast, clerk):
    form = built(cast)
    key, number = fresh_key(), make.indicator("case.filed").id
    for _ in range(2):
        services.put_field(form, number, "案件", actor=clerk, operation=key, version=form.version)
    assert codes(again(form, clerk)).count("case.filed") == 1


def test_acts_are_told_by_the_audit(cast, clerk, session):
    enacted(built(cast, "case.filed"), clerk)
    acts = session.scalars(select(Event).where(Event.action.like("form.%")).order_by(Event.id)).all()
    assert [event.action for event in acts] == ["form.create", "form.edit", "form.enact"]
    assert acts[1].content == {"name": "银行宣传月报", "what": "增加立案数"}


def test_leaders_only_look_and_neighbours_see_nothing(cast, clerk):
    form = built(cast)
    for who, refusal in ((cast.leader, Forbidden), (cast.outsider, NotFound), (cast.bank, NotFound)):
        fresh = again(form, clerk)
        field = fresh.fields[0]
        with pytest.raises(refusal):
            services.move_field(
                fresh,
                field,
                actor=who.actor,
                operation=fresh_key(),
                version=fresh.version,
                up=True,
            )
    assert queries.form(cast.outsider.actor, id=form.id) is None
    assert queries.form(cast.bank.actor, id=form.id) is None


def test_households_bind_where_a_township_has_them(cast, clerk):
    form = built(cast)
    details = Details("宣传", limits=Limits(bound=Bound.HOUSEHOLDS))
    form = done(services.change_field, form, form.fields[0], details, actor=clerk)
    assert [str(one.sentence) for one in queries.standing_against(form)] == [
        "网点劝阻数要和总户数比，只有乡镇街道有总户数，请去掉这一限制。"
    ]
