"""A country of offices with fifteen townships each, every township with its report of the month to file."""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Connection, bindparam, create_engine, text

from benchmarks.banks import SIGN_IN, Filled, Line, fill_in, request
from benchmarks.harness import District

PERIOD, BEFORE = "2026-10", "2026-09"
TO_AN_OFFICE = 15
VALUE = "7"  # small enough that no change of it asks for a reason
MODEL = "SELECT f.id FROM report_forms f JOIN offices o ON o.id = f.office_id AND f.code = 'township'"

PLACES = (
    """
    INSERT INTO divisions (code, name, level, path, initials)
    SELECT 'R' || n, '示例县' || n, 'county', '/r' || n || '/', 'slx' FROM generate_series(1, :offices) n
    """,
    """
    INSERT INTO offices (division_id, name, short_name, mark, document_code, area_name)
    SELECT id, name || '联席办', name || '联席办', '示', '全县', name FROM divisions WHERE code LIKE 'R%'
    """,
    """
    INSERT INTO member_units (office_id, kind_code, name, short_name, sort_order, pinyin, initials)
    SELECT o.id, 'township', '示例乡' || n, '示例乡' || n, n, 'rush', 'slx'
    FROM offices o JOIN divisions d ON d.id = o.division_id AND d.code LIKE 'R%', generate_series(1, :each) n
    """,
)
PEOPLE_AND_REPORTS = (
    """
    INSERT INTO accounts
      (username, name, office_id, unit_id, functions, state, password_hash, password_changed_at)
    SELECT 'rush-' || u.id, u.name, u.office_id, u.id, '{township}', 'active', '-', now()
    FROM member_units u WHERE u.pinyin = 'rush'
    """,
    """
    INSERT INTO accounts (username, name, office_id, functions, state, password_hash, password_changed_at)
    SELECT 'rush-clerk-' || o.id, o.name, o.id, '{clerk}', 'active', '-', now()
    FROM offices o JOIN divisions d ON d.id = o.division_id AND d.code LIKE 'R%'
    """,
    """
    INSERT INTO reports (office_id, form_id, unit_id, period, due_at, state)
    SELECT u.office_id, f.id, u.id, :period, '2026-11-06 09:00+00', 'missing'
    FROM member_units u JOIN report_forms f ON f.office_id = u.office_id WHERE u.pinyin = 'rush'
    """,
    """
    INSERT INTO reports
      (office_id, form_id, unit_id, period, due_at, state, revision, submitted_at, first_submitted_at,
       submitted_by_id, approved_at, approved_by_id)
    SELECT u.office_id, f.id, u.id, :before, '2026-10-08 09:00+00', 'approved', 1, now(), now(),
      a.id, now(), c.id
    FROM member_units u JOIN report_forms f ON f.office_id = u.office_id JOIN accounts a ON a.unit_id = u.id
    JOIN accounts c ON c.username = 'rush-clerk-' || u.office_id WHERE u.pinyin = 'rush'
    """,
    """
    INSERT INTO report_figures (report_id, office_id, unit_id, subject_id, indicator_id, value)
    SELECT r.id, r.office_id, r.unit_id, r.unit_id, i.indicator_id, CAST(:value AS numeric)
    FROM reports r JOIN member_units u ON u.id = r.unit_id AND u.pinyin = 'rush'
    JOIN form_fields i ON i.form_id = r.form_id WHERE r.period = :before
    """,
)
CODES = "SELECT i.code FROM form_fields f JOIN indicators i ON i.id = f.indicator_id WHERE f.form_id = :form"
FILERS = """
    SELECT r.id, r.unit_id, r.office_id, a.id AS account_id FROM reports r
    JOIN accounts a ON a.unit_id = r.unit_id AND a.username LIKE 'rush-%'
    WHERE r.period = :period ORDER BY md5(r.id::text) LIMIT :filers
"""
CLERKS = "SELECT id FROM accounts WHERE username LIKE 'rush-clerk-%' ORDER BY id LIMIT 50"
#: What came of one report: its revisions, and the events of its filing.
OUTCOMES = text(
    """
    SELECT r.id, r.state, (SELECT count(*) FROM report_revisions v WHERE v.report_id = r.id) AS revisions,
      (SELECT count(*) FROM audit_events e WHERE e.subject_type = 'reports' AND e.subject_id = r.id
       AND e.action = 'report.submit') AS events,
      (SELECT count(*) FROM operations o WHERE o.subject_type = 'reports' AND o.subject_id = r.id
       AND o.action = 'report.submit') AS operations
    FROM reports r WHERE r.id = ANY(:ids)
    """
).bindparams(bindparam("ids"))


