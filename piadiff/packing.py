"""The audit packet of one assessment: the files of a folder that can be checked with plain git and sha256sum.

Names of files in it are days and our own words only. Pages and tables are derived from what the packet holds; the
versions themselves are byte for byte what stands in the commits of the bundle.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from piadiff.dates import to_wareki
from piadiff.forms import form
from piadiff.model import Assessment
from piadiff.store import Store, StoredVersion
from piadiff.store.records import recorded
from piadiff.store.seal import Seal, dumps, files_of, make
from piadiff.store.version import current, folder_of
from piadiff.table import sheet
from piadiff.writers import csv_, html
from piadiff.writers.sheet import Sheet

SUMS, README, INDEX, BUNDLE, PACK, SEAL = (
    "SHA256SUMS",
    "README.txt",
    "index.html",
    "履歴.bundle",
    "履歴.pack",
    "封印.txt",
)

# What the history is, and how it is opened (HEAD: the newest commit).
_BUNDLED = (
    f"{BUNDLE}     保管庫の履歴そのもの（git bundle。同じ保管庫のほかの評価書も含みます）",
    f"     git clone -b main {BUNDLE} 確認用\n     git -C 確認用 fsck --strict\n     git -C 確認用 rev-parse main",
)
_PACKED = (
    f"{PACK}       保管庫の履歴（git pack。ほかの評価書は、コミットの題名などだけで、内容は入っていません）",
    "     git init -q 確認用\n"
    f"     git -C 確認用 unpack-objects -q < {PACK}\n"
    "     git -C 確認用 rev-list --count HEAD\n"
    "   コミットの数（封印.txt の commits）が出れば、すべてのコミットがつながっています。",
)

Compare = Callable[[StoredVersion, StoredVersion], Sheet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version in the packet: its file, that of its original, that of its published table if it has one, and that
    of the table of changes since the version before it."""

    version: StoredVersion
    document: str
    path: str
    original: str
    original_path: str
    published: str = ""
    changes: str = ""
    changed: int = 0
    stands: bool = True

    @property
    def day(self) -> str:
        """The 公表日 in 和暦."""
        return to_wareki(self.version.date)

    @property
    def mark(self) -> str:
        """Whether the version was corrected, is a correction, or was rebuilt from a change table."""
        corrected = "訂正前" if not self.stands else "訂正" if self.version.correction else ""
        return "・".join(filter(None, ("復元" if self.version.rebuilt else "", corrected)))


def files(
    store: Store, versions: Sequence[StoredVersion], compare: Compare, *, alone: bool = False
) -> dict[str, bytes]:
    """Every file of the packet by its name; ``compare`` gives the table of changes of two versions.

    ``alone``: of other assessments in the store nothing goes along but the commits (their messages), which are needed
    to check the history. Raises PiadiffError where the store cannot be read.
    """
    made: dict[str, bytes] = {}
    assessments = store.load_all(versions)
    entries = [_entry(store, v, a, made) for v, a in zip(versions, assessments, strict=True)]
    entries = _with_changes(entries, compare, made)
    decisions = _decisions(store, versions[0].id, made)
    history = PACK if alone else BUNDLE
    made[history] = _alone(store, versions[0].id) if alone else store.repository.bundle()
    made[SEAL] = dumps(_seal(store, versions[0].id if alone else None))
    head = store.repository.head() or ""
    title = _title(assessments[-1])
    made[INDEX] = _index(title, entries, decisions, head, history)
    made[README] = _readme(title, entries, decisions, head, history).encode("utf-8")
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(made.items()))
    return {**made, SUMS: sums.encode("utf-8")}


def others(store: Store, identifier: str) -> int:
    """How many other assessments the store, and so the bundle, holds."""
    return len({v.id for v in store.versions()} - {identifier})


def _alone(store: Store, identifier: str) -> bytes:
    """The history without what other assessments hold: every commit, and the contents of those of this one."""
    entries = store.history()
    own = {v.commit for v in store.versions(identifier)}
    kept = [e.commit for e in entries if (what := recorded(e.message)) and is_in(what.path, identifier)]
    return store.repository.pack([e.commit for e in entries], [*own, *kept], folder_of(identifier))


def is_in(path: str, identifier: str) -> bool:
    """Whether a file of the store belongs to an assessment."""
    return path.startswith(f"{folder_of(identifier)}/")


def _seal(store: Store, identifier: str | None) -> Seal:
    """The seal of the store, or what it says of one assessment."""
    whole = make(store)
    if identifier is None:
        return whole
    own = {v.label for v in store.versions(identifier)}
    return replace(
        whole,
        versions={label: words for label, words in whole.versions.items() if label in own},
        records={path: words for path, words in whole.records.items() if is_in(path, identifier)},
    )


