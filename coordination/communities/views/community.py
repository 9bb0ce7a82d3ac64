"""One community: how it stands before each criterion, and its list to print; the worker's own."""

from flask import render_template

from coordination.communities import queries
from coordination.communities.policy import CommunityAction
from coordination.communities.views.place import Own, asked, blueprint, own_place
from coordination.kernel.web import Answer, actor, requires
from coordination.subjects.models import Subject
from coordination.subjects.queries import one as subject_of_page


@blueprint.get("/communities/<int:id>")
@requires(CommunityAction.VIEW, subject_of_page)
def show(subject: Subject) -> Answer:
    wanted = asked()
    view, row = queries.of_subject(subject, wanted)
    return render_template(
        "communities/show.html",
        subject=subject,
        view=view,
        row=row,
        wanted=wanted,
        around=queries.around(subject),
    )


@blueprint.get("/communities/<int:id>/list")
@requires(CommunityAction.VIEW, subject_of_page)
def slip(subject: Subject) -> Answer:
    """What one community still lacks, on paper."""
    wanted = asked()
    view, row = queries.of_subject(subject, wanted)
    return render_template("communities/lists.html", unit=subject.unit, view=view, rows=[row], wanted=wanted)


@blueprint.get("/communities/mine")
@requires(CommunityAction.OWN, own_place)
def mine(_place: Own) -> Answer:
    subject = queries.own_community(actor())
    if subject is None:
        return render_template("communities/mine.html", subject=None)
    wanted = asked()
    view, row = queries.of_subject(subject, wanted)
    return render_template(
        "communities/mine.html",
        subject=subject,
        view=view,
        row=row,
        wanted=wanted,
        around=queries.around(subject),
    )
