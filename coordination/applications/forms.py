"""The forms about an application: writing it, judging it, signing a criterion, many at once."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import MultipleFileField, RadioField, TextAreaField

from coordination.accounts.forms import CheckboxesField
from coordination.applications.rules import REASON_AT_MOST, STATEMENT_AT_MOST
from coordination.kernel.forms import Act, Form, Required, at_most
from coordination.standards.models import Criterion, StandardVersion

__all__ = [
    "Act",
    "BatchForm",
    "DraftForm",
    "EndForm",
    "EvidenceForm",
    "NewForm",
    "OpinionForm",
    "PickedForm",
    "ReturnForm",
]

AGREE, OPPOSE = "agree", "oppose"
FILES = "image/jpeg,image/png,image/webp,.pdf,.doc,.docx,.wps,.xls,.xlsx,.et,.ppt,.pptx,.dps,.ofd"


def statement() -> TextAreaField:
    return TextAreaField(_("申报说明"), [at_most(STATEMENT_AT_MOST)], render_kw={"rows": "4"})


def version_name(version: StandardVersion) -> str:
    """A version as lists of choice name it."""
    return str(gettext("%(name)s（第%(number)s版）", name=version.standard.name, number=version.number))


class NewForm(Form):
    """A new draft under one of the versions in force."""

    standard = RadioField(_("按哪份标准申报"), [Required(_("请选择标准。"))], coerce=int)
    statement = statement()

    def __init__(self, versions: Sequence[StandardVersion], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.standard.choices = [(one.id, version_name(one)) for one in versions]


class DraftForm(Form):
    statement = statement()


class BatchForm(Form):
    """`subject` are the rows that were ticked."""

    statement = statement()

    @property
    def ticked(self) -> list[int]:
        given = request.form.getlist("subject")
        return sorted({int(one) for one in given if one.isdecimal() and len(one) < 18})


class ReturnForm(Form):
    """Whole, or single criteria."""

    criteria = CheckboxesField(_("退回哪些条款"), coerce=int)
    reason = TextAreaField(
        _("退回原因"),
        [Required(_("请写明退回原因和要补的内容，申报人凭它修改。")), at_most(REASON_AT_MOST)],
        render_kw={"rows": "3"},
    )

    def __init__(self, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.criteria.choices = [(one.id, f"{one.code} {one.text}") for one in criteria]


class EndForm(Form):
    reason = TextAreaField(_("原因"), [at_most(REASON_AT_MOST)], render_kw={"rows": "3"})


class OpinionForm(Form):
    opinion = RadioField(_("意见"), [Required(_("请选择同意或不同意。"))])
    note = TextAreaField(_("说明"), [at_most(REASON_AT_MOST)], render_kw={"rows": "3"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.opinion.choices = [(AGREE, gettext("同意")), (OPPOSE, gettext("不同意"))]

    @property
    def agrees(self) -> bool:
        return bool(self.opinion.data == AGREE)


class EvidenceForm(Form):
    files = MultipleFileField(_("佐证材料"), render_kw={"accept": FILES, "multiple": True})


class PickedForm(Form):
    """Opinions ticked in a list: each `row` is the id and the version that was shown."""

    @property
    def picked(self) -> dict[int, int]:
        found = {}
        for row in request.form.getlist("row"):
            id, _dash, version = row.partition("-")
            if all(part.isdecimal() and len(part) < 18 for part in (id, version)):
                found[int(id)] = int(version)
        return found
