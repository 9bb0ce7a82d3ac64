"""An item, with the fields of every measure and method; all weights on one page."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectField,
    StringField,
)

from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.numerals import parse_number, plain
from coordination.kernel.text import Text
from coordination.kernel.web import is_english, translate
from coordination.organizations.forms import OFF, Chosen, WholeNumber, number_or_none
from coordination.responsibilities.forms import Amount
from coordination.responsibilities.queries import parties
from coordination.schemes.forms.looks import DECIMAL, DIGITS
from coordination.schemes.models import Scheme, SchemeItem
from coordination.schemes.rules import Better, Measure, Method
from coordination.schemes.rules.drafts import CODE_AT_MOST, MOST_STEPS, TITLE_AT_MOST, Draft, Known, Steps
from coordination.schemes.rules.drafts import settled as settled_item
from coordination.schemes.rules.flaws import flaws as item_flaws
from coordination.schemes.rules.wording import BETTER_LABELS, MEASURE_LABELS, METHOD_LABELS
from coordination.schemes.sentences import CONSTANT_LABELS
from coordination.schemes.services.drafts import draft_of
from coordination.subjects.rules import KIND_LABELS


class StepsField(Field):  # type: ignore[misc]
    """Rows of threshold and share in percent, sent as pairs under one name; `number` holds what was read."""

    rows: list[tuple[str, str]]
    number: Steps = ()

    def process_data(self, value: Steps | None) -> None:
        self.number = tuple(value or ())
        self.rows = [(_shown(edge), _shown(share)) for edge, share in self.number]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.rows = list(zip(valuelist[::2], valuelist[1::2], strict=False))[:MOST_STEPS]
        self.number = ()
        try:
            read = [(_read(edge), _read(share)) for edge, share in self.rows]
        except Invalid as error:
            raise ValueError(translate(error.message)) from None
        self.number = tuple(row for row in read if row != (None, None))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What to show: what stands there, and empty rows up to the most."""
        rows = [row for row in self.rows if any(typed.strip() for typed in row)]
        return rows + [("", "")] * (MOST_STEPS - len(rows))


