"""What comes next for a certificate."""

import pytest

from coordination.certificates.states import LABELS, WORKFLOW
from coordination.certificates.states import CertificateAction as A
from coordination.certificates.states import CertificateState as S
from coordination.kernel.errors import Conflict

MOVES = {
    (S.VALID, A.SUSPEND): S.SUSPENDED,
    (S.SUSPENDED, A.RESTORE): S.VALID,
    (S.VALID, A.REVOKE): S.REVOKED,
    (S.SUSPENDED, A.REVOKE): S.REVOKED,
    (S.VALID, A.EXPIRE): S.EXPIRED,
    (S.SUSPENDED, A.EXPIRE): S.EXPIRED,
    (S.VALID, A.REPLACE): S.RENEWED,
    (S.EXPIRED, A.REPLACE): S.RENEWED,
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("action", A)
def test_every_state_and_action(state, action):
    if (state, action) in MOVES:
        assert WORKFLOW.next(state, action) is MOVES[state, action]
    else:
        with pytest.raises(Conflict):
            WORKFLOW.next(state, action)


def test_nothing_leads_out_of_what_is_over():
    for state in (S.REVOKED, S.RENEWED):
        assert list(WORKFLOW.actions(state)) == []
    assert set(LABELS) == set(S)
