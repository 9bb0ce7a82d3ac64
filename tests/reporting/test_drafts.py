"""Pages that were away: what is stored now, going on section by section, taking what a colleague stored."""

from coordination.kernel.operations import fresh_key
from coordination.reporting import queries
from coordination.reporting.states import ReportState
from tests.factories import reporting as make

DISSUADED, AMOUNT, TRAINED = make.BANK


def sent(report, *typed, **more):
    report = make.again(report)
    places = zip(queries.sheet(report).layout.places, typed, strict=False)
    values = {f"v-{place.key}": text for place, text in places}
    return {"operation_key": fresh_key(), "version": str(report.version)} | values | more


def text(answer):
    return answer.get_data(as_text=True)


def test_a_page_that_was_away_is_told_how_things_stand(cast, bank, client_for):
    client = client_for(cast.bank)
    reason = {f"r-{bank.unit_id}-{AMOUNT}": "集中整治"}
    client.post(f"/reports/{bank.id}/fill", data=sent(bank, "5", "12万", "多", **reason))
    body = client.get(f"/reports/{bank.id}/draft").get_json()
    bank = make.again(bank)
    assert (body["account"], body["open"], body["version"]) == (cast.bank.id, True, bank.version)
    assert body["csrf"]
    assert body["stored"] == {
        f"{bank.unit_id}-{DISSUADED}": ["5", ""],
        f"{bank.unit_id}-{AMOUNT}": ["120,000", "集中整治"],
        f"{bank.unit_id}-{TRAINED}": ["多", ""],
    }
    assert body["by"].startswith(cast.bank.name)


def test_a_page_that_was_away_is_told_that_the_report_is_filed(cast, bank, client_for):
    make.submitted(bank, cast.bank, "5", "1", "3")
    body = client_for(cast.bank).get(f"/reports/{bank.id}/draft").get_json()
    assert body["open"] is False
    assert body["message"] == "这份填报现在是“已上报”，不能再改。"


def test_who_is_not_signed_in_is_led_to_the_door_and_back(cast, bank, client, client_for):
    answer = client.get(f"/reports/{bank.id}/draft", headers={"X-Polling": "1"})
    assert answer.headers["Location"] == "/sign-in"
    client.get(f"/reports/{bank.id}/fill")
    with client.session_transaction() as cookie:
        assert cookie["target"] == f"/reports/{bank.id}/fill"


def test_the_neighbour_is_told_nothing(cast, bank, client_for):
    for stranger in (cast.carrier, cast.outsider, cast.outside_unit, cast.auditor):
        assert client_for(stranger).get(f"/reports/{bank.id}/draft").status_code == 404
    assert client_for(cast.bank_reviewer).get(f"/reports/{bank.id}/draft").status_code == 403


def test_saving_goes_on_to_the_next_section(cast, bank, client_for):
    client = client_for(cast.bank)
    answer = client.post(f"/reports/{bank.id}/fill", data=sent(bank, "5", next="s-2"))
    assert answer.headers["Location"] == f"/reports/{bank.id}/fill#s-2"
    answer = client.post(f"/reports/{bank.id}/fill", data=sent(bank, "5", next="//evil.example/#x"))
    assert answer.headers["Location"] == f"/reports/{bank.id}/fill"


def test_a_part_of_the_sheet_leaves_the_rest_as_it_is(cast, bank, client_for):
    client = client_for(cast.bank)
    client.post(f"/reports/{bank.id}/fill", data=sent(bank, "5", "6", "7"))
    part = sent(bank) | {f"v-{bank.unit_id}-{AMOUNT}": "8"}
    assert client.post(f"/reports/{bank.id}/autosave", data=part).status_code == 200
    assert [int(value) for value in make.figures(make.again(bank)).values()] == [5, 8, 7]


def test_of_two_people_the_second_sees_who_and_may_take_what_is_stored(cast, bank, client_for):
    old = sent(bank, "6", "7", "8")
    client = client_for(cast.bank)
    client.post(f"/reports/{bank.id}/fill", data=sent(bank, "5", "9", "8"))
    page = text(client.post(f"/reports/{bank.id}/submit", data=old))
    assert cast.bank.name in page
    assert page.count("现在存的是") == 2
    assert page.count("不用我填的，改用它") == 2
    assert f'href="#v-{bank.unit_id}-{AMOUNT}"' in page
    again = sent(bank, "6", "7", "8") | {f"t-{bank.unit_id}-{AMOUNT}": "1"}
    client.post(f"/reports/{bank.id}/submit", data=again)
    bank = make.again(bank)
    assert bank.state is ReportState.SUBMITTED
    assert [int(value) for value in make.figures(bank).values()] == [6, 9, 8]


def test_a_reason_that_differs_is_shown_too(cast, bank, client_for):
    old = sent(bank, "5", "", "") | {f"r-{bank.unit_id}-{DISSUADED}": "我的原因"}
    client = client_for(cast.bank)
    theirs = {f"r-{bank.unit_id}-{DISSUADED}": "同事的原因"}
    client.post(f"/reports/{bank.id}/fill", data=sent(bank, "5", "", "", **theirs))
    page = text(client.post(f"/reports/{bank.id}/fill", data=old))
    assert "原因：同事的原因" in page
    assert 'value="我的原因"' in page


def test_the_task_list_counts_what_is_done_left_and_wrong(cast, police, client_for):
    client = client_for(cast.police)
    client.post(f"/reports/{police.id}/fill", data=sent(police, "3", "5", "1", "2"))
    page = text(client.get(f"/reports/{police.id}/fill"))
    assert f'href="#row-{cast.units.a.id}"' in page
    assert "有 1 处要改" in page
    assert page.count("已填 1 项，还差 2 项") == 2, "the total of a complete column is added up"


def test_a_blank_total_that_is_sent_along_is_added_up_anew(cast, police, client_for):
    client = client_for(cast.police)
    client.post(f"/reports/{police.id}/autosave", data=sent(police, "3", "0", "0", "2", "0", "0"))
    assert make.figures(make.again(police))["total-case.filed"] == 5
    part = sent(police) | {f"v-{cast.units.a.id}-case.filed": "4", "v-total-case.filed": ""}
    body = client.post(f"/reports/{police.id}/autosave", data=part).get_json()
    assert body["errors"] == {}
    assert make.figures(make.again(police))["total-case.filed"] == 6
