"""Forgetting fails closed and early."""

import ast
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask

from coordination import schedule
from coordination.config import ROOT
from coordination.factory import SLICES
from coordination.kernel import jobs, policy, web
from coordination.kernel.web import refuse_undeclared

MODULES = sorted((ROOT / "coordination").rglob("*.py"))


def test_every_route_states_who_may_enter(app):
    silent = [endpoint for endpoint, access in web.routes(app).items() if not access]
    assert silent == []


def test_a_view_that_states_nothing_is_not_served():
    app = Flask("probe")
    app.before_request(refuse_undeclared)
    app.add_url_rule("/open", "open", lambda: "secret")
    assert app.test_client().get("/open").status_code == 500


def test_every_action_asked_by_a_route_has_a_rule(app):
    known = {action for action, _rule in policy.rules()}
    asked = {access for access in web.routes(app).values() if "." in access and " " not in access}
    assert asked <= known


def test_every_action_of_every_enum_has_a_rule(app):
    known = {action for action, _rule in policy.rules()}
    ours = [kind for kind in StrEnum.__subclasses__() if kind.__module__.startswith("coordination")]
    kinds = [kind for kind in ours if "VIEW" in kind.__members__]
    assert {str(action) for kind in kinds for action in kind} <= known


def test_the_public_pages_are_these_and_no_others(app):
    public = {endpoint for endpoint, access in web.routes(app).items() if access.startswith("public")}
    assert public == {
        "accounts.accept",
        "accounts.language",
        "accounts.sign_in",
        "accounts.sign_out",
        "certificates.verify",
        "notices.ask",
        "archive.ask",
        "archive.verify",
        "archive.compare_file",
        "archive.compare_with",
        "notices.hanging",
        "notices.object_to",
        "notices.outside_notice",
        "notices.reference",
        "pages.alive",
        "pages.icons",
        "pages.ready",
        "pages.start",
        "register.outside",
        "reminders.calendar",
    }


def test_a_page_that_changes_something_is_never_reached_by_get(app):
    """GET alone, or a form page: what only POST reaches takes nothing else."""
    for rule in app.url_map.iter_rules():
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_service_takes_an_actor_and_an_operation_key(module: Path):
    for function in services_in(module):
        names = {argument.arg for argument in function.args.kwonlyargs}
        assert {"actor", "operation"} <= names, f"{module}: {function.name}"


def services_in(module: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(module.read_text("utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(
            isinstance(d, ast.Call) and getattr(d.func, "id", "") == "service" for d in node.decorator_list
        )
    ]


def test_every_job_goes_to_a_queue_that_is_served(app):
    assert {queue for _name, queue in jobs.listed()} <= set(jobs.QUEUES)
    assert len({entry.name for entry in schedule.SCHEDULE}) == len(schedule.SCHEDULE)


def test_every_slice_is_registered(app):
    assert set(app.blueprints) >= {part.blueprint.name for part in SLICES}
