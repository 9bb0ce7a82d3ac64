"""Pages of the administrator: accounts of the office and its units. Also the closing of a unit,
which belongs here because the page lists who still signs in for it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.accounts import queries, sentences, services
from coordination.accounts.forms import AccountForm, InviteForm
from coordination.accounts.models import Account
from coordination.accounts.policy import AccountAction
from coordination.accounts.rules import FUNCTION_LABELS, STATE_LABELS, AccountState
from coordination.accounts.views import blueprint
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.forms import Act
from coordination.kernel.functions import Function
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.forms import CloseForm
from coordination.organizations.models import MemberUnit, Office
from coordination.organizations.policy import UnitAction
from coordination.organizations.queries import own_office
from coordination.organizations.rules import masked_phone
from coordination.organizations.services import units

__all__ = ["sentences"]


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "AccountAction": AccountAction,
        "AccountState": AccountState,
        "masked": masked_phone,
        "state_labels": STATE_LABELS,
        "functions_of": functions_of,
    }


def functions_of(account: Account) -> list[object]:
    return [FUNCTION_LABELS[Function(name)] for name in account.functions]


@blueprint.get("/accounts")
@requires(AccountAction.LIST, own_office)
def index(office: Office) -> Answer:
    typed, asked = request.args.get("q", "").strip()[:40], request.args.get("state", "")
    state = AccountState(asked) if asked in set(AccountState) else None
    unit_id = request.args.get("unit", type=int)
    unit = session.get(MemberUnit, unit_id) if unit_id and 0 < unit_id < 2**63 else None
    return render_template(
        "accounts/index.html",
        office=office,
        accounts=queries.directory(actor(), typed, state=state, unit_id=unit.id if unit else None),
        tallies=queries.tallies(actor()),
        typed=typed,
        state=state,
        unit=unit,
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires(AccountAction.INVITE, own_office)
def invite(office: Office) -> Answer:
    form = InviteForm(office)
    if form.validate_on_submit():
        with form.refusals():
            account = services.invite(
                office, form.username.data, form.details, actor=actor(), operation=form.key
            )
            return _code(account, form.key)
    if not form.is_submitted():
        form.unit_id.data = request.args.get("unit", type=int)
    return form.page("accounts/edit.html", kept=None)


def _code(account: Account, operation: str) -> Answer:
    """Shown in the answer to the form and nowhere else; sent again, the form shows it again."""
    return render_template(
        "accounts/code.html",
        kept=account,
        code=services.code_of(operation),
        until=clock.now() + services.CODE_GOOD_FOR,
    )


@blueprint.get("/accounts/<int:id>")
@requires(AccountAction.LIST, Account)
def show(account: Account) -> Answer:
    return render_template("accounts/show.html", kept=account, act=Act(obj=account))


@blueprint.route("/accounts/<int:id>/edit", methods=["GET", "POST"])
@requires(AccountAction.EDIT, Account)
def edit(account: Account) -> Answer:
    form = AccountForm(account.office, obj=account)
    if form.validate_on_submit():
        with form.refusals():
            services.edit(account, form.details, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已保存%(name)s的账号。", name=account.name))
            return redirect(url_for("accounts.show", id=account.id))
    return form.page("accounts/edit.html", kept=account)


@blueprint.post("/accounts/<int:id>/code")
@requires(AccountAction.RENEW, Account)
def renew(account: Account) -> Answer:
    form = Act(obj=account)
    if not form.validate_on_submit():
        abort(400)
    services.renew(account, actor=actor(), operation=form.key, version=form.seen)
    return _code(account, form.key)


@blueprint.route("/accounts/<int:id>/close", methods=["GET", "POST"])
@requires(AccountAction.CLOSE, Account)
def close(account: Account) -> Answer:
    form = Act(obj=account)
    if form.validate_on_submit():
        with form.refusals():
            services.close(account, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("%(name)s的账号已停用，登录已全部退出。", name=account.name))
            return redirect(url_for("accounts.index"))
    return form.page("accounts/close.html", kept=account)


@blueprint.route("/units/<int:id>/close", methods=["GET", "POST"])
@requires(UnitAction.CLOSE, MemberUnit)
def close_unit(unit: MemberUnit) -> Answer:
    form = CloseForm(obj=unit)
    if form.validate_on_submit():
        with form.refusals():
            units.close(unit, actor=actor(), operation=form.key, version=form.seen, on=form.closed_on.data)
            flash(gettext("%(name)s已停用。", name=unit.name))
            return redirect(url_for("organizations.show", id=unit.id))
    if not form.is_submitted():
        form.closed_on.data = clock.today()
    return form.page("accounts/close_unit.html", unit=unit, people=queries.open_in(unit))
