"""Where the site is opened from outside."""

from coordination.config import settings


def opened_at(path: str) -> str:
    """The address of a page for paper and QR codes: SITE_URL, else the first host that the site serves."""
    known = settings()
    host = known.trusted_hosts.partition(",")[0].strip()
    site = known.site_url.rstrip("/") or f"{'https' if known.https else 'http'}://{host}"
    return f"{site}{path}"