@dataclass(frozen=True)
class Filer:
    """The browser of a township: whose report, and the cookie of who is signed in."""

    report_id: int
    unit_id: int
    cookie: str


@dataclass(frozen=True)
class Outcome:
    report_id: int
    state: str
    revisions: int
    events: int
    operations: int


class Country:
    """The offices of the benchmark; `filers` of their townships are signed in, and fifty clerks."""

    def __init__(self, found: District, townships: int, filers: int) -> None:
        self.engine = create_engine(found.servers.administrator_url, pool_pre_ping=True)
        app = Flask("cookies")
        app.secret_key = found.environment["SECRET_KEY"]
        self._signer = SecureCookieSessionInterface().get_signing_serializer(app)
        values = {"each": TO_AN_OFFICE, "period": PERIOD, "before": BEFORE, "value": VALUE}
        with self.engine.begin() as connection:
            model = connection.execute(text(MODEL)).scalar_one()
            for statement in PLACES:
                connection.execute(text(statement), values | {"offices": -(-townships // TO_AN_OFFICE)})
            copy_form(connection, model)
            for statement in PEOPLE_AND_REPORTS:
                connection.execute(text(statement), values)
            self.codes = list(connection.execute(text(CODES), {"form": model}).scalars())
            rows = connection.execute(text(FILERS), {"period": PERIOD, "filers": filers}).all()
            self.filers = [
                Filer(row.id, row.unit_id, self._signed_in(connection, row.account_id)) for row in rows
            ]
            clerks = connection.execute(text(CLERKS)).scalars().all()
            self.clerks = [self._signed_in(connection, account_id) for account_id in clerks]
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))

    def _signed_in(self, connection: Connection, account_id: int) -> str:
        token = secrets.token_urlsafe(32)
        connection.execute(text(SIGN_IN), {"hash": sha256(token.encode()).hexdigest(), "account": account_id})
        return f"coordination={self._signer.dumps({'_user_id': token})}"

    def filled(self, line: Line, filer: Filer) -> Filled:
        """The form of a township, opened and filled in."""
        page = request(line.site, f"/reports/{filer.report_id}/fill", filer.cookie)
        figures = {f"v-{filer.unit_id}-{code}": VALUE for code in self.codes}
        return fill_in(line, page, f"/reports/{filer.report_id}/submit", filer.cookie, figures)

    def outcomes(self, count: int) -> list[Outcome]:
        """What came of the reports of the first so many townships."""
        with self.engine.connect() as connection:
            ids = [filer.report_id for filer in self.filers[:count]]
            return [Outcome(*row) for row in connection.execute(OUTCOMES, {"ids": ids})]


def copy_form(connection: Connection, model: int) -> None:
    """Give every new office the form of the sample district, with its fields and checks."""
    offices = "(SELECT o.id FROM offices o JOIN divisions d ON d.id = o.division_id AND d.code LIKE 'R%') o"
    forms = "report_forms n JOIN report_forms m ON m.code = n.code AND m.id = :model AND n.id <> m.id"
    for table, link, value, source in (
        ("report_forms", "office_id", "o.id", f"report_forms t, {offices} WHERE t.id = :model"),
        ("form_fields", "form_id", "n.id", f"{forms} JOIN form_fields t ON t.form_id = m.id"),
        ("form_checks", "form_id", "n.id", f"{forms} JOIN form_checks t ON t.form_id = m.id"),
    ):
        names = [name for name in columns(connection, table) if name not in ("id", link)]
        listed, taken = ", ".join(f'"{name}"' for name in names), ", ".join(f't."{name}"' for name in names)
        statement = f'INSERT INTO {table} ("{link}", {listed}) SELECT {value}, {taken} FROM {source}'  # noqa: S608
        connection.execute(text(statement), {"model": model})


def columns(connection: Connection, table: str) -> list[str]:
    statement = text("SELECT column_name FROM information_schema.columns WHERE table_name = :table")
    return list(connection.execute(statement, {"table": table}).scalars())
