"""Forms of the slice: opening, objecting, answering, computing again."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import lazy_gettext
from wtforms import (
    Field,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from coordination.consultations.rules import ANSWER_AT_MOST, NOTE_AT_MOST, REASON_AT_MOST, USUAL_DAYS
from coordination.kernel import uploads
from coordination.kernel.errors import Invalid
from coordination.kernel.filenames import clean_name
from coordination.kernel.forms import Act, Form, Required, at_most
from coordination.kernel.numerals import parse_number
from coordination.kernel.uploads import Accepted
from coordination.kernel.web import translate
from coordination.organizations.forms import Chosen, WholeNumber

__all__ = ["Act", "AnswerForm", "CancelForm", "ObjectForm", "OpenForm", "RecomputeForm"]


FILES = "image/jpeg,image/png,image/webp,.pdf,.doc,.docx,.wps,.xls,.xlsx,.et,.ppt,.pptx,.dps,.ofd"
UPHELD, REJECTED = "upheld", "rejected"


def _days() -> WholeNumber:
    return WholeNumber(
        lazy_gettext("几个工作日"), [Chosen()], default=USUAL_DAYS, render_kw={"inputmode": "numeric"}
    )


class OpenForm(Form):
    days = _days()
    note = TextAreaField(lazy_gettext("给各单位的话"), [at_most(NOTE_AT_MOST)], render_kw={"rows": "2"})


class RecomputeForm(Form):
    days = _days()


class CancelForm(Form):
    reason = TextAreaField(
        lazy_gettext("原因"),
        [Required(lazy_gettext("请写明取消的原因。")), at_most(NOTE_AT_MOST)],
        render_kw={"rows": "2"},
    )


class ObjectForm(Form):
    """`units` are the units of measure by item: a claimed value may carry its own."""

    item = SelectField(lazy_gettext("对哪一项有异议"), [Chosen()], validate_choice=False)
    claimed = StringField(
        lazy_gettext("应有的数值"), render_kw={"inputmode": "decimal", "autocomplete": "off"}
    )
    reason = TextAreaField(
        lazy_gettext("理由和依据"),
        [Required(lazy_gettext("请写明哪里不对、依据是什么。")), at_most(REASON_AT_MOST)],
        render_kw={"rows": "5"},
    )
    files = MultipleFileField(lazy_gettext("佐证材料"), render_kw={"accept": FILES, "multiple": True})

    def __init__(
        self, items: Iterable[tuple[str, str]], units: Mapping[str, str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.item.choices = [SelectChoice(code, label) for code, label in items]
        self.units = units
        self.number: Decimal | None = None
        self.over = False

    def validate_claimed(self, field: Field) -> None:
        typed, unit = (field.data or "").strip(), self.units.get(self.item.data or "", "")
        if not typed:
            return
        try:
            self.number = parse_number(typed, name=str(field.label.text), unit=unit)
        except Invalid as refusal:
            raise ValidationError(translate(refusal.message)) from None

    def accepted(self) -> Iterator[Accepted]:
        """Each file that came along, taken in, or refused by name."""
        for file in request.files.getlist("files"):
            name = str(file.filename or "")
            try:
                if name:
                    yield uploads.accept(file.stream, name, limits=uploads.evidence_limits())
            except Invalid as refusal:
                self.put("files", f"{clean_name(name)}：{translate(refusal.message)}")

    @property
    def status(self) -> int:
        return 409 if self.over else int(super().status)


class AnswerForm(Form):
    upheld = RadioField(
        lazy_gettext("核查结果"),
        [Required(lazy_gettext("请选择核查结果。")), AnyOf([REJECTED, UPHELD])],
        validate_choice=False,
        choices=[
            SelectChoice(REJECTED, lazy_gettext("异议不成立，数值和得分不变")),
            SelectChoice(UPHELD, lazy_gettext("异议成立，更正后重新计算")),
        ],
    )
    text = TextAreaField(
        lazy_gettext("答复"),
        [Required(lazy_gettext("请写明核查的结果和依据，单位会看到。")), at_most(ANSWER_AT_MOST)],
        render_kw={"rows": "4"},
    )