def _shown(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _read(typed: str) -> Decimal | None:
    if not typed.strip():
        return None
    return parse_number(typed.strip().removesuffix("%"), name=gettext("门槛和得分比例"))


class ItemForm(Form):
    """Every field is on the page; the page shows those that the chosen measure and method need."""

    title = StringField(
        _("考核项名称"), [Required(_("请填写考核项的名称。")), at_most(TITLE_AT_MOST)], render_kw=OFF
    )
    weight = Amount(_("权重"), [Required(_("请填写权重，各项合计要等于100。"))], render_kw=DECIMAL)
    measure = RadioField(_("用什么数"), default=str(Measure.VALUE))
    indicator_id = SelectField(_("指标"), [Chosen()], coerce=number_or_none)
    over = SelectField(_("分母"), [Chosen()])
    factor = Amount(_("倍数"), [Chosen()], default=Decimal(100), render_kw=DIGITS)
    party = SelectField(_("责任方"), [Chosen()])
    subject_kind = SelectField(_("创建对象"), [Chosen()])
    months = WholeNumber(_("几个月合在一起"), [Chosen()], default=1, render_kw=DIGITS)
    min_base = Amount(_("最小基数"), render_kw=DECIMAL)
    shrunk = BooleanField(_("基数小的向本组平均收缩"))
    method = RadioField(_("怎么得分"), default=str(Method.RANK))
    direction = RadioField(_("哪一头好"), default=str(Better.HIGHER))
    target = Amount(_("目标值"), [Chosen()], render_kw=DECIMAL)
    limit = Amount(_("限值"), render_kw=DECIMAL)
    steps = StepsField(_("各档"), [Chosen()])
    per_event = Amount(_("每1个扣几分"), [Chosen()], render_kw=DECIMAL)
    max_deduction = Amount(_("最多扣几分"), render_kw=DECIMAL)
    code = StringField(_("代码"), [at_most(CODE_AT_MOST)], render_kw=OFF)

    def __init__(self, *, obj: Scheme, known: Known, item: SchemeItem | None = None, **kwargs: Any) -> None:
        draft = draft_of(item) if item else None
        super().__init__(data={"version": obj.version, **_stored(draft)}, **kwargs)
        self.stored = obj  # what stands in its own columns is not this item's
        self.known, self.taken = known, {one.code for one in obj.items if one is not item}
        self._choose()

    def _choose(self) -> None:
        none = gettext("请选择")
        self.measure.choices = _options(MEASURE_LABELS)
        self.method.choices = _options(METHOD_LABELS)
        self.direction.choices = _options(BETTER_LABELS)
        self.indicator_id.choices = _figures(self.known, none)
        self.over.choices = _denominators(self.known, none)
        self.party.choices = [
            ("", none),
            *((one.code, one.english if is_english() else one.name) for one in parties(closed=False)),
        ]
        self.subject_kind.choices = [("", none), *_options(KIND_LABELS)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything that is wrong at once; what does not apply is not asked."""
        super().validate(extra_validators)
        draft = self.draft
        for name in self._asleep(draft):
            self[name].errors = []
        found = item_flaws(settled_item(draft, self.known), self.known, self.taken)
        for name, words in found.items():
            if not self[name].errors:
                self.put(name, words)
        return not self.refused

    def _asleep(self, draft: Draft) -> Sequence[str]:
        """The fields that the chosen measure and method do not show."""
        settled = settled_item(draft, self.known)
        awake = _awake(settled, self.known)
        return [name for name in PARTS_OF_ITEM if name not in awake]

    @property
    def draft(self) -> Draft:
        return Draft(
            title=self.title.data or "",
            measure=Measure(self.measure.data or Measure.VALUE),
            method=Method(self.method.data or Method.RANK),
            code=self.code.data or "",
            direction=Better(self.direction.data or Better.HIGHER),
            weight=self.weight.number,
            indicator_id=self.indicator_id.data,
            over=self.over.data or "",
            factor=self.factor.number,
            party=self.party.data or "",
            subject_kind=self.subject_kind.data or "",
            min_base=self.min_base.number,
            months=self.months.number,
            shrunk=bool(self.shrunk.data),
            target=self.target.number,
            limit=self.limit.number,
            steps=self.steps.number,
            per_event=self.per_event.number,
            max_deduction=self.max_deduction.number,
        )


#: The fields that only some measures and methods have.
PARTS_OF_ITEM = (
    *("indicator_id", "over", "factor", "party", "subject_kind", "months", "min_base"),
    *("target", "limit", "steps", "per_event", "max_deduction"),
)


def _awake(draft: Draft, known: Known) -> set[str]:
    """Which of the numbers the item needs: a number typed there is kept by `settled`."""
    probe = Draft(
        **{
            **{name: getattr(draft, name) for name in Draft.__slots__},
            **dict.fromkeys(("min_base", "target", "limit", "per_event", "max_deduction"), Decimal(1)),
            **dict.fromkeys(("over", "party", "subject_kind"), "?"),
            "indicator_id": draft.indicator_id or -1,
            "months": 2,
            "factor": Decimal(2),
            "steps": ((Decimal(1), Decimal(1)),),
        }
    )
    kept = settled_item(probe, known)
    return {name for name in Draft.__slots__ if getattr(kept, name) == getattr(probe, name)}


def _stored(draft: Draft | None) -> dict[str, Any]:
    if draft is None:
        return {}
    found = {name: getattr(draft, name) for name in Draft.__slots__}
    return found | {name: str(found[name]) for name in ("measure", "method", "direction")}


def _options(labels: Mapping[Any, Text]) -> list[tuple[str, str]]:
    return [(str(one), translate(label)) for one, label in labels.items()]


def _figures(known: Known, none: str) -> dict[str, list[tuple[int, str]]]:
    """Those that can be used first; the others stay to be chosen, and are refused with the rule cited."""
    groups: dict[str, list[tuple[int, str]]] = {none: [(0, none)]}
    names = (gettext("月报表上有的"), gettext("月报表上没有的"), gettext("不参与排名的"))
    groups |= {name: [] for name in names}
    for number, one in sorted(known.figures.items(), key=lambda pair: pair[1].name):
        if one.closed:
            continue
        group = names[2] if one.refusal is not None else names[0] if one.reported else names[1]
        groups[group].append((number, gettext("%(name)s（%(unit)s）", name=one.name, unit=one.unit)))
    return {name: choices for name, choices in groups.items() if choices}


def _denominators(known: Known, none: str) -> list[tuple[str, str]]:
    plain_ones = [one for one in known.figures.values() if not one.closed]
    return [
        ("", none),
        *_options(CONSTANT_LABELS),
        *((one.code, one.name) for one in sorted(plain_ones, key=lambda one: one.name)),
    ]


class WeightsForm(Form):
    """One field for each item, named by its id; made for a scheme by `weights_form`."""

    @property
    def weights(self) -> dict[int, Decimal]:
        return {
            int(name.removeprefix("weight_")): field.number
            for name, field in self._fields.items()
            if name.startswith("weight_") and field.number is not None
        }

    @property
    def total(self) -> Decimal:
        return sum(self.weights.values(), Decimal(0))


def weights_form(scheme: Scheme) -> WeightsForm:
    """A form with a field for each item of the scheme."""
    fields = {
        f"weight_{one.id}": Amount(
            one.title, [Required(gettext("请填写权重，各项合计要等于100。"))], render_kw=DECIMAL
        )
        for one in scheme.items
    }
    made = type("WeightsOfScheme", (WeightsForm,), fields)
    return made(obj=scheme, data={f"weight_{one.id}": one.weight for one in scheme.items})  # type: ignore[no-any-return]
