"""Headers of every answer. Scripts and styles come from our own files only, nothing inline."""

from flask import Flask, Response, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
#: no-referrer would break the CSRF check of Flask-WTF on https.
FIXED = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
STATIC = ("static", "bootstrap.static", "pages.icons")


def protect(app: Flask, *, https: bool) -> None:
    """Put the headers on every answer; what is private is never kept by a cache."""

    always = FIXED | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})
    wanted = [(name.lower(), name, value) for name, value in always.items()]

    @app.after_request
    def add(response: Response) -> Response:
        own = {name.lower() for name in response.headers.keys()}  # noqa: SIM118  a list of pairs, no mapping
        for lower, name, value in wanted:  # setdefault would walk the list for each of them
            if lower not in own:
                response.headers.add(name, value)
        if request.endpoint in STATIC and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            response.headers["Cache-Control"] = "no-store"
        return response
