"""Is the store complete and untampered? Everything that can be held against something else is.

Findings are values, gathered and shown together; none stops the search for others, except that the history is needed
to look at versions at all.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from piadiff import canonical
from piadiff.errors import PiadiffError
from piadiff.store import lock, worktree
from piadiff.store.changed import changed_items
from piadiff.store.lineage import ATTRIBUTES, SETTINGS
from piadiff.store.records import is_record, recorded
from piadiff.store.repository import BRANCH, FILE_MODE, LogEntry, Repository
from piadiff.store.store import Store
from piadiff.store.version import StoredVersion, folder_of, from_message

Tree = Mapping[str, tuple[str, str]]

_AT_ONCE = 32  # versions whose contents are held at a time
_ORIGINAL = re.compile(r"original\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: ``where`` (version, commit, path) and ``problem``, a Japanese sentence."""

    where: str
    problem: str


def check(store: Store) -> tuple[int, list[Finding]]:
    """How many versions the store has, and what is wrong with it. Raises PiadiffError where there is none."""
    repository = store.repository
    findings = [Finding(where="git", problem=f"gitの検査で見つかりました: {line}") for line in repository.check()]
    try:
        entries = repository.log()
    except PiadiffError as fault:
        return 0, [*findings, Finding(where="履歴", problem=str(fault))]
    trees = {entry.commit: repository.tree(entry.commit) for entry in entries}
    versions = [v for entry in entries if (v := from_message(entry.commit, entry.message, entry.day))]
    if not versions:
        store.history()
    findings += _commits(entries, versions, trees)
    findings += _records(repository, entries, trees)
    findings += _versions(repository, versions, trees)
    findings += _same_order(versions)
    if entries:
        findings += _tip(trees[entries[0].commit], versions, trees)
    if repository.checked_out() != BRANCH:
        findings.append(Finding(where="HEAD", problem="main ブランチを指していません"))
    if entries:
        findings += _folder(repository, entries[0].commit)
    return len(versions), findings


def _commits(
    entries: Sequence[LogEntry], versions: Sequence[StoredVersion], trees: Mapping[str, Tree]
) -> Iterator[Finding]:
    """Every commit is a version that touches its own folder only, joins an older version without any change,
    writes a record (see :func:`_records`), or changes nothing but the settings.
    """
    by_commit = {v.commit: v for v in versions}
    for entry in entries:
        version = by_commit.get(entry.commit)
        before: Tree = trees[entry.parents[0]] if entry.parents else {}
        after = trees[entry.commit]
        changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
        if version is not None:
            own = f"{version.folder}/"
            foreign = (p for p in changed if is_record(p) or not p.startswith(own))
            for path in sorted(p for p in foreign if p != ATTRIBUTES):
                yield Finding(where=version.label, problem=f"この版のものでないファイルを変えています: {path}")
        elif recorded(entry.message) is not None or (changed == {SETTINGS} and len(entry.parents) == 1):
            continue
        elif changed or len(entry.parents) != 2:
            yield Finding(where=entry.commit[:12], problem="piadiffの版ではないコミットです")


def _records(repository: Repository, entries: Sequence[LogEntry], trees: Mapping[str, Tree]) -> Iterator[Finding]:
    """Every commit that writes a record changes that file only, and what it wrote has the digest of its message."""
    said = [(entry, what) for entry in entries if (what := recorded(entry.message))]
    contents = repository.blobs([f"{entry.commit}:{what.path}" for entry, what in said])
    for (entry, what), content in zip(said, contents, strict=True):
        before: Tree = trees[entry.parents[0]] if entry.parents else {}
        after = trees[entry.commit]
        changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
        for path in sorted(changed - {what.path}):
            yield Finding(where=entry.commit[:12], problem=f"判断の記録のほかのファイルを変えています: {path}")
        if len(entry.parents) != 1:
            yield Finding(where=entry.commit[:12], problem="判断の記録のコミットの親が一つではありません")
        if content is None or hashlib.sha256(content).hexdigest() != what.digest:
            yield Finding(where=what.path, problem="判断の記録がダイジェストと合いません（あとで変えられています）")


