"""The states of an application and the moves between them (domain.md section 6)."""

from enum import StrEnum

from coordination.applications.rules import OpinionState as OpinionState
from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move


class ApplicationState(StrEnum):
    DRAFT = "draft"
    FILED = "filed"
    JOINT_REVIEW = "joint_review"
    BEFORE_NOTICE = "before_notice"
    NOTICE = "notice"
    BEFORE_NAMING = "before_naming"
    NAMED = "named"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = ApplicationState
OPEN = (S.DRAFT, S.FILED, S.JOINT_REVIEW, S.BEFORE_NOTICE, S.NOTICE, S.BEFORE_NAMING, S.RETURNED)
LABELS: dict[ApplicationState, Text] = {
    S.DRAFT: _("创建中"),
    S.FILED: _("已申报，待初审"),
    S.JOINT_REVIEW: _("联审中"),
    S.BEFORE_NOTICE: _("联审通过，待公示"),
    S.NOTICE: _("公示中"),
    S.BEFORE_NAMING: _("待命名"),
    S.NAMED: _("已命名"),
    S.RETURNED: _("已退回"),
    S.REFUSED: _("不予命名"),
    S.WITHDRAWN: _("已撤回"),
}


class ApplicationAction(StrEnum):
    """LIST is asked about the office, MINE and FILE_MANY about the unit, CREATE about a subject, OPINE about
    an opinion (or the unit that gives several), CHASE about an application or the office, the others about an
    application. SKIP is done for a step that the standard has switched off, or that the township's own filing
    has done; UNPUBLISH when the public notice was cancelled or took the application off."""

    VIEW = "application.view"
    LIST = "application.list"
    MINE = "application.mine"
    CREATE = "application.create"
    EDIT = "application.edit"
    FILE = "application.file"
    FILE_MANY = "application.file_many"
    ADMIT = "application.admit"
    SKIP = "application.skip"
    OPINE = "application.opine"
    CHASE = "application.chase"
    CONCLUDE = "application.conclude"
    PUBLISH = "application.publish"
    UNPUBLISH = "application.unpublish"
    CLOSE_NOTICE = "application.close_notice"
    NAME = "application.name"
    RETURN = "application.return"
    REFUSE = "application.refuse"
    WITHDRAW = "application.withdraw"


A = ApplicationAction
WORKFLOW = Workflow(
    "application",
    LABELS,
    move(A.EDIT, frm=S.DRAFT, to=S.DRAFT),
    move(A.EDIT, frm=S.RETURNED, to=S.RETURNED),
    move(A.FILE, frm=(S.DRAFT, S.RETURNED), to=S.FILED),
    move(A.ADMIT, frm=S.FILED, to=S.JOINT_REVIEW),
    move(A.SKIP, frm=S.FILED, to=S.JOINT_REVIEW),
    move(A.CHASE, frm=S.JOINT_REVIEW, to=S.JOINT_REVIEW),
    move(A.CONCLUDE, frm=S.JOINT_REVIEW, to=S.BEFORE_NOTICE),
    move(A.SKIP, frm=S.JOINT_REVIEW, to=S.BEFORE_NOTICE),
    move(A.PUBLISH, frm=S.BEFORE_NOTICE, to=S.NOTICE),
    move(A.SKIP, frm=S.BEFORE_NOTICE, to=S.BEFORE_NAMING),
    move(A.CLOSE_NOTICE, frm=S.NOTICE, to=S.BEFORE_NAMING),
    move(A.UNPUBLISH, frm=(S.NOTICE, S.BEFORE_NAMING), to=S.BEFORE_NOTICE),
    move(A.NAME, frm=S.BEFORE_NAMING, to=S.NAMED),
    move(A.RETURN, frm=(S.FILED, S.JOINT_REVIEW, S.BEFORE_NOTICE, S.BEFORE_NAMING), to=S.RETURNED),
    move(A.REFUSE, frm=(S.JOINT_REVIEW, S.BEFORE_NOTICE, S.NOTICE, S.BEFORE_NAMING), to=S.REFUSED),
    move(
        A.WITHDRAW,
        frm=OPEN,
        to=S.WITHDRAWN,
    ),
)


OPINION_LABELS: dict[OpinionState, Text] = {
    OpinionState.ASKED: _("待联审"),
    OpinionState.AGREED: _("同意"),
    OpinionState.OPPOSED: _("不同意"),
}


class Purpose(StrEnum):
    FIRST = "first"
    RENEWAL = "renewal"


PURPOSE_LABELS: dict[Purpose, Text] = {Purpose.FIRST: _("首次申报"), Purpose.RENEWAL: _("到期复评")}
