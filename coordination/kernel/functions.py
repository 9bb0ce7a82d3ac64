"""What an account may be entrusted with: the words that policies and accounts share."""

from enum import StrEnum


class Function(StrEnum):
    """Screens show the words of accounts.rules.FUNCTION_LABELS."""

    CLERK = "clerk"
    LEADER = "leader"
    LIAISON = "liaison"
    UNIT_REVIEWER = "unit_reviewer"
    TOWNSHIP = "township"
    COMMUNITY_WORKER = "community_worker"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
