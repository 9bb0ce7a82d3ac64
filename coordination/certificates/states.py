"""The states of a certificate and the moves between them (domain.md section 6)."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move


class CertificateState(StrEnum):
    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    RENEWED = "renewed"


S = CertificateState
LABELS: dict[CertificateState, Text] = {
    S.VALID: _("有效"),
    S.SUSPENDED: _("暂停"),
    S.REVOKED: _("已摘牌"),
    S.EXPIRED: _("已到期"),
    S.RENEWED: _("已复评换发"),
}


class CertificateAction(StrEnum):
    """LIST is asked about the office, NAME about an application, STATE_CASE, RESTORE and REVOKE about a
    review, the others about a certificate. EXPIRE and REPLACE are the system's, SUSPEND also the office's."""

    VIEW = "certificate.view"
    LIST = "certificate.list"
    NAME = "certificate.name"
    DOWNLOAD = "certificate.download"
    SUSPEND = "certificate.suspend"
    STATE_CASE = "certificate.state_case"
    RESTORE = "certificate.restore"
    REVOKE = "certificate.revoke"
    EXPIRE = "certificate.expire"
    REPLACE = "certificate.replace"


A = CertificateAction
WORKFLOW = Workflow(
    "certificate",
    LABELS,
    move(A.SUSPEND, frm=S.VALID, to=S.SUSPENDED),
    move(A.RESTORE, frm=S.SUSPENDED, to=S.VALID),
    move(A.REVOKE, frm=(S.VALID, S.SUSPENDED), to=S.REVOKED),
    move(A.EXPIRE, frm=(S.VALID, S.SUSPENDED), to=S.EXPIRED),
    move(A.REPLACE, frm=(S.VALID, S.EXPIRED), to=S.RENEWED),
)


class Cause(StrEnum):
    CASE = "case"
    LATE_CASE = "late_case"
    VETO = "veto"
    INSPECTION = "inspection"
    OTHER = "other"


CAUSE_LABELS: dict[Cause, Text] = {
    Cause.CASE: _("新发案件"),
    Cause.LATE_CASE: _("补报命名前的案件"),
    Cause.VETO: _("一票否决事项"),
    Cause.INSPECTION: _("复查不合格"),
    Cause.OTHER: _("其他"),
}


class Outcome(StrEnum):
    RESTORED = "restored"
    REVOKED = "revoked"
    EXPIRED = "expired"


OUTCOME_LABELS: dict[Outcome, Text] = {
    Outcome.RESTORED: _("恢复"),
    Outcome.REVOKED: _("摘牌"),
    Outcome.EXPIRED: _("到期"),
}
