"""The offices of the sample with their member units and report forms."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from coordination.indicators.models import Indicator
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.period import Kind
from coordination.organizations.models import Division, MemberUnit, Office
from coordination.organizations.rules import TOWNSHIP_KIND
from coordination.organizations.spelling import letters
from coordination.report_forms.models import Bound, CheckKind, FormCheck, FormField, ReportForm, Shape
from coordination.sample.files import rows, table
from coordination.sample.places import townships

SETTINGS = ("name", "short_name", "mark", "document_code", "area_name", "contact")


def office_settings(place: str) -> dict[str, Any]:
    """What offices.toml says about `qilihe` or `tongcheng`."""
    found: dict[str, Any] = table("offices.toml")[place]
    return found


def add_office(place: str, division: Division) -> Office:
    given = office_settings(place)
    office = Office(division_id=division.id, **{name: given[name] for name in SETTINGS})
    session.add(office)
    session.flush()
    return office


def add_units(office: Office, listed: list[dict[str, str]], places: list[Division]) -> list[MemberUnit]:
    """Departments, banks and carriers as listed, then the townships, in official order."""
    units = [_unit(office, row["name"], row["short_name"], row["kind"], int(row["order"])) for row in listed]
    for order, place in enumerate(places, start=100):
        units.append(_unit(office, place.name, place.name, TOWNSHIP_KIND, order, division_id=place.id))
    session.add_all(units)
    session.flush()
    return units


def liaison_name(kind: str, order: int) -> str:
    """The invented name of the person who reports for a unit."""
    return f"示例乡镇干部{order - 99:02}" if kind == TOWNSHIP_KIND else f"示例联络员{order:02}"


def _unit(office: Office, name: str, short: str, kind: str, order: int, **more: int) -> MemberUnit:
    whole, first = letters(name, short)
    return MemberUnit(
        office_id=office.id,
        name=name,
        short_name=short,
        kind_code=kind,
        sort_order=order * 10,
        pinyin=whole,
        initials=first,
        contact_name=liaison_name(kind, order),
        contact_phone=f"000{order:08}",
        **more,
    )


def qilihe_units(office: Office, county: Division) -> list[MemberUnit]:
    return add_units(office, rows("member-units-620103.csv"), townships(county))


def tongcheng_units(office: Office, county: Division) -> list[MemberUnit]:
    """The police and the towns and townships in the county's order; its forest farms are no members."""
    police = {"order": "1", "kind": "police", "name": "通城县公安局", "short_name": "县公安局"}
    places = {place.name: place for place in townships(county)}
    return add_units(office, [police], [places[name] for name in office_settings("tongcheng")["townships"]])


def add_forms(office: Office, place: str, first_period: str) -> list[ReportForm]:
    """The forms of forms.toml, filed from `first_period` on."""
    catalogue = {row.code: row for row in session.scalars(select(Indicator))}
    described: list[dict[str, Any]] = table("forms.toml")[place]
    forms = []
    for order, form in enumerate(described, start=described[0].get("order", 1)):
        made = ReportForm(
            office_id=office.id,
            code=form["code"],
            name=form["name"],
            shape=Shape(form.get("shape", Shape.SELF)),
            subject_kind=form.get("subject_kind"),
            with_total=form.get("with_total", False),
            unit_kinds=form["unit_kinds"],
            sort_order=order * 10,
            period_kind=form.get("period_kind", Kind.MONTH),
            first_period=first_period,
            enacted_at=clock.now(),
        )
        session.add(made)
        session.flush()
        session.add_all([*_fields(made, form, catalogue), *_checks(made, form)])
        forms.append(made)
    session.flush()
    return forms


def _fields(form: ReportForm, described: dict[str, Any], catalogue: dict[str, Indicator]) -> list[FormField]:
    bounds, usual = described.get("bounds", {}), described.get("usual", {})
    places = [(section["title"], code) for section in described["sections"] for code in section["fields"]]
    return [
        FormField(
            form_id=form.id,
            indicator_id=catalogue[code].id,
            section=title,
            sort_order=order * 10,
            required=described.get("required", True),
            bound=Bound(bounds[code]) if code in bounds else None,
            soft_low=Decimal(usual[code][0]) if code in usual else None,
            soft_high=Decimal(usual[code][1]) if code in usual else None,
        )
        for order, (title, code) in enumerate(places, start=1)
    ]


def _checks(form: ReportForm, described: dict[str, Any]) -> list[FormCheck]:
    pairs = [
        FormCheck(form_id=form.id, kind=CheckKind.NOT_ABOVE, left=left, right=right)
        for left, right in described.get("not_above", [])
    ]
    if not form.with_total:
        return pairs
    tolerance = Decimal(described.get("tolerance", "0"))
    codes = [code for section in described["sections"] for code in section["fields"]]
    totals = [
        FormCheck(form_id=form.id, kind=CheckKind.TOTAL, left=code, tolerance=tolerance) for code in codes
    ]
    return [*pairs, *totals]
