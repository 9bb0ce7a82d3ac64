"""What the sample holds of consultations: both ends of an objection, and a ranking computed again."""

from coordination.consultations import queries
from coordination.rankings.queries import frozen, snapshot
from coordination.rankings.rules import recompute
from coordination.schemes.models import Scheme
from tests.sample.loaded.asking import Db, office, rows


def test_august_was_computed_again_after_one_objection_and_not_after_the_other(sample: Db) -> None:
    here = office(sample, "区联席办")
    scheme = sample.query(Scheme).filter_by(office_id=here.id, code="township").order_by(Scheme.id).first()
    last, first = frozen(scheme, "2026-08")
    found = queries.outcome(last.id)
    assert (found.state, found.rounds, found.asked) == ("closed", 2, 15)
    assert (found.objections, found.upheld, found.rejected, found.open) == (2, 1, 1, 0)
    assert queries.blocking(last.id) is None
    assert "已按更正的数据重新计算" in str(queries.blocking(first.id))
    changed = queries.changes(queries.of_ranking(last.id))
    assert 0 < len(changed) < 15
    assert recompute(snapshot(last.id), last.sha256) is None


def test_the_banks_are_in_consultation_with_an_objection_to_answer(sample: Db) -> None:
    found = rows(
        sample,
        "SELECT c.period, o.state, s.code FROM consultations c JOIN rankings r ON r.id = c.ranking_id"
        " JOIN schemes s ON s.id = r.scheme_id JOIN ranking_objections o ON o.consultation_id = c.id"
        " WHERE c.state = 'open'",
    )
    assert found == [("2026-09", "open", "bank")]


def test_nobody_answered_what_they_filed_or_approved(sample: Db) -> None:
    wrong = rows(
        sample,
        "SELECT id FROM ranking_objections WHERE answered_by_id = ANY (recused) OR recused = '{}'",
    )
    assert wrong == []


def test_every_word_of_the_units_is_marked_as_a_sample(sample: Db) -> None:
    said = rows(sample, "SELECT reason FROM ranking_objections")
    assert said
    assert all(reason.startswith("示例：") for (reason,) in said)
