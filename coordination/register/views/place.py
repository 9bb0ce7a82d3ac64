"""Where the pages of the slice hang, and what their addresses say."""

from datetime import date

from flask import Blueprint, request

from coordination.certificates.states import LABELS, CertificateState
from coordination.register.policy import RegisterAction
from coordination.register.rules import years
from coordination.subjects.rules import KIND_LABELS, SubjectKind

blueprint = Blueprint("register", __name__)
S = CertificateState
LOOKS = {S.VALID: "done", S.SUSPENDED: "change", S.REVOKED: "late", S.EXPIRED: "plain", S.RENEWED: "plain"}


@blueprint.context_processor
def shared() -> dict[str, object]:
    return {
        "RegisterAct": RegisterAction,
        "State": CertificateState,
        "states": LABELS,
        "looks": LOOKS,
        "kinds": KIND_LABELS,
    }


def asked_kind() -> SubjectKind:
    """The kind of subject that the address asks for; communities when it says nothing."""
    return asked_kind_or_none() or SubjectKind.COMMUNITY


def asked_kind_or_none() -> SubjectKind | None:
    kind = request.args.get("kind", "")
    return SubjectKind(kind) if kind in set(SubjectKind) else None


def asked_number(name: str) -> int | None:
    """A number of the address that can be an id."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 < number < 2**63 else None


def asked_page() -> int:
    return min(max(1, request.args.get("page", 1, type=int)), 10_000)


def asked_year(today: date) -> int:
    """The year that the address asks for, if targets can be of it; else this one."""
    year = request.args.get("year", today.year, type=int)
    return year if year in years(today) else today.year
