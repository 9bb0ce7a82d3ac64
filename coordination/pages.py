"""Pages that belong to no slice: errors, health, icons, the choice of language."""

from datetime import datetime, timedelta
from shutil import disk_usage

import structlog
from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, select, text
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from coordination.accounts import carrying, signin
from coordination.config import ROOT, settings
from coordination.kernel import db, presentation
from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from coordination.kernel.jobs import Work
from coordination.kernel.text import Text, _
from coordination.kernel.web import Answer, actor, public, translate

log = structlog.get_logger()
blueprint = Blueprint("pages", __name__)
DISK_AT_LEAST = 200 * 1024 * 1024
JOB_AT_MOST = timedelta(minutes=10)


@blueprint.get("/icons.svg")
@public("icons of the sign-in page too")
def icons() -> Response:
    return presentation.icons(current_app)


@blueprint.get("/")
@public("leads to the desk or to the sign-in page")
def start() -> BaseResponse:
    return redirect(url_for("desk.home"))


@blueprint.get("/healthz")
@public("asked by the machine that watches")
def alive() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public("asked by the machine that watches; tells states, no content")
def ready() -> tuple[Response, int]:
    """The parts the site stands on; 503 only when it cannot serve, degraded answers 200."""
    with db.acting(db.SYSTEM_SCOPE):
        schema, oldest = _database()
    checks = {
        "database": schema is not None,
        "schema": schema == (ROOT / "migrations" / ".current-head").read_text("ascii").strip(),
        "redis": _redis(),
        "disk": disk_usage(_existing()).free > DISK_AT_LEAST,
        "jobs": oldest is None or clock.now() - oldest < JOB_AT_MOST,
    }
    serving = checks["database"] and checks["schema"] and checks["disk"]
    status = "ok" if all(checks.values()) else "degraded" if serving else "down"
    return jsonify(status=status, checks=checks, revision=schema), 200 if serving else 503


def _database() -> tuple[str | None, datetime | None]:
    """The schema's revision and the oldest waiting job; two times None when there is no answer."""
    try:
        schema = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        open_rows = select(func.min(Work.run_at)).where(Work.finished_at.is_(None), Work.failed_at.is_(None))
        return schema, db.session.scalar(open_rows)
    except (DBAPIError, PoolTimeout):
        db.session.rollback()
        return None, None


def _redis() -> bool:
    try:
        return bool(Redis.from_url(settings().redis_url, socket_timeout=1, socket_connect_timeout=1).ping())
    except (RedisError, ValueError):
        return False


def _existing() -> str:
    folder = settings().uploads
    while not folder.exists():
        folder = folder.parent
    return str(folder)


TITLES: dict[int, tuple[Text, Text]] = {
    400: (_("这次请求不完整"), _("页面可能开得太久。请返回上一页刷新后重做，已保存的草稿不会丢。")),
    403: (_("您的职能不能做这一步"), _("需要这项职能时，请联系系统管理员。")),
    404: (_("没有这一页"), _("地址可能有误，或者您无权查看。")),
    405: (_("这个地址不能这样打开"), _("请从页面上的按钮进入。")),
    409: (_("没有保存：内容已经变了"), _("请看清最新内容，再决定是否重做。")),
    413: (_("内容太大"), _("请减少一次提交的内容后再试。")),
    422: (_("有内容需要修改"), _("请按提示修改后再提交。")),
    429: (_("操作太频繁"), _("请过一会儿再试。")),
    500: (_("系统出错"), _("这次操作没有保存。请把下面的编号告诉系统管理员。")),
    503: (_("系统暂时不能使用"), _("这次操作没有保存。请稍后重试；重试不会重复提交。")),
}
UNSTORABLE = _("地址或填写的内容里有系统不能保存的字符或数字。请返回上一页，改正后重试。")
NOT_YOURS = _("您不能做这一步")
NOT_SERVED = "这个主机名不在 TRUSTED_HOSTS 里。\nThis host name is not one of TRUSTED_HOSTS.\n"
STATUS = {Invalid: 422, Conflict: 409, Forbidden: 403, NotFound: 404}


def install_errors(app: Flask) -> None:
    """One look for everything that goes wrong; the sentence says what to do next."""

    @app.errorhandler(DomainError)
    def refused(error: DomainError) -> tuple[str, int]:
        db.session.rollback()
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
        told = status in (409, 422) or getattr(error, "explained", False)
        return page(status, translate(error.message) if told else None)

    @app.errorhandler(SecurityError)
    def untrusted(_error: SecurityError) -> Response:
        """No address can be built for a host that is not ours, so no page of ours either."""
        return Response(NOT_SERVED, status=400, mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[str, int] | HTTPException:
        return page(error.code) if error.code in TITLES else error

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def down(error: Exception) -> tuple[str, int]:
        log.error("database did not answer", error=str(error)[:300])
        db.session.remove()
        return page(503)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[str, int]:
        if app.testing:
            raise error
        log.exception("unexpected", request=g.get("request_id"))
        db.session.rollback()
        return page(500)

    app.register_error_handler(DataError, unstorable)
    app.register_error_handler(CSRFError, unsure)


def unstorable(error: DataError) -> tuple[str, int]:
    """Text with a NUL or a number out of range: no column can hold what was sent."""
    log.warning("database refused a value", error=str(error.orig)[:300])
    db.session.rollback()
    return page(400, translate(UNSTORABLE))


def unsure(_error: CSRFError) -> Answer:
    """Signed in anew since the page was opened: what our own page sent is offered once more."""
    carried = carrying.taken() if carrying.from_our_page() else None
    elsewhere = signin.identify()
    if elsewhere is None and carried is not None and actor().id is not None:
        return render_template("accounts/carried.html", carried=carried), 400
    return page(400)


def page(status: int, own: str | None = None) -> tuple[str, int]:
    title, advice = (NOT_YOURS, "") if own and status == 403 else TITLES[status]
    template = "errors/bare.html" if status in (500, 503) else "errors/page.html"
    content = {
        "title": title,
        "advice": own or advice,
        "number": g.get("request_id", ""),
        "resend": request.method == "POST" and status == 503,
        "back": came_from() if status == 409 else None,
    }
    return render_template(template, **content), status


def came_from() -> str | None:
    """The page of ours on which a refused act was begun, its address built anew from our own map."""
    referrer, own = request.referrer or "", request.host_url
    if request.method != "POST" or not referrer.startswith(own):
        return None
    path = "/" + referrer[len(own) :].partition("?")[0]
    addresses = current_app.create_url_adapter(request)
    try:
        endpoint, values = addresses.match(path, method="GET") if addresses else ("pages.start", {})
    except HTTPException:
        return None
    return url_for(endpoint, **values)
