"""What everybody may verify: the certificate that a QR code names, as it stands at this moment."""

from flask import render_template

from coordination.certificates.queries.public import verified
from coordination.certificates.views.place import blueprint
from coordination.kernel.clock import clock
from coordination.kernel.errors import NotFound
from coordination.kernel.limits import limited
from coordination.kernel.web import Answer, public


@blueprint.get("/verify/<token>")
@public("anybody may verify a certificate")
@limited("60 per minute")
def verify(token: str) -> Answer:
    found = verified(token, clock.today())
    if found is None:
        raise NotFound
    return render_template("certificates/verify.html", found=found)
