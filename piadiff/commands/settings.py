"""``piadiff settings``: what the office has settled for its tables, and how it is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, StoreDir, note, open_settings, print_json
from piadiff.errors import PiadiffError

if TYPE_CHECKING:
    from piadiff.audit import AuditedRow
    from piadiff.learning import Learnt
    from piadiff.settings import Settings

_ACTIONS = {"set": 2, "unset": 1, "learn": 1}


def settings(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="set | unset | learn",
            help="すること: `set KEY VALUE`、`unset KEY`、`learn [VERSION]`。なければ、すべての設定を出す。",
        ),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="learn の提案を設定に書き込む。")] = False,
    as_json: AsJson = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """保管庫の設定（piadiff.toml）を出し、変えます。何も付けなければ、すべての設定とその出どころを出します。

    設定は、提出時期に係る説明の文言（規則ごと）、変更日の書き方（和暦・西暦）、空欄の文字、様式に欄のない評価の実施日
    （assessed.ID。deadlines が使う）などです。保管庫に置かれ、
    set などの変更は一つのコミットになります。ファイルを手で直して git commit しても構いません。要確認の規則には
    文言を決められません（人が判断して書きます）。

    learn は、公表されている変更箇所の表から、規則ごとに最も多く使われている説明を提案します（ファイルや版を省けば、
    保管している評価書すべての最新の版から）。--apply を付けると書き込みます。

      piadiff settings
      piadiff settings set era 西暦
      piadiff settings set その他の項目 その他の項目の変更のため
      piadiff settings set assessed.所沢市-1 令和6年4月1日
      piadiff settings learn --apply
    """
    action, *rest = words or [""]
    if action and (action not in _ACTIONS or len(rest) > _ACTIONS[action] or (action != "learn" and not rest)):
        raise PiadiffError(
            f"settings の使い方が違います: {' '.join(words or [])}",
            hint="set KEY VALUE、unset KEY、learn [VERSION] のどれかです",
        )
    if apply and action != "learn":
        raise PiadiffError("--apply は learn のときだけ使えます")
    if action == "learn":
        return _learn(rest[0] if rest else None, store, apply=apply, as_json=as_json)
    if action:
        return _change(action, rest, store)
    _check_store(store)
    _show(open_settings(store), store, as_json=as_json)
    return 0


def _check_store(store: Path) -> None:
    """Raises PiadiffError where there is no store whose settings could be shown or changed."""
    from piadiff.store import Store

    Store(store).versions()


def _change(action: str, words: Sequence[str], store: Path) -> int:
    from piadiff.settings import full_key, value_of

    key = full_key(words[0])
    _check_assessed(key, store)
    if action == "set" and len(words) < 2:
        raise PiadiffError("値がありません", where="piadiff settings set", hint=f"set {words[0]} 値 のように指定します")
    value = value_of(key, words[1]) if action == "set" else None
    done = _write({key: value}, store)
    verb = "決めました" if action == "set" else "既定に戻しました"
    print(f"{key} を{verb}。" if done else f"{key} はすでにそのとおりです。何も変えていません。")
    return 0


def _check_assessed(key: str, store: Path) -> None:
    """Raises PiadiffError for the day of an assessment that the store does not have."""
    from piadiff.store import Store
    from piadiff.store.version import unknown_id

    section, _, identifier = key.partition(".")
    versions = Store(store).versions()
    if section == "assessed" and all(version.id != identifier for version in versions):
        raise unknown_id(identifier, versions)


def _write(values: Mapping[str, object], store: Path) -> bool:
    """Stores the changed file in one commit; False if it says all that already."""
    from piadiff.settings import FILE, LARGEST, changed
    from piadiff.store import Store
    from piadiff.store.names import safe_line

    _check_store(store)
    if _is_uncommitted(store):
        raise PiadiffError(
            "保管（git commit）していない変更があります",
            where=str(store / FILE),
            hint="コミットするか、元に戻してください",
        )
    opened = Store(store)
    opened.read(FILE, LARGEST)  # refuses what is too large
    names = "、".join(key.partition(".")[2] for key in values)
    return opened.write(
        lambda read: {FILE: changed(read(FILE), values)}, safe_line(f"設定を変える: {names}", 80) + "\n"
    )


def _show(found: Settings, store: Path, *, as_json: bool) -> None:
    from piadiff.settings import FILE, KEYS, as_said, deciding_rules
    from piadiff.writers.terminal import grid

    keys = [*(f"table.{key.name}" for key in KEYS), *(f"phrases.{rule.id}" for rule in deciding_rules())]
    keys += [f"assessed.{identifier}" for identifier in sorted(found.assessed)]
    source = str(store / FILE)
    said = [(key, as_said(found, key), source if key in found.given else "既定") for key in keys]
    if as_json:
        print_json({"settings": [{"key": key, "value": value, "source": where} for key, value, where in said]})
    else:
        about = {f"table.{key.name}": key.about for key in KEYS}
        about |= {f"assessed.{identifier}": "評価を実施した日" for identifier in found.assessed}
        rows = [
            (key.partition(".")[2], _in_words(value), about.get(key, "説明の文言"), where) for key, value, where in said
        ]
        print(grid(rows, ("設定", "値", "何の設定か", "出どころ")))
    _tell_uncommitted(store)


def _in_words(value: object) -> str:
    if value is None:
        return "（なし）"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _tell_uncommitted(store: Path) -> None:
    """A settings file that was edited by hand counts only once it is committed."""
    if _is_uncommitted(store):
        note(f"{store}/piadiff.toml に、保管（git commit）していない変更があります。コミットするまで使われません。")


def _is_uncommitted(store: Path) -> bool:
    from piadiff.settings import FILE, LARGEST
    from piadiff.store import Store

    path = store / FILE
    if not path.is_file():
        return False
    return path.stat().st_size > LARGEST or path.read_bytes() != Store(store).read(FILE, LARGEST)


def _learn(version: str | None, store: Path, *, apply: bool, as_json: bool) -> int:
    from piadiff.learning import learn

    found = learn(_rows(version, store), open_settings(store))
    proposals = {f"phrases.{one.rule}": one.proposal for one in found if one.proposal is not None}
    done = bool(apply and proposals) and _write(proposals, store)
    if as_json:
        print_json({"learnt": [_to_json(one) for one in found], "applied": done})
        return 0
    _show_learnt(found)
    if not proposals:
        print("新たに決める文言はありません。")
    elif done:
        print(f"{len(proposals)}件の文言を設定に書き込みました。")
    else:
        print(f"{len(proposals)}件を提案します。--apply を付けると設定に書き込みます。")
    return 0


def _rows(version: str | None, store: Path) -> list[AuditedRow]:
    """The published rows to learn from: those of one version, or of the newest version of every assessment."""
    from piadiff.audit import audit_rows
    from piadiff.commands.common import open_version
    from piadiff.store import Store
    from piadiff.store.version import current

    if version is not None:
        return list(audit_rows(open_version(version, store).assessment))
    opened = Store(store)
    newest = {stored.id: stored for stored in current(opened.versions())}
    return [row for assessment in opened.load_all(list(newest.values())) for row in audit_rows(assessment)]


def _show_learnt(found: Sequence[Learnt]) -> None:
    from piadiff.writers.terminal import grid, one_line

    if not found:
        print("公表された判断と規則の判断が一致する行がなく、学べる文言がありません。")
        return
    rows = []
    for one in found:
        said = "\n".join(f"{count}行: {one_line(text)}" for text, count in one.said[:3])
        more = f"\nほか{len(one.said) - 3}通り" if len(one.said) > 3 else ""
        rows.append((one.rule, str(one.rows), said + more, one_line(one.proposal) if one.proposal else "（今のまま）"))
    print(grid(rows, ("規則", "行", "公表されている説明", "提案")))


def _to_json(one: Learnt) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "rows": one.rows,
        "said": [{"reason": text, "rows": count} for text, count in one.said],
        "current": one.current,
        "proposal": one.proposal,
    }
