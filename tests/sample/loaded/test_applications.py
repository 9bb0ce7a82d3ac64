"""What the sample holds of applications."""

from tests.sample.loaded.asking import Db, rows


def test_there_is_an_application_at_each_step(sample: Db) -> None:
    found = {state for (state,) in rows(sample, "SELECT DISTINCT state FROM applications")}
    assert {
        "draft",
        "joint_review",
        "before_notice",
        "returned",
        "refused",
        "withdrawn",
        "named",
    } <= found


def test_one_department_is_late_and_one_opposes(sample: Db) -> None:
    waiting = (
        "FROM application_opinions o JOIN applications a ON a.id = o.application_id"
        " WHERE a.state = 'joint_review' AND o.state"
    )
    assert rows(sample, f"SELECT count(*) {waiting} = 'asked' AND o.due_on < '2026-11-01'") == [(1,)]
    assert rows(sample, f"SELECT count(*) {waiting} = 'opposed'") == [(1,)]


def test_what_was_filed_keeps_its_findings_and_its_proof(sample: Db) -> None:
    lacking = rows(
        sample,
        "SELECT count(*) FROM applications a WHERE a.filed_at > '2026-10-01' AND NOT EXISTS"
        " (SELECT FROM application_findings f WHERE f.application_id = a.id) OR a.state = 'joint_review'"
        " AND NOT EXISTS (SELECT FROM application_evidence e WHERE e.application_id = a.id)",
    )
    assert lacking == [(0,)]


def test_the_same_communities_are_named_at_every_load(sample: Db) -> None:
    found = rows(
        sample,
        "SELECT u.short_name, s.name, c.state FROM certificates c JOIN subjects s ON s.id = c.subject_id"
        " JOIN member_units u ON u.id = s.unit_id ORDER BY c.year, c.sequence",
    )
    assert [state for _unit, _name, state in found].count("valid") == 9
    assert [one for one in found if one[2] != "valid"] == [
        ("西站街道", "西站东路社区居委会", "suspended"),
        ("八里镇", "清水营村民委员会", "revoked"),
    ]
