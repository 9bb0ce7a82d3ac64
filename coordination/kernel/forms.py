"""Forms: the operation key and the version travel in every one; refusals land at their field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF
from wtforms import Field, HiddenField
from wtforms.csrf.core import CSRFTokenField
from wtforms.validators import Length, StopValidation

from coordination.kernel.errors import Invalid, Stale
from coordination.kernel.operations import fresh_key
from coordination.kernel.text import Text
from coordination.kernel.web import translate

WHOLE = "operation_key"


class _Token(CSRFTokenField):  # type: ignore[misc]
    """The token against forgery, signed when a page shows it: what was sent is checked before."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        HiddenField.process(self, *args, **kwargs)

    def _value(self) -> str:
        return str(self.csrf_impl.generate_csrf_token(self))


class _Forgery(_FlaskFormCSRF):  # type: ignore[misc]
    field_class = _Token


class Form(FlaskForm):  # type: ignore[misc]
    """The base of every form that changes something.

    form = UnitForm(obj=unit)
    if form.validate_on_submit():
        with form.refusals():
            services.edit(unit, actor=actor(), operation=form.key, version=form.seen, …)
            return redirect(…)
    return form.page("units/edit.html", unit=unit)
    """

    # with a label, or WTForms would translate their names and read its catalogue at every request
    operation_key = HiddenField("", validators=[Length(min=16, max=64)])
    version = HiddenField("")

    class Meta:
        locales = ("zh_CN",)
        csrf_class = _Forgery

    stale = False

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.stored = obj
        if not self.is_submitted():
            self.operation_key.data = fresh_key()

    @property
    def key(self) -> str:
        return str(self.operation_key.data)

    @property
    def seen(self) -> int | None:
        """The version of the object that the person saw; None when the page carried none."""
        sent = self.version.raw_data if self.is_submitted() else [self.version.data]
        text = str(sent[0] if sent else "")
        return int(text) if text.isdecimal() and len(text) < 10 else None

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Put what a service refuses at its field, and go on to show the form again.

        When somebody saved in between, the page shows what is stored now beside what was typed;
        sending it once more is then a decision, not an accident.
        """
        try:
            yield
        except Stale as error:
            self.stale = True
            self.put(WHOLE, error.message)
            self.operation_key.data = fresh_key()
            self.version.data = getattr(self.stored, "version", None)
        except Invalid as error:
            for name, message in (error.errors or {WHOLE: error.message}).items():
                self.put(name, message)
            # a new attempt is a new operation: the refused one left nothing behind
            self.operation_key.data = fresh_key()

    def put(self, name: str, message: Text | str) -> None:
        """Show a sentence at a field, or at the head of the form when there is no such field."""
        field = self._fields.get(name, self.operation_key)
        field.errors = [*field.errors, translate(message)]

    @property
    def refused(self) -> bool:
        return any(field.errors for field in self)

    def trouble(self) -> list[tuple[Field, str]]:
        """Every sentence with its field, in the order of the page, for the summary on top."""
        return [(field, str(sentence)) for field in self for sentence in field.errors]

    def page(self, template: str, **context: object) -> tuple[str, int]:
        """The page with this form on it; 422 when something on it is to be mended."""
        return render_template(template, form=self, **context), self.status

    @property
    def status(self) -> int:
        return 409 if self.stale else 422 if self.refused else 200


class Act(Form):
    """A button: nothing to type, but a key and a version."""


class Required:
    """Something must be typed; `message` says what."""

    field_flags = {"required": True}  # noqa: RUF012  the protocol of WTForms

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        data = field.data
        if data is None or data in ("", []) or (isinstance(data, str) and not data.strip()):
            typed = any(isinstance(value, str) and value.strip() for value in field.raw_data or ())
            if typed and field.errors:
                raise StopValidation  # it could not be read, and the field has said so
            field.errors[:] = []  # one sentence for an empty field
            raise StopValidation(self.message)


def at_most(limit: int) -> Length:
    return Length(max=limit, message=lazy_gettext("最多%(max)d个字。"))
