"""Fills the Jinja2 pages of the top-level ``templates/`` (in the wheel: ``piadiff/templates``).

The only module that imports jinja2. Everything put into a page is escaped, always; a page is one file, and its policy
(CSP) lets a browser load nothing, apply no style and run no script but the ones of ours that the page carries.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from piadiff.errors import PiadiffError

if TYPE_CHECKING:
    from jinja2 import Environment


def folder() -> Path:
    """Where the templates are: inside the installed package, or beside it in a source checkout."""
    package = Path(__file__).resolve().parents[1]
    for place in (package / "templates", package.parent / "templates"):
        if place.is_dir():
            return place
    raise PiadiffError("画面のひな形（templates）がありません", hint="piadiff を入れ直してください")


def fill(template: str, style: str | Sequence[str], scripts: Sequence[str] = (), **values: Any) -> bytes:
    """The page ``template`` filled with ``values``, as UTF-8; its stylesheet, or several, and scripts are set into it.

    The template finds them as ``css`` and ``js`` (each joined to one text) and the policy that allows exactly these as
    ``policy``.
    """
    styles = (style,) if isinstance(style, str) else style
    css, js = (_Trusted("".join(map(_read, names))) for names in (styles, scripts))
    return filled(template, css=css, js=js, policy=policy(css, js), **values)


def filled(template: str, **values: Any) -> bytes:
    """The page ``template`` filled with ``values`` and nothing else, as UTF-8: for a page that is served."""
    pages = _environment(folder())
    return pages.get_template(template).render(**values).encode("utf-8")


def assets(names: Sequence[str]) -> bytes:
    """Our own stylesheets or scripts, one after another, to be served."""
    return "".join(map(_read, names)).encode("utf-8")


@cache
def _environment(place: Path) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(place, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def policy(css: str, js: str = "") -> str:
    """The Content-Security-Policy of a page that carries this stylesheet and, if any, this script, and nothing else."""
    script = f"script-src {_digest(js)}; " if js else ""
    return f"default-src 'none'; {script}style-src {_digest(css)}; base-uri 'none'; form-action 'none'"


def _read(name: str) -> str:
    return (folder() / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


class _Trusted(str):
    """Our own stylesheet or script, which must reach the page byte for byte (its hash is in the policy)."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)
