"""What a person may choose when deciding a change, and what a file of decisions asks for, made into decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from piadiff.dates import in_japan
from piadiff.decisions import LONGEST, Decision, assign, decided, fingerprint, objection
from piadiff.decisions_json import Request
from piadiff.errors import PiadiffError
from piadiff.forms import Form
from piadiff.model import Important, Judged, Row
from piadiff.notation import fold
from piadiff.rules import AFTER, BEFORE, IMPORTANT_CHANGE, LAW_AMENDED, OTHER_ITEM, REDUCED_RISK, REVIEW, WORDING

_OWN = 3  # phrases offered from the office's own published table
_LONGEST_OWN = 100
_PHRASES = {"yes": (IMPORTANT_CHANGE,), "no": (WORDING, LAW_AMENDED, REDUCED_RISK, OTHER_ITEM), "review": ()}


def usual_timing(important: Important) -> str:
    """事前 for an important change (番号法第28条第1項), 事後 for any other: what is enough."""
    return AFTER if important == "no" else BEFORE


def usual_reason(judged: Judged, important: Important, tree: Form) -> str:
    """The 提出時期に係る説明 that goes without choosing; empty where a person has to say which exemption applies."""
    if judged.judgement.important == important and judged.judgement.reason != REVIEW:
        return judged.judgement.reason
    if important == "yes":
        return IMPORTANT_CHANGE
    node = tree.find(judged.change.path)
    return "" if important == "review" or node is None or node.marked else OTHER_ITEM


def phrases(important: Important, timing: str, published: Iterable[Row], *, marked: bool = False) -> tuple[str, ...]:
    """Phrases to choose from: those that the office wrote most often beside this timing, then the common ones.

    An item ``marked`` ※ is none of the その他の項目, so the phrase that says so is not offered for it.
    """
    counted = Counter(row.reason for row in published if row.timing == timing and 0 < len(row.reason) <= _LONGEST_OWN)
    own = [phrase for phrase, count in counted.most_common(_OWN) if count > 1]
    found: dict[str, str] = {}
    for phrase in (*own, *_PHRASES[important]):
        found.setdefault(fold(phrase).rstrip("。"), " ".join(phrase.split("\n")))
    return tuple(phrase for phrase in found.values() if not (marked and fold(phrase).startswith("その他の項目")))


def resolve(
    requests: Sequence[Request],
    ruled: Sequence[Judged],
    tree: Form,
    *,
    kept: Sequence[Decision] = (),
    who: str,
    when: str,
    where: str = "",
) -> tuple[Decision, ...]:
    """The decisions that the file ``where`` asks for, made by ``who`` at ``when``.

    Whom else the file names goes into the note: on record is who hands it in.

    An entry that is left open (:func:`is_open`) is none, whatever stands; one that withdraws takes back what stands of
    the decisions ``kept``.
    Raises PiadiffError naming every entry that means no change, or one whose texts are others by its fingerprint, that
    contradicts another, or leaves open what only a person can say; then none is made.
    """
    changes = [one.change for one in ruled]
    settled = {id(changes[number]) for number in assign(changes, kept).standing}
    made: list[Decision] = []
    said: dict[int, tuple[int, Decision]] = {}
    faults: list[str] = []
    for number, request in enumerate(requests, 1):
        if is_open(request):
            continue
        meant = _meant(request, ruled)
        if not meant:
            faults.append(f"{number}件目: {_missing(request, ruled)}")
        elif request.path and len(meant) > 1:
            faults.append(f"{number}件目: {request.path} の変更は{len(meant)}件あります（kind も書いてください）")
        for one in meant if request.thread and not request.path else meant[:1]:
            decision = _decision(one, request, tree, who, when)
            first, other = said.setdefault(id(one.change), (number, decision))
            if other != decision:
                faults.append(f"{number}件目: {one.change.path} は{first}件目にもあり、答えが違います")
            elif first == number and (request.important != "review" or id(one.change) in settled):
                made.append(decision)
            if not decision.reason and decision.important != "review":
                faults.append(
                    f"{number}件目: {one.change.path} は※の項目です。重要でない理由を reason に書いてください"
                )
            if against := objection(decision.important, decision.timing, request.note, one.judgement.important):
                faults.append(f"{number}件目: {one.change.path}: {against}")
            if len(decision.note) > LONGEST:
                faults.append(f"{number}件目: note が長すぎます（もとの判断者を含めて{LONGEST}字まで）")
    if faults:
        more = f" ほか{len(faults) - 5}件" if len(faults) > 5 else ""
        raise PiadiffError(
            "／".join(faults[:5]) + more,
            where=where,
            hint="何も決めていません。piadiff review --json で変更の一覧が見られます",
        )
    return tuple(made)


def is_open(request: Request) -> bool:
    """Whether an entry is as the list of open changes prints it: nothing decided, and nothing taken back."""
    return request.important == "review" and not request.withdraw


def _meant(request: Request, ruled: Sequence[Judged]) -> list[Judged]:
    if not request.path:
        name = fold(request.thread or "")
        return [j for j in ruled if j.judgement.important == "review" and fold(j.change.thread or "") == name]
    return [
        one
        for one in ruled
        if one.change.path == request.path
        and (request.kind is None or one.change.kind == request.kind)
        and (request.old_path is None or one.change.old_path == request.old_path)
        and (request.fingerprint is None or fingerprint(one.change) == request.fingerprint)
    ]


def _missing(request: Request, ruled: Sequence[Judged]) -> str:
    """Why an entry means no change."""
    if request.fingerprint and _meant(replace(request, fingerprint=None), ruled):
        return f"{request.path} の記載が、一覧を出したときと違います（fingerprint が合いません）"
    return f"{request.path or request.thread} という変更はありません"


def _decision(judged: Judged, request: Request, tree: Form, who: str, when: str) -> Decision:
    timing = request.timing or usual_timing(request.important)
    return decided(
        judged.change,
        important=request.important,
        timing=timing,
        reason=request.reason or usual_reason(judged, request.important, tree),
        note=_note(request, who),
        who=who,
        when=when,
    )


def _note(request: Request, who: str) -> str:
    """The note of an entry, and who decided by the file, where that is somebody else than who hands it in."""
    if request.who is None or request.who == who:
        return request.note
    day = f"、{in_japan(request.when)}" if request.when else ""
    return f"{request.note}（ファイルでの判断者: {request.who}{day}）"
