"""A seal: what the history of a store was on a day, as a plain text file that an office keeps elsewhere.

A git store shows tampering only to one who knows what it was before: whoever rewrites a commit rewrites all after it
too. A seal is that knowledge: the newest commit, and each version and record with its commit and SHA-256. A line each,
words apart by one space; the last line is the SHA-256 of all before it, so that a damaged seal is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from piadiff.errors import PiadiffError
from piadiff.store.check import Finding
from piadiff.store.records import is_record
from piadiff.store.repository import Repository
from piadiff.store.store import Store
from piadiff.store.version import StoredVersion

FIRST = "piadiff-seal 1"
LARGEST = 50_000_000  # bytes; a store of 40,000 versions has a seal of about ten million
_NOTE = (
    "# 保管庫（piadiff）の封印。保管庫とは別の所に保存してください。\n"
    "# 調べる: piadiff verify --against このファイル。ふつうの git でも、head のコミットが\n"
    "# git merge-base --is-ancestor コミット main で終了コード0になれば、そのときの履歴はそのままです。\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a seal says: the newest commit with the day it was made, how many commits there were, and by label each
    version, by path each record, with its commit and the SHA-256 of each of its files."""

    head: str
    day: str
    commits: int
    versions: Mapping[str, tuple[str, ...]]
    records: Mapping[str, tuple[str, ...]]


def make(store: Store) -> Seal:
    """The seal of a store as it is. Raises PiadiffError where there is none, or it cannot be read."""
    repository, entries = store.repository, store.history()
    versions = store.versions()
    if not entries or not versions:
        raise PiadiffError("保管庫はまだ空です", where=str(store.folder), hint="piadiff add で評価書を保管してください")
    head = entries[0]
    files = {v.label: files_of(repository, v) for v in versions}
    records = sorted(path for path in repository.tree(head.commit, "assessments") if is_record(path))
    contents = repository.blobs([f"{head.commit}:{path}" for path in records])
    return Seal(
        head=head.commit,
        day=head.day,
        commits=len(entries),
        versions={v.label: (v.commit, *_digests(repository, v, files[v.label])) for v in versions},
        records={path: (_sha256(content),) for path, content in zip(records, contents, strict=True)},
    )


def files_of(repository: Repository, version: StoredVersion) -> list[str]:
    """The files that a version has in its commit: the canonical document first, then the original."""
    own = [path for path in repository.tree(version.commit, version.folder) if not is_record(path)]
    return sorted(own, key=lambda path: (path != version.document, path))


def dumps(seal: Seal) -> bytes:
    """The seal as a file."""
    lines = [
        FIRST,
        f"head {seal.head} {seal.day}",
        f"commits {seal.commits}",
        *(f"version {label} {' '.join(words)}" for label, words in seal.versions.items()),
        *(f"record {path} {' '.join(words)}" for path, words in seal.records.items()),
    ]
    body = _NOTE + "".join(f"{line}\n" for line in lines)
    return f"{body}sha256 {_sha256(body.encode('utf-8'))}\n".encode()


def loads(data: bytes, where: str = "") -> Seal:
    """The seal in a file. Raises PiadiffError for what is none, or is not as it was written."""
    fault = PiadiffError("封印のファイルとして読めません", where=where, hint="別に保存した控えがあれば使ってください")
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise fault from None
    body, _, last = text.rstrip("\n").rpartition("\n")
    lines = [line.split(" ") for line in body.split("\n") if line and not line.startswith("#")]
    if not lines or " ".join(lines[0]) != FIRST:
        raise fault
    if last != "sha256 " + _sha256((body + "\n").encode("utf-8")):
        raise PiadiffError(
            "封印のファイルが、作ったときと違います", where=where, hint="別に保存した控えがあれば使ってください"
        )
    told = {(words[0], words[1]): tuple(words[2:]) for words in lines[1:] if len(words) > 1}
    heads = [(name, *rest) for (word, name), rest in told.items() if word == "head"]
    counts = [name for word, name in told if word == "commits" and name.isdecimal()]
    if len(heads) != 1 or len(heads[0]) != 2 or len(counts) != 1:
        raise fault
    return Seal(
        head=heads[0][0],
        day=heads[0][1],
        commits=int(counts[0]),
        versions={name: rest for (word, name), rest in told.items() if word == "version"},
        records={name: rest for (word, name), rest in told.items() if word == "record"},
    )


def compare(store: Store, seal: Seal) -> list[Finding]:
    """What of the sealed history is no longer there as it was; nothing where versions were only added since."""
    now = make(store)
    known = {entry.commit for entry in store.history()}
    return list(_differences(seal, now, known))


def _differences(seal: Seal, now: Seal, known: set[str]) -> Iterator[Finding]:
    if seal.head not in known:
        yield Finding(
            where="履歴", problem=f"封印（{seal.day}）のときの最新のコミットがありません（履歴が書き換えられています）"
        )
    for label, words in seal.versions.items():
        there = now.versions.get(label)
        if there is None:
            yield Finding(where=label, problem="封印のときにあった版がありません")
        elif there[1:] != words[1:]:
            yield Finding(where=label, problem="封印のときと内容が違います")
        elif there != words:
            yield Finding(where=label, problem="封印のときとコミットが違います（履歴が書き換えられています）")
    for path in seal.records:
        if path not in now.records:
            yield Finding(where=path, problem="封印のときにあった判断の記録がありません")


def _digests(repository: Repository, version: StoredVersion, files: list[str]) -> list[str]:
    return [_sha256(content) for content in repository.blobs([f"{version.commit}:{path}" for path in files])]


def _sha256(content: bytes | None) -> str:
    return hashlib.sha256(content).hexdigest() if content is not None else "-"
