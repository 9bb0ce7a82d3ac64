"""What a member unit may read of the facts behind a circular."""

from types import SimpleNamespace

from coordination.circulars.disclosure import printed_facts, without_parts


def fact(*sources):
    values = [source["value"] for source in sources]
    return {
        "text": "42起",
        "formula": f"{len(values)}份已审核报表相加：{' + '.join(values)} = 42起",
        "sources": list(sources),
    }


def source(report, unit, value):
    return {"report_id": report, "unit": unit, "value": value, "period": "2026-10"}


def test_of_a_sum_over_units_a_unit_reads_its_own_part():
    found = without_parts(fact(source(1, "甲行", "12起"), source(2, "乙行", "30起")), {2})
    assert [one["value"] for one in found["sources"]] == ["—", "30起"]
    assert found["formula"] == "2份已审核报表相加 = 42起"


def test_what_one_unit_filed_was_printed_and_stays():
    whole = fact(source(1, "公安分局", "12起"), source(2, "公安分局", "30起"))
    assert without_parts(whole, set()) is whole


def test_lines_of_a_published_ranking_stay():
    whole = {"text": "", "formula": "", "sources": [{"line_id": 1, "unit": "青溪镇", "value": "90.00分"}]}
    assert without_parts(whole, set()) is whole


def test_printed_is_what_stands_in_the_text_or_in_a_table():
    annex = {
        "parts": [{"tables": [{"rows": [["青溪镇", {"text": "3", "fact": "青溪镇立案数"}, {"text": "—"}]]}]}]
    }
    circular = SimpleNamespace(body=[{"text": "立案【立案数】。"}], annex=annex)
    assert printed_facts(circular) == {"立案数", "青溪镇立案数"}
