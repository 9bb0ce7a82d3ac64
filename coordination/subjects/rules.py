"""The kinds of what can carry a title (domain.md section 6)."""

from enum import StrEnum

from coordination.kernel.text import Text, _


class SubjectKind(StrEnum):
    COMMUNITY = "community"
    TOWNSHIP = "township"
    UNIT = "unit"
    CAMPUS = "campus"
    ENTERPRISE = "enterprise"


KIND_LABELS: dict[SubjectKind, Text] = {
    SubjectKind.COMMUNITY: _("村（社区）"),
    SubjectKind.TOWNSHIP: _("乡镇街道"),
    SubjectKind.UNIT: _("单位"),
    SubjectKind.CAMPUS: _("校园"),
    SubjectKind.ENTERPRISE: _("企业"),
}
#: These follow the tree of divisions and the list of member units; the others are entered by hand.
FOLLOWED = (SubjectKind.COMMUNITY, SubjectKind.TOWNSHIP, SubjectKind.UNIT)
BY_HAND = (SubjectKind.CAMPUS, SubjectKind.ENTERPRISE)
NAME_AT_MOST = 100
CONTACT_AT_MOST = 30
