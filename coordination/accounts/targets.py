"""Addresses of our own pages: only what our URL map answers, built anew from its answer."""

from urllib.parse import parse_qsl, urlencode

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


def inside(target: str | None) -> str:
    """Only a path that our own URL map answers by GET; anything else leads to the desk.

    The path is built anew from the map's answer, so text such as //evil.example never gets out.
    """
    path, _mark, query = (target or "").partition("?")
    try:
        endpoint, places = current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except (HTTPException, RequestRedirect):
        return url_for("pages.start")
    again = urlencode(parse_qsl(query)) if len(query) < 500 else ""
    return url_for(endpoint, **places) + (f"?{again}" if again else "")


def came_from() -> str | None:
    """The path of the page the button was on, as the browser tells it for our own pages."""
    referrer = request.referrer or ""
    own = request.host_url
    return "/" + referrer[len(own) :] if referrer.startswith(own) else None
