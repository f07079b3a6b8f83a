"""Who may ask at all, before anything is read of what is asked; and what every answer forbids the browser.

Only the own address as Host; only what was opened by the person or comes from a page of ours (Origin, Sec-Fetch-Site);
only who came with the token of this start, which then lies in a cookie that no script and no other site has; and what
changes anything bears a second secret that stands only in our pages.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

TOKEN, SECRET = "token", "secret"
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
NOT_OURS = "この画面からの操作ではないため、受け付けません"
NO_TOKEN = "この画面を開くには、piadiff serve が示したアドレス全体（?token=… まで）が要ります"
OTHER_HOST = "このアドレスでは開けません"


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Guard:
    """The secrets of one start, and the port on which it listens."""

    port: int
    token: str = field(default_factory=_secret)
    cookie: str = field(default_factory=_secret)
    form: str = field(default_factory=_secret)

    @property
    def address(self) -> str:
        """What the browser is opened with."""
        return f"http://127.0.0.1:{self.port}/?{TOKEN}={self.token}"

    @property
    def cookie_name(self) -> str:
        """Cookies know no ports: two desks on one machine must not take each other's."""
        return f"piadiff-{self.port}"

    @property
    def set_cookie(self) -> str:
        """The header that lets the browser in from now on."""
        return f"{self.cookie_name}={self.cookie}; Path=/; HttpOnly; SameSite=Strict"

    def brings_token(self, query: Mapping[str, str]) -> bool:
        """Whether an address bears the token of this start."""
        return _same(query.get(TOKEN, ""), self.token)

    def objection(self, method: str, headers: Mapping[str, str], *, brings_token: bool) -> tuple[int, str] | None:
        """Why this is not answered: the status and a sentence; None if nothing speaks against it."""
        host = headers.get("host", "")
        if host not in (f"127.0.0.1:{self.port}", f"localhost:{self.port}"):
            return 400, OTHER_HOST
        site = headers.get("sec-fetch-site", "")
        if brings_token and method == "GET" and site in ("", "none", "same-origin"):
            return None
        if method not in ("GET", "HEAD") or site not in ("", "none"):
            # Browsers say "null" where a page forbids referrers, as ours do; then Sec-Fetch-Site tells, which no page
            # can set.
            origin = headers.get("origin", "")
            own = origin == f"http://{host}" or (origin in ("", "null") and site == "same-origin")
            if not own or site not in ("", "same-origin"):
                return 403, NOT_OURS
        return None if self._has_cookie(headers.get("cookie", "")) else (403, NO_TOKEN)

    def is_own_form(self, fields: Mapping[str, str]) -> bool:
        """Whether a form is one of our pages."""
        return _same(fields.get(SECRET, ""), self.form)

    def _has_cookie(self, header: str) -> bool:
        try:
            found = SimpleCookie(header).get(self.cookie_name)
        except CookieError:
            return False
        return found is not None and _same(found.value, self.cookie)


def _same(given: str, own: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), own.encode("utf-8"))
