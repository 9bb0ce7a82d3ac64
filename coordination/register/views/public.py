"""The register for everybody: which titles an office has given, and whether they hold today."""

from flask import render_template, request

from coordination.kernel.clock import clock
from coordination.kernel.limits import limited
from coordination.kernel.web import Answer, public
from coordination.register.queries.outside import Which, register
from coordination.register.views.place import asked_page, blueprint


@blueprint.get("/public/titles/of/<code>")
@public("everybody may see which titles there are")
@limited("60 per minute")
def outside(code: str) -> Answer:
    words = request.args.get("q", "").strip()[:40].replace("\0", "")
    which = Which.ALL if request.args.get("show") == Which.ALL else Which.STANDING
    return render_template(
        "register/outside.html",
        code=code,
        words=words,
        which=which,
        Which=Which,
        found=register(code, words, which, asked_page(), clock.today()),
    )
