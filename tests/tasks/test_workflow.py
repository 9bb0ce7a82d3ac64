"""Every path through the states of an assignment, as hypothesis draws it."""

from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.errors import Conflict
from coordination.tasks.rules import DROPPED, FULFILLED, OPEN, UNDER_WAY, AssignmentState
from coordination.tasks.states import WORKFLOW, AssignmentAction

ACTS = st.lists(st.sampled_from(list(AssignmentAction)), max_size=60)
ENDED = (AssignmentState.CLOSED, *DROPPED)


def walk(acts):
    """The states passed through; what does not start where one stands changes nothing."""
    subject, path = SimpleNamespace(state=AssignmentState.ISSUED), [AssignmentState.ISSUED]
    for act in acts:
        before = subject.state
        try:
            WORKFLOW.apply(subject, act)
        except Conflict:
            assert subject.state is before
        path.append(subject.state)
    return path


@given(ACTS)
def test_no_path_leads_out_of_an_ended_state(acts):
    path = walk(acts)
    for before, after in pairwise(path):
        assert before not in ENDED or after is before


@given(ACTS)
def test_nothing_is_done_that_was_not_received_filed_and_approved(acts):
    path = walk(acts)
    if path[-1] in FULFILLED:
        order = [AssignmentState.ACKNOWLEDGED, AssignmentState.SUBMITTED, AssignmentState.DONE]
        places = [path.index(state) for state in order]
        assert places == sorted(places)


@given(ACTS)
def test_whoever_was_returned_files_again_before_it_counts(acts):
    path = walk(acts)
    for place, state in enumerate(path):
        if state is AssignmentState.RETURNED and path[-1] in FULFILLED:
            assert AssignmentState.SUBMITTED in path[place:]


@pytest.mark.parametrize("state", ENDED)
def test_an_ended_assignment_offers_nothing(state):
    assert list(WORKFLOW.actions(state)) == []


@pytest.mark.parametrize("state", UNDER_WAY)
def test_whatever_is_under_way_can_be_withdrawn_and_terminated(state):
    assert {AssignmentAction.WITHDRAW, AssignmentAction.TERMINATE} <= set(WORKFLOW.actions(state))


def test_every_state_is_either_under_way_fulfilled_or_dropped():
    assert sorted((*UNDER_WAY, *FULFILLED, *DROPPED)) == sorted(AssignmentState)
    assert set(OPEN) < set(UNDER_WAY)
