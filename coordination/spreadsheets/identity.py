"""What a template of ours says about itself, and whether it is the one for this report."""

from collections.abc import Mapping

from coordination.kernel.errors import Invalid
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.spreadsheets.queries import Stand

MARK = "coordination/1"


def identity(stand: Stand) -> dict[str, str]:
    """The version inside: form and its revision, period, unit, report."""
    collects = stand.asked.collects
    report = None if collects or not stand.reports else stand.reports[0]
    return {
        "mark": MARK,
        "form": stand.form.code,
        "form_name": stand.form.name,
        "revision": str(stand.form.revision),
        "period": str(stand.period),
        "unit": str(report.unit_id) if report else "",
        "unit_name": report.unit.short_name if report else "",
        "report": str(report.id) if report else "",
    }


def mistaken(found: Mapping[str, str], stand: Stand) -> Text | None:
    """Why a template of ours is not the one for this; None when it is, or when the sheet is not ours."""
    if not found.get("mark", "").startswith("coordination/"):
        return None
    wanted = identity(stand)
    if found.get("form") != wanted["form"]:
        name = found.get("form_name", "")
        return _("这是“{found}”的表，不是“{wanted}”的，没有读", found=name, wanted=stand.form.name)
    if found.get("period") != wanted["period"]:
        return _(
            "这是{found}的表，要报的是{wanted}，没有读",
            found=_label(found.get("period", "")),
            wanted=stand.period.label(),
        )
    if found.get("unit") != wanted["unit"]:
        if not wanted["unit"]:
            return _("这是{found}自己的表，不是汇总表，没有读", found=found.get("unit_name", ""))
        other = found.get("unit_name") or _("汇总用")
        return _("这是{found}的表，不是{wanted}的，没有读", found=other, wanted=wanted["unit_name"])
    if found.get("revision") != wanted["revision"]:
        return _(
            "这张表是按报表第{found}版做的，现在是第{wanted}版，没有读。请重新下载",
            found=found.get("revision", ""),
            wanted=wanted["revision"],
        )
    return None


def _label(period: str) -> Text | str:
    try:
        return Period.parse(period).label()
    except Invalid:
        return period