def _versions(
    repository: Repository, versions: Sequence[StoredVersion], trees: Mapping[str, Tree]
) -> Iterator[Finding]:
    """Every version: the files it should have and no others, canonical, with the digest of its trailer."""
    known = {(v.id, v.digest): v for v in versions}
    for begin in range(0, len(versions), _AT_ONCE):
        some = versions[begin : begin + _AT_ONCE]
        compared = [before for v in some if v.changed is not None and (before := known.get((v.id, v.after)))]
        wanted = list({v.commit: v for v in (*some, *compared)}.values())
        contents = dict(zip(wanted, repository.blobs([f"{v.commit}:{v.document}" for v in wanted]), strict=True))
        for version in some:
            content, before = contents[version], known.get((version.id, version.after))
            if version.changed is not None and content is not None:
                there = contents[before] if before is not None else None
                if there is None or version.changed != frozenset(changed_items(there, content) or ()):
                    yield Finding(where=version.label, problem="コミットに書かれた、変わった項目が内容と合いません")
            files = trees[version.commit].items()
            own = {p.removeprefix(f"{version.folder}/"): f for p, f in files if _in(version, p)}
            for problem in (*_files(own), *_document(version, content)):
                yield Finding(where=version.label, problem=problem)


def _files(own: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    originals = [name for name in own if _ORIGINAL.fullmatch(name)]
    if not originals:
        yield "取り込んだ元のファイル（original）がありません"
    for name in sorted(own):
        if name != "assessment.json" and name not in originals[:1]:
            yield f"予定にないファイルがあります: {name}"
        elif own[name][0] != FILE_MODE:
            yield f"ふつうのファイルではありません: {name}"


def _document(version: StoredVersion, content: bytes | None) -> Iterator[str]:
    if content is None:
        yield "assessment.json がないか、読めません"
        return
    if hashlib.sha256(content).hexdigest() != version.digest:
        yield "内容がダイジェストと合いません（保管のあとで変えられています）"
    try:
        assessment = canonical.loads(content.decode("utf-8"), where="assessment.json")
    except UnicodeDecodeError:
        yield "assessment.json がUTF-8ではありません"
        return
    except PiadiffError as fault:
        yield f"assessment.json が読めません: {fault}"
        return
    if canonical.dumps(assessment).encode("utf-8") != content:
        yield "assessment.json が正規の書き方になっていません"
    if (assessment.form, assessment.edition) != (version.form, version.edition):
        yield "コミットに書かれた様式が内容と合いません"


def _same_order(versions: Sequence[StoredVersion]) -> Iterator[Finding]:
    for (identifier, day, number), count in sorted(Counter((v.id, *v.order) for v in versions).items()):
        if count > 1:
            what = f"{identifier}@{day}" + (f"#{number}" if number else "")
            yield Finding(where=what, problem=f"同じ名前の版が {count} 個あります")


def _tip(tip: Tree, versions: Sequence[StoredVersion], trees: Mapping[str, Tree]) -> Iterator[Finding]:
    """The tip holds, for each assessment, exactly the files of its newest version."""
    newest: dict[str, StoredVersion] = {}
    for version in sorted(versions, key=lambda v: v.order):
        newest[version.id] = version
    for identifier, version in sorted(newest.items()):
        here = {path: file for path, file in tip.items() if _in(version, path)}
        there = {path: file for path, file in trees[version.commit].items() if _in(version, path)}
        if here != there:
            yield Finding(where=identifier, problem=f"最新の内容が、最新の版（{version.label}）と合いません")
    known = tuple(f"{folder_of(identifier)}/" for identifier in newest)
    for path in sorted(tip):
        if path not in (ATTRIBUTES, SETTINGS) and not path.startswith(known):
            yield Finding(where=path, problem="どの版のものでもないファイルです")


def _folder(repository: Repository, head: str) -> Iterator[Finding]:
    """The working tree shows the tip, and nothing blocks the next writer."""
    for remnant in lock.foreign_locks(repository.git_dir):
        yield Finding(where=remnant.name, problem="ほかの処理のロックが残っています（動いていなければ消してください）")
    try:
        for path in sorted(worktree.stale(repository, head)):
            yield Finding(
                where=path, problem="フォルダーの中のファイルが最新の版と違います（次の piadiff add で直ります）"
            )
    except PiadiffError as fault:
        yield Finding(where="フォルダー", problem=fault.message)


def _in(version: StoredVersion, path: str) -> bool:
    return not is_record(path) and path.startswith(f"{version.folder}/")
