"""What a unit types about its work."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, MultipleFileField, StringField, TextAreaField, ValidationError

from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Form, at_most
from coordination.kernel.numerals import decimal_places, grouped, parse_number
from coordination.kernel.web import translate
from coordination.tasks.queries.filing import Kept
from coordination.tasks.rules import TEXT_AT_MOST
from coordination.tasks.services.filing import Filing

__all__ = ["FilingForm"]

SHORT = {"autocomplete": "off"}
FILES = "image/jpeg,image/png,image/webp,.pdf,.doc,.docx,.wps,.xls,.xlsx,.et,.ppt,.pptx,.dps,.ofd"


class FilingForm(Form):
    """The draft: text, how far the whole is, what was done this time, files for who has no script."""

    text = TextAreaField(_("进展和结果"), validators=[at_most(TEXT_AT_MOST)], render_kw={"rows": "6"})
    percent = StringField(_("整体进度"), render_kw={"inputmode": "numeric", **SHORT})
    quantity = StringField(_("本次完成数量"), render_kw={"inputmode": "decimal", **SHORT})
    files = MultipleFileField(_("佐证材料"), render_kw={"accept": FILES, "multiple": True})

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.ended = False
        self.numbers: dict[str, Decimal | None] = {"percent": None, "quantity": None}

    def validate_percent(self, field: Field) -> None:
        number = self._number(field, "%")
        if number is not None and (number != int(number) or not 0 <= number <= 100):
            raise ValidationError(gettext("进度填0到100的整数"))
        self.numbers["percent"] = number

    def validate_quantity(self, field: Field) -> None:
        number = self._number(field, self.unit)
        if number is not None and decimal_places(number) > 2:
            raise ValidationError(gettext("数量最多两位小数"))
        self.numbers["quantity"] = number

    def _number(self, field: Field, unit: str) -> Decimal | None:
        typed = (field.data or "").strip()
        try:
            return parse_number(typed, name=str(field.label.text), unit=unit) if typed else None
        except Invalid as refusal:
            raise ValidationError(translate(refusal.message)) from None

    @property
    def filing(self) -> Filing:
        """What was typed, as read; a number that could not be read is left out."""
        percent = self.numbers["percent"]
        return Filing(
            self.text.data or "",
            None if percent is None else int(percent),
            self.numbers["quantity"],
        )

    @property
    def readings(self) -> dict[str, str]:
        """By field: the number that was read, for who typed 12万."""
        return {name: grouped(number) for name, number in self.numbers.items() if number is not None}

    @property
    def wrong(self) -> dict[str, str]:
        """By field: what is to be mended."""
        return {field.name: " ".join(field.errors) for field, _sentence in self.trouble()}

    @property
    def status(self) -> int:
        return 409 if self.ended else super().status

    def beside(self, kept: Kept) -> None:
        """Somebody wrote in between: show what is stored now, and take the page as made from it."""
        self.stored = kept
        self.version.data = str(kept.version)
