"""Fills the Jinja2 pages of the top-level ``templates/`` (in the wheel: ``piadiff/templates``).

The only module that imports jinja2. Everything put into a page is escaped, always; a page is one file without any
script, and its policy (CSP) lets a browser load nothing and apply no style but the one that the page carries.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from piadiff.errors import PiadiffError


def folder() -> Path:
    """Where the templates are: inside the installed package, or beside it in a source checkout."""
    package = Path(__file__).resolve().parents[1]
    for place in (package / "templates", package.parent / "templates"):
        if place.is_dir():
            return place
    raise PiadiffError("画面のひな形（templates）がありません", hint="piadiff を入れ直してください")


def fill(template: str, style: str, **values: Any) -> bytes:
    """The page ``template`` filled with ``values``, the stylesheet ``style`` set inline, as UTF-8."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    places = FileSystemLoader(folder(), encoding="utf-8")
    pages = Environment(loader=places, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    css = (folder() / style).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return pages.get_template(template).render(css=_Trusted(css), policy=policy, **values).encode("utf-8")


class _Trusted(str):
    """Our own stylesheet, which must reach the page byte for byte (its hash is in the policy)."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)
