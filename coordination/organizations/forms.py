"""Forms about units, the office and its places."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField

from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.numerals import parse_number
from coordination.kernel.web import translate
from coordination.organizations import queries
from coordination.organizations.models import Office
from coordination.organizations.rules import POPULATION_BASES
from coordination.organizations.services.divisions import Counts
from coordination.organizations.services.offices import OfficeNames
from coordination.organizations.services.units import UnitDetails

OFF = {"autocomplete": "off"}
LARGEST = 2_000_000_000


class WholeNumber(StringField):  # type: ignore[misc]
    """A count as people type it (6万 is 60,000); `number` is None where nothing stands."""

    number: int | None = None

    def process_data(self, value: int | None) -> None:
        self.number = value
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""
        self.number = None
        if not self.data.strip():
            return
        try:
            value = parse_number(self.data, name=str(self.label.text))
        except Invalid as error:
            raise ValueError(translate(error.message)) from None
        if value != value.to_integral_value() or not 0 <= value <= LARGEST:
            raise ValueError(gettext("%(name)s要填不小于0的整数。", name=self.label.text))
        self.number = int(value)


def number_or_none(value: str | int | None) -> int | None:
    """The number of a choice; 0 and nothing are the choice that stands for none."""
    return int(value or 0) or None


class Chosen:
    """For a list of choices in which one always stands: the field is not optional."""

    field_flags = {"required": True}  # noqa: RUF012  the protocol of WTForms

    def __call__(self, _form: Form, _field: SelectField) -> None:
        """The list itself refuses what is not on it."""


class UnitForm(Form):
    name = StringField(_("单位名称"), [Required(_("请填写单位名称。")), at_most(60)], render_kw=OFF)
    short_name = StringField(_("简称"), [Required(_("请填写简称。")), at_most(20)], render_kw=OFF)
    kind_code = SelectField(_("单位类别"), [Required(_("请选择单位类别。"))])
    division_id = SelectField(_("对应的乡镇街道"), coerce=number_or_none)
    contact_name = StringField(_("联系人"), [at_most(30)], render_kw=OFF)
    contact_phone = StringField(_("联系电话"), [at_most(25)], render_kw={**OFF, "inputmode": "tel"})

    def __init__(self, office: Office, *, english: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        kinds = [(kind.code, kind.english if english else kind.name) for kind in queries.kinds()]
        self.kind_code.choices = [("", gettext("请选择")), *kinds]
        places = [(place.id, place.name) for place in queries.townships(office)]
        known = {number for number, _name in places}
        current = getattr(self.stored, "division", None)
        if current is not None and current.id not in known:
            places.append((current.id, current.name))
        self.division_id.choices = [("", gettext("不是乡镇街道")), *places]

    @property
    def details(self) -> UnitDetails:
        return UnitDetails(
            name=self.name.data,
            short_name=self.short_name.data,
            kind_code=self.kind_code.data,
            division_id=self.division_id.data,
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
        )


class OrderForm(Form):
    """Where in the official order: after which unit, or first."""

    after_id = SelectField(_("新位置"), [Chosen()], coerce=number_or_none)


class CloseForm(Form):
    closed_on = DateField(_("停用日期"), [Required(_("请填写停用日期。"))])


class OfficeForm(Form):
    name = StringField(_("联席办全称"), [Required(_("请填写全称。")), at_most(60)], render_kw=OFF)
    short_name = StringField(_("简称"), [Required(_("请填写简称。")), at_most(20)], render_kw=OFF)
    mark = StringField(_("发文机关标志"), [Required(_("请填写发文机关标志。")), at_most(40)], render_kw=OFF)
    document_code = StringField(_("发文代字"), [Required(_("请填写发文代字。")), at_most(12)], render_kw=OFF)
    area_name = StringField(_("区域称呼"), [Required(_("请填写区域称呼。")), at_most(12)], render_kw=OFF)
    contact = StringField(_("联系方式"), [at_most(60)], render_kw=OFF)

    @property
    def names(self) -> OfficeNames:
        typed = ("name", "short_name", "mark", "document_code", "area_name", "contact")
        return OfficeNames(**{name: self[name].data or "" for name in typed})


class CountForm(Form):
    population = WholeNumber(_("人口"), render_kw={**OFF, "inputmode": "decimal"})
    households = WholeNumber(_("户数"), render_kw={**OFF, "inputmode": "decimal"})
    population_basis = SelectField(_("口径"), [Chosen()])
    population_source = StringField(_("来源"), [Chosen(), at_most(60)], render_kw=OFF)
    population_year = WholeNumber(_("年份"), [Chosen()], render_kw={**OFF, "inputmode": "numeric"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        bases = [(basis, translate(label)) for basis, label in POPULATION_BASES.items()]
        self.population_basis.choices = [("", gettext("请选择")), *bases]

    @property
    def counts(self) -> Counts:
        return Counts(
            population=self.population.number,
            households=self.households.number,
            basis=self.population_basis.data or "",
            source=self.population_source.data or "",
            year=self.population_year.number,
        )
