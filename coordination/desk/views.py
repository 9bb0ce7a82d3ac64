"""One page, by person."""

from flask import Blueprint, render_template

from coordination.kernel.web import Answer, signed_in

blueprint = Blueprint("desk", __name__)


@blueprint.get("/desk")
@signed_in
def home() -> Answer:
    return render_template("desk/home.html")
