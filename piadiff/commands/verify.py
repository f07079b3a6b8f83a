"""``piadiff verify``: is the store complete, canonical and untampered?"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from piadiff.commands.common import DEFAULT_STORE, AsJson, ExitCode, StoreDir, print_json
from piadiff.store import Store
from piadiff.writers.terminal import grid

if TYPE_CHECKING:
    from piadiff.store.check import Finding


def verify(as_json: AsJson = False, exit_code: ExitCode = False, store: StoreDir = DEFAULT_STORE) -> int:
    """保管庫を調べます。すべての版が正規の書き方で、ダイジェストと合い、元のファイルがあることなどを確かめます。

    設定（piadiff.toml）が読めるかも見ます。問題があれば一覧を出します。--exit-code を付けると、そのとき終了コードが
    1になります。何も変更しません。

      piadiff verify --exit-code
    """
    from piadiff import keeping
    from piadiff.errors import PiadiffError
    from piadiff.store.check import check

    count, findings = check(Store(store))
    with suppress(PiadiffError):  # a history that cannot be read is among the findings already
        findings += [*keeping.findings(Store(store)), *_settings(store)] if count else []
    if as_json:
        listed = [{"where": finding.where, "problem": finding.problem} for finding in findings]
        print_json({"versions": count, "findings": listed})
    elif findings:
        print(grid([(finding.where, finding.problem) for finding in findings], ("場所", "問題"), style="simple"))
        print(f"\n{count}版を調べ、{len(findings)}件の問題を見つけました。")
    else:
        print(f"{count}版を調べました。問題はありません。")
    return 1 if findings and exit_code else 0


def _settings(store: Path) -> list[Finding]:
    """What is wrong with the settings as they are committed."""
    from piadiff.errors import PiadiffError
    from piadiff.settings import FILE, LARGEST, parse
    from piadiff.store.check import Finding

    try:
        parse(Store(store).read(FILE, LARGEST) or b"")
    except PiadiffError as fault:
        hint = f"（{fault.hint}）" if fault.hint else ""
        return [Finding(where=fault.where or FILE, problem=f"設定が使えません: {fault.message}{hint}")]
    return []
