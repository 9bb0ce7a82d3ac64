"""What everybody may open: the notices of an office, one notice, objecting, the answer to an objection."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import TooManyRequests
from wtforms.fields.choices import SelectChoice

from coordination.kernel.clock import clock
from coordination.kernel.errors import NotFound
from coordination.kernel.forms import WHOLE
from coordination.kernel.limits import limited
from coordination.kernel.web import Answer, public
from coordination.notices import services
from coordination.notices.forms import ObjectForm
from coordination.notices.queries import outside
from coordination.notices.views.place import blueprint


@blueprint.get("/public/notices/of/<code>")
@public("everybody may see which notices hang out")
@limited("60 per minute")
def hanging(code: str) -> Answer:
    found = outside.notices(code)
    return render_template("notices/public/index.html", notices=found, code=code, today=clock.today())


@blueprint.get("/public/notices/<token>")
@public("a public notice is for everybody")
@limited("60 per minute")
def outside_notice(token: str) -> Answer:
    notice = _notice(token)
    return render_template("notices/public/show.html", notice=notice, today=clock.today())


def _notice(token: str) -> outside.PublicNotice:
    found = outside.notice(token)
    if found is None:
        raise NotFound
    return found


@blueprint.route("/public/notices/<token>/object", methods=["GET", "POST"])
@public("anybody with a contact may object")
@limited("30 per minute")
def object_to(token: str) -> Answer:
    notice = _notice(token)
    entries = [one for one in notice.entries if not one.taken_off]
    form = ObjectForm(data={"entry": request.args.get("entry", type=int)})
    form.entry.choices = [
        SelectChoice(0, gettext("请选择")),
        *(SelectChoice(one.id, one.subject_name) for one in entries),
    ]
    if form.validate_on_submit():
        if form.by_a_robot:
            return redirect(url_for(".outside_notice", token=token))
        try:
            with form.refusals():
                return redirect(url_for(".reference", reference=_objected(notice, form)))
        except TooManyRequests:  # what was typed stays
            form.put(
                WHOLE, gettext("这个网络一小时内已提了很多件异议。请一小时后再提交，或联系公示里的受理电话。")
            )
            return form.page("notices/public/object.html", notice=notice, today=clock.today())[0], 429
    return form.page("notices/public/object.html", notice=notice, today=clock.today())


@limited("10 per hour")
def _objected(notice: outside.PublicNotice, form: ObjectForm) -> str:
    """The reference of the objection; few in an hour from one address."""
    reference = services.object_publicly(
        notice.id,
        operation=form.key,
        entry_id=form.entry.data or 0,
        contact_name=form.contact_name.data or "",
        contact_phone=form.contact_phone.data or "",
        text=form.text.data or "",
    )
    flash(gettext("异议已收到。请记下查询号，凭它可以看到答复。"))
    return reference


@blueprint.get("/public/objections")
@public("who objected looks for the answer")
@limited("20 per minute")
def ask() -> Answer:
    wanted = request.args.get("reference", "").strip().upper()[:20]
    if wanted:
        return redirect(url_for(".reference", reference=wanted))
    return render_template("notices/public/ask.html")


@blueprint.get("/public/objections/<reference>")
@public("the reference is known to who objected only")
@limited("20 per minute")
def reference(reference: str) -> Answer:
    found = outside.answered(reference.upper())
    if found is None:
        return render_template("notices/public/ask.html", wanted=reference), 404
    return render_template("notices/public/answered.html", objection=found)
