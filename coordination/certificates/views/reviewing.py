"""Reviews: the office's list, one review, the unit's statement, the leader's decision."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.applications.queries.applications import loaded
from coordination.applications.queries.findings import evaluated, looks
from coordination.certificates import services
from coordination.certificates.forms import DecideForm, StatementForm
from coordination.certificates.models import CertificateReview
from coordination.certificates.queries import lists
from coordination.certificates.queries.lists import Shown
from coordination.certificates.rules import may_be_revoked
from coordination.certificates.states import CertificateAction, Outcome
from coordination.certificates.views.place import blueprint
from coordination.kernel.clock import clock
from coordination.kernel.policy import allowed
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office

LAST_PAGE = 10_000
A = CertificateAction


@blueprint.get("/certificates/reviews")
@requires(A.LIST, own_office)
def reviews(_office: Office) -> Answer:
    asked = request.args.get("show", "")
    shown = Shown(asked) if asked in set(Shown) else Shown.OPEN
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    found = lists.review_page(actor(), shown, clock.today(), page)
    return render_template("certificates/reviews.html", found=found, shown=shown, Shown=Shown)


@blueprint.get("/certificates/reviews/<int:id>")
@requires(A.VIEW, lists.review)
def review(review: CertificateReview) -> Answer:
    return render_template("certificates/review.html", **_about(review))


def _about(review: CertificateReview) -> dict[str, object]:
    """What every page about a review shows: what brought it, the standard today, what may be done."""
    certificate, today = review.certificate, clock.today()
    is_open, heard = review.outcome is None, review.stated_at is not None
    return {
        "review": review,
        "certificate": certificate,
        "told_now": lists.told_now(review.grounds),
        "withdrawn": lists.withdrawn(review.grounds),
        "criteria": _criteria(review) if is_open else [],
        "may_state": is_open and allowed(actor(), A.STATE_CASE, review),
        "may_decide": is_open and allowed(actor(), A.RESTORE, review),
        "may_revoke": may_be_revoked(heard, review.due_on, today),
        "days_late": max(0, (today - review.due_on).days) if is_open else 0,
    }


def _criteria(review: CertificateReview) -> object:
    """How the subject stands today against the standard of its certificate."""
    certificate = review.certificate
    application = loaded([certificate.application_id])[certificate.application_id]
    version = application.standard_version
    return looks(version.criteria, evaluated(version, [certificate.subject_id])[certificate.subject_id])


@blueprint.route("/certificates/reviews/<int:id>/statement", methods=["GET", "POST"])
@requires(A.STATE_CASE, lists.review)
def state_case(review: CertificateReview) -> Answer:
    form = StatementForm(obj=review)
    if form.validate_on_submit():
        with form.refusals():
            services.state_case(
                review,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                statement=form.statement.data or "",
            )
            flash(gettext("情况说明已提交，等联席办复核。"))
            return redirect(url_for(".review", id=review.id))
    elif review.outcome is not None:
        return redirect(url_for(".review", id=review.id))
    return form.page("certificates/statement.html", **_about(review))


@blueprint.route("/certificates/reviews/<int:id>/restore", methods=["GET", "POST"])
@requires(A.RESTORE, lists.review)
def restore(review: CertificateReview) -> Answer:
    return _decide(review, services.restore, Outcome.RESTORED, gettext("已恢复。"))


@blueprint.route("/certificates/reviews/<int:id>/revoke", methods=["GET", "POST"])
@requires(A.REVOKE, lists.review)
def revoke(review: CertificateReview) -> Answer:
    return _decide(review, services.revoke, Outcome.REVOKED, gettext("已摘牌。"))


def _decide(
    review: CertificateReview, act: Callable[..., CertificateReview], outcome: Outcome, done: str
) -> Answer:
    form = DecideForm(obj=review)
    if form.validate_on_submit():
        with form.refusals():
            reason = form.reason.data or ""
            act(review, actor=actor(), operation=form.key, version=form.seen, reason=reason)
            flash(done)
            return redirect(url_for(".review", id=review.id))
    elif review.outcome is not None:
        return redirect(url_for(".review", id=review.id))
    return form.page("certificates/decide.html", outcome=outcome, **_about(review))
