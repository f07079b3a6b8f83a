"""``piadiff packet``: everything an auditor needs of one assessment, in one folder that is checked without piadiff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from piadiff.commands.common import DEFAULT_STORE, StoreDir, hold_interrupts, note
from piadiff.store import Store, StoredVersion

if TYPE_CHECKING:
    from piadiff.writers.sheet import Sheet


def packet(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="評価書のID（所沢市-1）。")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="書き込むフォルダー。ないか、空のもの。")
    ],
    only: Annotated[bool, typer.Option("--only", help="同じ保管庫のほかの評価書の内容を、履歴に入れない。")] = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """一つの評価書の監査資料を、一つのフォルダーにまとめます。

    すべての版（正規JSON）、元のファイル、変更箇所の表、人の判断、ダイジェスト（SHA256SUMS）、履歴そのもの
    （git bundle）、目次（index.html）と、git と sha256sum だけで確かめる手順（README.txt）が入ります。

    履歴は保管庫の全体なので、同じ保管庫のほかの評価書（公表前の版や判断のメモも）を含みます。--only を付けると、ほかの
    評価書はコミットの題名などだけとし、内容を入れません。

    フォルダーは、ないか空でなければなりません。すべてを別の所で作ってから、一度に置きます。

      piadiff packet 所沢市-1 -o 監査資料
      piadiff packet 所沢市-1 --only -o 監査資料
    """
    from piadiff import packing
    from piadiff.writers.folders import build, check_folder

    check_folder(output)
    opened = Store(store)
    versions = opened.versions(identifier)
    files = packing.files(opened, versions, lambda old, new: _table(old, new, store), alone=only)
    with hold_interrupts() as hold:
        build(output, files, before=hold)
    size = sum(map(len, files.values()))
    many = f"{len(versions)}版、{len(files)}個のファイル（{size / 1e6:.1f} MB）"
    print(f"{output} に {versions[0].id} の{many}を書きました。")
    print("確かめ方は README.txt にあります。")
    if not only and (others := packing.others(opened, versions[0].id)):
        told = f"履歴.bundle には、同じ保管庫のほかの評価書（{others}件）の履歴も入っています"
        note(f"{told}（--only を付けると除きます）。")


def _table(old: StoredVersion, new: StoredVersion, store: Path) -> Sheet:
    """The change table of two versions, as ``table`` makes it by default."""
    from piadiff.commands.revision import open_revision
    from piadiff.table import rows, sheet

    revision = open_revision(old.label, new.label, store, force=True)
    return sheet(revision.tree, rows(revision.judged, revision.tree))
