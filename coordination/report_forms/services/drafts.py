"""What every change of a form begins with, and what makes it a new version."""

from sqlalchemy.orm.attributes import flag_modified

from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import expect
from coordination.kernel.text import _
from coordination.report_forms import queries
from coordination.report_forms.models import ReportForm
from coordination.report_forms.rules import FormState


def only_a_draft(form: ReportForm) -> None:
    """Raise Conflict for a form that units file or have filed: it is changed by a new revision."""
    if queries.state(form) is not FormState.DRAFT:
        raise Conflict(_("报表已经启用，不能直接改；请先修订，改好后从新的报告期启用。"))


def begin(form: ReportForm, version: int | None) -> None:
    """Refuse what cannot be done now; take the form's next version with what belongs to it."""
    expect(form, version)
    only_a_draft(form)
    flag_modified(form, "name")
    session.flush()