def _title(newest: Assessment) -> str:
    value = newest.items.get("表紙/評価書名")
    return value if isinstance(value, str) else ""


def _entry(store: Store, version: StoredVersion, assessment: Assessment, made: dict[str, bytes]) -> Entry:
    name = version.date + (f"_訂正{version.correction}" if version.correction else "")
    repository = store.repository
    paths = files_of(repository, version)
    contents = repository.blobs([f"{version.commit}:{path}" for path in paths])
    named = dict(zip(paths, contents, strict=True))
    document = f"版/{name}.json"
    made[document] = named[version.document] or b""
    original_path = next((path for path in paths if path != version.document), "")
    ending = original_path.rpartition(".")[2]
    original = f"元のファイル/{name}.{ending}" if original_path else ""
    if original:
        made[original] = named[original_path] or b""
    published = ""
    if assessment.changes:
        published = f"公表された表/{name}.csv"
        made[published] = csv_.render(sheet(form(assessment.form), (), earlier=assessment.changes))
    return Entry(
        version=version,
        document=document,
        path=version.document,
        original=original,
        original_path=original_path,
        published=published,
    )


def _with_changes(entries: Sequence[Entry], compare: Compare, made: dict[str, bytes]) -> list[Entry]:
    """The entries with the table of changes between each version that stands and the one before it."""
    standing = {v.commit for v in current(entry.version for entry in entries)}
    done = {e.version.commit: replace(e, stands=e.version.commit in standing) for e in entries}
    for old, new in pairwise([e for e in done.values() if e.stands]):
        whole = compare(old.version, new.version)
        name = f"変更箇所/{old.version.date}_{new.version.date}"
        made[f"{name}.html"], made[f"{name}.csv"] = html.render(whole), csv_.render(whole)
        done[new.version.commit] = replace(new, changes=f"{name}.html", changed=len(whole.lines))
    return list(done.values())


def _decisions(store: Store, identifier: str, made: dict[str, bytes]) -> list[str]:
    """The files of decisions, by the names that they have in the packet."""
    names = []
    for path in store.records(identifier):
        data = store.read(path, 20_000_000)
        if data is not None:
            names.append(f"判断/{path.rpartition('/')[2]}")
            made[names[-1]] = data
    return names


def _index(title: str, entries: Sequence[Entry], decisions: Sequence[str], head: str, history: str) -> bytes:
    from piadiff.writers.pages import fill

    return fill(
        "packet.html",
        ("house.css", "packet.css"),
        title=title,
        identifier=entries[0].version.id,
        entries=list(reversed(entries)),
        decisions=decisions,
        head=head,
        readme=README,
        sums=SUMS,
        bundle=history,
        seal=SEAL,
    )


def _readme(title: str, entries: Sequence[Entry], decisions: Sequence[str], head: str, history: str) -> str:
    from piadiff.writers.terminal import one_line

    first = entries[0].version
    listed = "\n".join(
        f"{e.version.label}  {e.version.commit}\n    {e.version.digest}  {e.path}" for e in reversed(entries)
    )
    example = entries[-1].version
    what, opened = _BUNDLED if history == BUNDLE else _PACKED
    return f"""{first.id}　{one_line(title)}　監査資料

中身
  index.html      目次（ブラウザーで開く。スクリプトはありません）
  版/             すべての版の内容（正規JSON）。{len(entries)}版
  元のファイル/   取り込んだ元のファイル
  公表された表/   各版が公表している変更箇所の表
  変更箇所/       続く二つの版の違いから作った変更箇所の表
  判断/           人が決めた判断の記録（{len(decisions)}件）
  {what}
  {SEAL}        履歴の封印（すべての版のコミットとダイジェスト）
  {SUMS}      ほかのすべてのファイルの SHA-256

確かめ方（piadiff は要りません。git と sha256sum だけを使います）

1. ファイルが欠けたり変わったりしていないこと
     sha256sum -c {SUMS}
   （macOS は shasum -a 256 -c {SUMS}、Windows は certutil -hashfile ファイル名 SHA256）

2. 履歴が壊れていないこと（最新のコミットが {head} であること）
{opened.replace("HEAD", head)}

3. それぞれの版が、履歴のコミットにある内容と同じこと。たとえば {example.label} なら
     git -C 確認用 show {example.commit}:{example.document} | sha256sum
   が {example.digest}
   となり、sha256sum 版/{entries[-1].document.partition("/")[2]} と同じになります。
   コミットの末尾の Piadiff-Digest も同じ値です（git -C 確認用 show -s {example.commit}）。

4. 前に預かった封印（{SEAL}）があるとき、そのときの履歴がそのまま残っていること
     git -C 確認用 merge-base --is-ancestor 封印の head のコミット {head}
   の終了コードが 0 になります。

版とコミット
{listed}
"""
