"""``piadiff decisions``: what people decided about the changes of two versions, and whether it still holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, DecisionsFile, Force, StoreDir, print_json
from piadiff.errors import PiadiffError

if TYPE_CHECKING:
    from piadiff.commands.revision import Revision

STATES = {
    "applied": "使われています",
    "withdrawn": "取り消されました",
    "replaced": "あとの判断に置き換わりました",
    "stale": "変更がなくなったか内容が変わったため、使われていません",
}


def decisions(
    versions: Annotated[
        list[str],
        typer.Argument(metavar="VERSION | OLD NEW", help="保管庫の版（その版についての判断すべて）、または二つの版。"),
    ],
    file: DecisionsFile = None,
    as_json: AsJson = False,
    force: Force = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """人が決めた判断を、誰がいつ何を決めたか、いまの変更に使われているかとともに、決めた順に並べます。

    変更がなくなったり、内容が変わったりした判断は使われませんが、消えずにここに出ます。

      piadiff decisions 所沢市-1@latest
      piadiff decisions 旧.txt 新.txt --decisions 判断.json --json
    """
    from piadiff.commands.revision import open_revision

    if len(versions) > 2 or (len(versions) == 1 and file):
        raise PiadiffError("版の数が違います", hint="VERSION を一つか、OLD と NEW の二つを指定してください")
    pairs = _pairs(versions[0], store) if len(versions) == 1 else [(versions[0], versions[1])]
    revisions = [open_revision(old, new, store, force=force, decisions=file) for old, new in pairs]
    if as_json:
        listed = [_to_json(revision) for revision in revisions]
        print_json(listed[0] if len(versions) == 2 else {"pairs": listed})
    elif not any(revision.decisions for revision in revisions):
        print("判断はまだありません。")
    else:
        print("\n\n".join("\n".join(_lines(revision)) for revision in revisions if revision.decisions))


def _pairs(spec: str, store: Path) -> list[tuple[str, str]]:
    """The pairs whose new version is the one that ``spec`` names and on which something was decided."""
    from piadiff.store import Store
    from piadiff.store.records import decided_pair

    opened = Store(store)
    version = opened.find(spec)
    named = (decided_pair(path) for path in opened.records(version.id))
    return [(f"{version.id}@{name[1]}", version.label) for name in named if name and name[2] == version.date]


def _lines(revision: Revision) -> list[str]:
    from piadiff.answers import signed
    from piadiff.decisions import assign
    from piadiff.writers.terminal import one_line, terminal_width, wrap

    states = assign([one.change for one in revision.ruled], revision.decisions).states
    unused = len(states) - states.count("applied")
    more = f"（うち使われていないもの{unused}件）" if unused else ""
    lines = [f"{revision.before.label} → {revision.after.label}　判断 {len(states)}件{more}"]
    for decision, state in zip(revision.decisions, states, strict=True):
        parts = [("", " ＞ ".join(_heading(decision.path, revision))), ("  ", signed(decision))]
        parts += [("  ", f"メモ: {decision.note}")] if decision.note else []
        parts += [("  ", f"状態: {STATES[state]}")]
        lines.append("")
        for indent, text in parts:
            wrapped = wrap(one_line(text), terminal_width() - 5)
            lines += [indent + ("  " if n else "") + line for n, line in enumerate(wrapped)]
    return lines


def _heading(path: str, revision: Revision) -> tuple[str, ...]:
    """The headings of the item, with the names of its groups where it is still one that changed."""
    changed = next((one.change.heading for one in revision.ruled if one.change.path == path), ())
    return changed or (tuple(revision.tree.heading(path)) if revision.tree.find(path) else (path,))


def _to_json(revision: Revision) -> dict[str, Any]:
    from piadiff.canonical import FORMAT
    from piadiff.decisions import assign
    from piadiff.decisions_json import KIND, decision_to_json

    states = assign([one.change for one in revision.ruled], revision.decisions).states
    listed = [
        {**decision_to_json(decision), "heading": list(_heading(decision.path, revision)), "state": state}
        for decision, state in zip(revision.decisions, states, strict=True)
    ]
    labels = {"old": revision.before.label, "new": revision.after.label}
    return {"format": FORMAT, "kind": KIND, **labels, "decisions": listed}
