"""The application: settings, extensions, slices, pages for what goes wrong."""

from functools import cache

from babel import Locale
from flask import Flask
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from coordination import models as _models  # noqa: F401  the whole metadata
from coordination import navigation, pages
from coordination.accounts import signin
from coordination.accounts import views as accounts
from coordination.applications import views as applications
from coordination.archive import views as archive
from coordination.audit import views as audit
from coordination.certificates import views as certificates
from coordination.circulars import views as circulars
from coordination.communities import views as communities
from coordination.completion import views as completion
from coordination.config import ROOT, Settings, settings
from coordination.consultations import views as consultations
from coordination.desk import views as desk
from coordination.dispatches import views as dispatches
from coordination.document_templates import views as document_templates
from coordination.indicators import views as indicators
from coordination.inspections import views as inspections
from coordination.kernel import db, jobs, limits, presentation, web
from coordination.kernel.clock import clock, file_clock
from coordination.kernel.headers import protect
from coordination.kernel.templates import Templates
from coordination.kernel.tracing import trace
from coordination.notices import views as notices
from coordination.notifications import views as notifications
from coordination.organizations import views as organizations
from coordination.radar import views as radar
from coordination.rankings import views as rankings
from coordination.register import views as register
from coordination.reminders import views as reminders
from coordination.report_forms import views as report_forms
from coordination.reporting import views as reporting
from coordination.responsibilities import views as responsibilities
from coordination.schemes import views as schemes
from coordination.spreadsheets import views as spreadsheets
from coordination.standards import views as standards
from coordination.subjects import views as subjects
from coordination.tallies import views as tallies
from coordination.tasks import views as tasks
from coordination.timeliness import views as timeliness
from coordination.transmissions import views as transmissions
from coordination.workload import views as workload

SLICES = (
    pages,
    desk,
    accounts,
    audit,
    organizations,
    notifications,
    responsibilities,
    tasks,
    completion,
    indicators,
    report_forms,
    reporting,
    spreadsheets,
    radar,
    timeliness,
    transmissions,
    subjects,
    tallies,
    standards,
    applications,
    notices,
    certificates,
    inspections,
    communities,
    register,
    reminders,
    rankings,
    schemes,
    consultations,
    document_templates,
    dispatches,
    archive,
    circulars,
    workload,
)

locale = cache(Locale.parse)  # asked at every request, and never about anything but the two languages


def create_app(given: Settings | None = None) -> Flask:
    """The WSGI application. Raises ValueError for settings that are not safe to serve with."""
    chosen = given or settings()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.jinja_environment = Templates
    configure(app, chosen)
    db.connect(
        chosen.database_url, pool_size=chosen.pool_size, statement_timeout_ms=chosen.statement_timeout_ms
    )
    jobs.connect(chosen.redis_url)
    if chosen.test_mode and chosen.clock_file:
        clock.follow(file_clock(chosen.clock_file))
    Bootstrap5(app)
    CSRFProtect(app)
    Babel(app, locale_selector=lambda: locale(signin.language()), default_domain="messages")
    presentation.install(app)
    protect(app, https=chosen.https)
    limits.install(app, chosen.redis_url)
    trace(app)
    app.before_request(web.refuse_undeclared)
    signin.install(app)
    for part in SLICES:
        app.register_blueprint(part.blueprint)
    pages.install_errors(app)
    app.context_processor(navigation.context)
    app.teardown_appcontext(lambda _error: db.session.remove())
    return app


def configure(app: Flask, chosen: Settings) -> None:
    name = "__Host-coordination" if chosen.https else "coordination"
    app.config.update(
        SECRET_KEY=chosen.secret(),
        SESSION_COOKIE_NAME=name,
        SESSION_COOKIE_SECURE=chosen.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=chosen.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=20_000,
        TRUSTED_HOSTS=[host.strip() for host in chosen.trusted_hosts.split(",") if host.strip()],
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=True,
        BABEL_DEFAULT_LOCALE=chosen.default_language,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "coordination" / "translations"),
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    if chosen.proxy_hops:
        hops = chosen.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
