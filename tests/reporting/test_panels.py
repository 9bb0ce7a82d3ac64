"""What slices above reporting put on its pages."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup

from coordination.accounts.models import Account
from coordination.reporting import panels
from coordination.reporting.models import Report
from coordination.reporting.panels import Panel, Place
from tests.factories import reporting as make


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_panels", [])
    monkeypatch.setattr(panels, "_weighs", [])


@pytest.mark.usefixtures("empty")
def test_panels_stand_in_order_at_their_own_page() -> None:
    report = Report(id=7)
    second = Panel(Place.SHOW, lambda given: Markup("<b>{}</b>").format(given.id), order=2)
    panels.publish(second, Panel(Place.FILL, lambda _report: Markup("<i></i>"), order=1))
    panels.publish(Panel(Place.SHOW, lambda _report: None, order=0), second)
    panels.publish(Panel(Place.SHOW, lambda _report: Markup("<u></u>"), order=1))
    assert panels.drawn("show", report) == "<u></u>\n<b>7</b>"
    assert panels.drawn(Place.REVIEW, report) == ""


@pytest.mark.usefixtures("empty")
def test_weights_add_up_and_leave_nobody_out() -> None:
    asked: list[object] = []

    def weigh(ids: object) -> dict[int, int]:
        asked.append(ids)
        return {1: 2}

    panels.publish_weight(weigh)
    panels.publish_weight(weigh)
    panels.publish_weight(lambda _ids: {1: 1, 3: 5})
    assert panels.weights([1, 2, 3]) == {1: 3, 2: 0, 3: 5}
    assert asked == [[1, 2, 3]]
    assert panels.weights([]) == {}
    assert len(asked) == 1


@pytest.mark.usefixtures("empty")
def test_every_page_of_a_report_draws_its_panels(
    cast: SimpleNamespace, bank: Report, client_for: Callable[[Account], FlaskClient]
) -> None:
    for place in Place:
        text = f"panel of {place}"
        panels.publish(Panel(place, lambda report, text=text: Markup("<p>{} {}</p>").format(text, report.id)))
    make.submitted(bank, cast.bank, "3", "100", "2")
    office, number = client_for(cast.clerk), bank.id
    assert f"<p>panel of show {number}</p>" in office.get(f"/reports/{number}").get_data(as_text=True)
    assert f"<p>panel of review {number}</p>" in office.get(f"/reports/{number}/review").get_data(
        as_text=True
    )


@pytest.mark.usefixtures("empty")
def test_the_page_to_fill_in_draws_its_panels(
    cast: SimpleNamespace, bank: Report, client_for: Callable[[Account], FlaskClient]
) -> None:
    panels.publish(Panel(Place.FILL, lambda report: Markup("<p>filling {}</p>").format(report.id)))
    page = client_for(cast.bank).get(f"/reports/{bank.id}/fill").get_data(as_text=True)
    assert f"<p>filling {bank.id}</p>" in page
