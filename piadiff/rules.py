"""The rules by which a change is judged: one visible table, read from the top; the first rule that holds decides.

Sources: 番号法 第28条第1項; 特定個人情報保護評価に関する規則 (規則) 第11条 and 第14条; 特定個人情報保護評価指針 (指針)
第6の2(2) and 別表.
A rule never guesses toward 事後: a change of an item marked ※ that no rule settles is left to a person (要確認, 事前).
The phrases for 提出時期に係る説明 are defaults that a body may replace by its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from piadiff import traits as t
from piadiff.model import Change, Important

BEFORE = "事前"
AFTER = "事後"
REVIEW = "要確認"

IMPORTANT_CHANGE = "重要な変更"
REDUCED_RISK = "特定個人情報の漏えい等のリスクを明らかに軽減させる変更のため、重要な変更に当たらない"
OTHER_ITEM = "その他の項目の変更であり事前の提出・公表が義務付けられない"
BASIC_ASSESSMENT = "基礎項目評価書の記載事項の変更であり事前の提出・公表が義務付けられない"
LAW_AMENDED = "法令改正に伴う変更"
WORDING = "記載の整理"

ACT_28 = "番号法第28条第1項"
IMPORTANT = "規則第11条、指針第6の2(2)・別表"
FORMAL = "規則第11条、指針第6の2(2)"
CORRECTION = "規則第14条"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One change as the rules see it, within its revision.

    ``marked``: the form marks the item with ※; None if the form has no such item. ``in_file`` and
    ``in_marked_group``: it came or went with a whole file, or with a group that has marked items.
    ``delegation_added``: a 委託事項 of the same file came in this revision. ``tied_to``: the name of a group
    that came or went and that this change speaks of; ``tied_to_important``: so does a marked item, or the group itself
    has some. ``important_group``: some group with marked items came or went in this revision. ``new_system``: the
    system that comes with this revision and that the change is one of several to speak of; ``system_important``: so
    does a marked item, or a group with some. ``in_thread``: the change is one edit in several items.
    ``procedural``: the item tells of the assessment itself (表紙, 評価実施手続). ``new_thing``: it speaks of something
    that several items of the revision are the first to name.
    """

    form: str
    change: Change
    label: str = ""
    traits: frozenset[str] = frozenset()
    marked: bool | None = False
    in_file: bool = False
    in_marked_group: bool = False
    delegation_added: bool = False
    tied_to: str = ""
    tied_to_important: bool = False
    important_group: bool = False
    new_system: str = ""
    system_important: bool = False
    in_thread: bool = False
    procedural: bool = False
    new_thing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One rule: when it holds, what it decides, under which clause, and why in one sentence.

    ``condition`` says in Japanese what ``holds`` tests. ``{name}`` in ``why`` is the group that the change is tied to.
    """

    id: str
    condition: str
    holds: Callable[[Case], bool]
    important: Important
    timing: str
    reason: str
    basis: str
    why: str


def _has(case: Case, *traits: str) -> bool:
    """Whether the change has one of the traits."""
    return any(trait in case.traits for trait in traits)


def _starts(case: Case) -> bool:
    """委託しない → 委託する, 未定 → 実施する: something begins that was not done before."""
    before, after = case.change.before, case.change.after
    return (
        case.label in ("委託の有無", "再委託の有無", "実施の有無")
        and isinstance(before, str)
        and isinstance(after, str)
        and not before.endswith("する")
        and after.endswith("する")
    )


def _is_measure(case: Case) -> bool:
    return case.change.path.startswith(("Ⅲ/", "Ⅳ/"))


def _is_delegation(case: Case) -> bool:
    return "委託の有無" in case.change.path.split("/")


# Traits of changes that are formal wherever they stand.
FORMAL_TRAITS = frozenset((t.NEXT_NUMBER, t.BULLETS, t.WORDING, t.OFFICES, t.PERSONS, t.CONTRACTOR, t.COUNTS, t.DATES))

# What the second look at a revision adds: the item that gives the grounds of one marked ※ goes with it (その必要性 with
# 対象となる本人の範囲, 再委託事項 with 再委託の有無); a change of one without ※ that is one edit with an open change
# of one with ※ is as open as that.
COMPANION = Rule(
    id="随伴-※の説明",
    condition="※の項目が重要な変更で、その必要性や再委託の内容などそれを説明する※のない項目も変わった",
    holds=lambda c: False,
    important="yes",
    timing=BEFORE,
    reason=IMPORTANT_CHANGE,
    basis=IMPORTANT,
    why="項目自体に※はないが、重要な変更である※の項目を説明する記載である。",
)
OPEN_COMPANION = Rule(
    id="随伴の疑い-※の説明",
    condition="※の項目の判断が要確認で、その必要性や再委託の内容などそれを説明する※のない項目も変わった",
    holds=lambda c: False,
    important="review",
    timing=BEFORE,
    reason=REVIEW,
    basis=FORMAL,
    why="説明されている※の項目の変更が重要な変更なら、この項目も併せて事前に提出する。",
)
OPEN_THREAD = Rule(
    id="随伴の疑い",
    condition="※のない項目の、他の項目にも及ぶ同じ変更で、そのうち※の項目の判断が要確認である",
    holds=lambda c: False,
    important="review",
    timing=BEFORE,
    reason=REVIEW,
    basis=FORMAL,
    why="同じ変更が※の項目にも及んでおり、それが重要な変更なら、この項目も併せて事前に提出する。",
)

RULES: tuple[Rule, ...] = (
    Rule(
        id="番号の移動",
        condition="群の番号だけが変わった",
        holds=lambda c: c.change.kind == "moved",
        important="no",
        timing=AFTER,
        reason=WORDING,
        basis=FORMAL,
        why="番号が繰り上がり又は繰り下がっただけで、内容は変わっていない。",
    ),
    Rule(
        id="表記のみ",
        condition="文字幅、空白、改行などの表記だけが違う",
        holds=lambda c: _has(c, *t.QUIET_TRAITS),
        important="no",
        timing=AFTER,
        reason=WORDING,
        basis=FORMAL,
        why="表記だけの違いで、内容は変わっていない。",
    ),
    Rule(
        id="様式2-しきい値",
        condition="様式2で、対象人数・取扱者数・重大事故が変わった",
        holds=lambda c: c.form == "様式2" and t.THRESHOLD in c.traits,
        important="no",
        timing=AFTER,
        reason=BASIC_ASSESSMENT,
        basis=CORRECTION,
        why="基礎項目評価書に重要な変更はないが、しきい値判断の結果が変わると別の種類の評価が必要になる。",
    ),
    Rule(
        id="様式2",
        condition="様式2の項目",
        holds=lambda c: c.form == "様式2",
        important="no",
        timing=AFTER,
        reason=BASIC_ASSESSMENT,
        basis=CORRECTION,
        why="基礎項目評価書の変更は重要な変更に当たらず、修正として扱う。",
    ),
    Rule(
        id="様式にない項目",
        condition="様式にない項目",
        holds=lambda c: c.marked is None,
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=IMPORTANT,
        why="この様式にない項目なので、重要な変更の対象かどうかを人が確かめる必要がある。",
    ),
    Rule(
        id="ファイルの追加",
        condition="特定個人情報ファイルが丸ごと加わった",
        holds=lambda c: c.in_file and t.GROUP_ADDED in c.traits,
        important="yes",
        timing=BEFORE,
        reason=IMPORTANT_CHANGE,
        basis=ACT_28,
        why="新たな特定個人情報ファイルは、保有する前に評価しなければならない。",
    ),
    Rule(
        id="要確認-群の削除",
        condition="※の項目を含む群（ファイル、委託事項）が丸ごとなくなった",
        holds=lambda c: t.GROUP_REMOVED in c.traits and (bool(c.marked) or c.in_marked_group),
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=IMPORTANT,
        why="業務の進め方が替わるための廃止なら重要な変更に、取扱いをやめてリスクが明らかに減るだけなら修正に当たる。",
    ),
    Rule(
        id="群の追加-※",
        condition="※の項目が、属する群（ファイル、委託事項）ごと加わった",
        holds=lambda c: bool(c.marked) and t.GROUP_ADDED in c.traits,
        important="yes",
        timing=BEFORE,
        reason=IMPORTANT_CHANGE,
        basis=IMPORTANT,
        why="重要な変更の対象となる項目が、それを含む群ごと加わった。",
    ),
    Rule(
        id="群の追加",
        condition="※のない項目が、※の項目を含む群ごと加わった",
        holds=lambda c: c.in_marked_group and t.GROUP_ADDED in c.traits,
        important="yes",
        timing=BEFORE,
        reason=IMPORTANT_CHANGE,
        basis=IMPORTANT,
        why="項目自体に※はないが、重要な変更である群の追加の一部である。",
    ),
    Rule(
        id="委託の件数",
        condition="委託の有無又は件数が変わり、同じファイルに委託事項が加わった",
        holds=lambda c: c.delegation_added and _is_delegation(c),
        important="yes",
        timing=BEFORE,
        reason=IMPORTANT_CHANGE,
        basis=IMPORTANT,
        why="委託事項の追加に伴って委託の有無や件数が変わった。",
    ),
    Rule(
        id="要確認-新システムの措置",
        condition="Ⅲ・Ⅳの※の項目に、この改正で現れたシステムについて安全管理措置だけが加わった",
        holds=lambda c: bool(c.marked and c.new_system) and _is_measure(c) and t.SAFEGUARD in c.traits,
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=IMPORTANT,
        why="「{name}」の導入という重要な変更の一部とみるか、リスクを明らかに軽減する措置の追加とみるかで分かれる。",
    ),
    Rule(
        id="新システム-※",
        condition="※の項目に、この改正で現れたシステムの名が加わった",
        holds=lambda c: bool(c.marked) and bool(c.new_system),
        important="yes",
        timing=BEFORE,
        reason=IMPORTANT_CHANGE,
        basis=IMPORTANT,
        why="「{name}」が新たに現れ、※の項目の記載がそれに伴って変わった。",
    ),
    Rule(
        id="新システム-随伴",
        condition="※のない項目で、この改正で現れたシステムの名が加わり、※の項目もそれに伴って変わった",
        holds=lambda c: not (c.marked or c.procedural) and bool(c.new_system) and c.system_important,
        important="yes",
        timing=BEFORE,
        reason=IMPORTANT_CHANGE,
        basis=IMPORTANT,
        why="項目自体に※はないが、「{name}」に伴う一連の重要な変更の一部である。",
    ),
    Rule(
        id="随伴",
        condition="※のない項目で、加わった又はなくなった群の名が現れ、その群が重要な変更に関わる",
        holds=lambda c: not (c.marked or c.procedural) and bool(c.tied_to) and c.tied_to_important,
        important="yes",
        timing=BEFORE,
        reason=IMPORTANT_CHANGE,
        basis=IMPORTANT,
        why="項目自体に※はないが、「{name}」に伴う一連の重要な変更の一部である。",
    ),
    Rule(
        id="図-随伴の疑い",
        condition="別添1の図が変わり、同じ改正で※の項目を含む群が加わった又はなくなった",
        holds=lambda c: not c.marked and t.FLOW_CHART in c.traits and c.important_group,
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=FORMAL,
        why="同じ改正に重要な変更があり、図の変更がそれに伴うもの（事前）か別のもの（事後でよい）かは記載だけでは決まらない。",
    ),
    Rule(
        id="システムの追加",
        condition="システムが丸ごと加わった",
        holds=lambda c: not c.marked and t.GROUP_ADDED in c.traits and "システム" in (c.change.group or ""),
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=FORMAL,
        why="新たなシステムで保管場所や対策などの※の項目が変わるなら重要な変更に伴うもの（事前）に、記載を補うだけなら事後でよい。",
    ),
    Rule(
        id="しきい値",
        condition="※のない項目で、対象人数・重大事故などが変わった",
        holds=lambda c: not c.marked and t.THRESHOLD in c.traits,
        important="no",
        timing=AFTER,
        reason=OTHER_ITEM,
        basis=CORRECTION,
        why="※のない項目だが、しきい値判断の結果が変わると別の種類の評価が必要になる。",
    ),
    Rule(
        id="その他の項目",
        condition="※のない項目",
        holds=lambda c: not c.marked,
        important="no",
        timing=AFTER,
        reason=OTHER_ITEM,
        basis=CORRECTION,
        why="重要な変更の対象（指針別表）ではない項目の変更である。",
    ),
    Rule(
        id="号ずれ",
        condition="※の項目で、条・項・号の番号だけが、どれも同じ向きに隣の番号へ変わった",
        holds=lambda c: t.NEXT_NUMBER in c.traits,
        important="no",
        timing=AFTER,
        reason=LAW_AMENDED,
        basis=FORMAL,
        why="条・項・号の番号が変わっただけの形式的な変更である（根拠となる規定そのものを替えた場合は重要な変更に当たり得る）。",
    ),
    Rule(
        id="行頭記号",
        condition="※の項目で、行頭の記号や番号だけが変わった",
        holds=lambda c: t.BULLETS in c.traits,
        important="no",
        timing=AFTER,
        reason=WORDING,
        basis=FORMAL,
        why="語句もその順序も同じで、行頭の記号や番号を整えただけの形式的な変更である。",
    ),
    Rule(
        id="字句",
        condition="※の項目で、漢字と仮名の使い分け、送り仮名、句読点、誤字など字句だけが変わった",
        holds=lambda c: t.WORDING in c.traits,
        important="no",
        timing=AFTER,
        reason=WORDING,
        basis=FORMAL,
        why="字句を整えただけで、取扱いもリスクも変わらない形式的な変更である。",
    ),
    Rule(
        id="組織改編",
        condition="※の項目で、組織や会社の名だけが変わり、同じ改称が他の項目にも及ぶ",
        holds=lambda c: t.OFFICES in c.traits and c.in_thread and not c.tied_to,
        important="no",
        timing=AFTER,
        reason=WORDING,
        basis=FORMAL,
        why="同じ改称が複数の項目に及んでおり、組織や会社の名称が変わっただけの形式的な変更である。",
    ),
    Rule(
        id="開始",
        condition="※の有無の項目が「する」に変わった",
        holds=_starts,
        important="yes",
        timing=BEFORE,
        reason=IMPORTANT_CHANGE,
        basis=IMPORTANT,
        why="行っていなかった委託、再委託又は情報連携を始める変更である。",
    ),
    Rule(
        id="リスク軽減",
        condition="※の項目で、ほかの項目から移ったのでない安全管理措置が加わっただけで、消えた措置も新たな取扱いもない",
        holds=lambda c: (
            c.change.kind == "changed"
            and c.change.moved_from is None
            and t.SAFEGUARD in c.traits
            and not _has(c, t.HANDLING, t.NEW_SYSTEM)
            and not (c.tied_to or c.new_thing)
        ),
        important="no",
        timing=AFTER,
        reason=REDUCED_RISK,
        basis=FORMAL,
        why="安全管理措置が加わっただけで、漏えい等のリスクを明らかに軽減する変更である。",
    ),
    Rule(
        id="要確認-条番号",
        condition="※の項目で、条・項・号・別表の番号だけが変わり、一つずつの号ずれとは言い切れない",
        holds=lambda c: t.ARTICLES_SHIFTED in c.traits,
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=IMPORTANT,
        why="法令の改正で番号がずれただけなら形式的な変更に、根拠となる規定を替えたなら重要な変更に当たる。",
    ),
    Rule(
        id="要確認-順序",
        condition="※の項目で、段落や列挙されたものの順序だけが変わった",
        holds=lambda c: t.REORDERED in c.traits,
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=IMPORTANT,
        why="並べ替えただけなら形式的な変更に、どのシステムや場所の措置かが替わったなら重要な変更に当たる。",
    ),
    Rule(
        id="要確認-随伴",
        condition="※の項目に、加わった又はなくなった群の名が現れる",
        holds=lambda c: bool(c.tied_to),
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=IMPORTANT,
        why="「{name}」に伴う実質的な変更なら重要な変更に、リスクを明らかに軽減する措置の追加なら修正に当たる。",
    ),
    Rule(
        id="要確認-選択",
        condition="※の項目で、選んだ答え、印又は件数が変わった",
        holds=lambda c: _has(c, t.CHOICE, t.BOXES, t.COUNTS),
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=IMPORTANT,
        why="取扱いが実際に変わったなら重要な変更に、前の記載の誤りを正しただけなら形式的な変更に当たる。",
    ),
    Rule(
        id="要確認-名称",
        condition="※の項目で、組織や会社の名だけが変わった",
        holds=lambda c: t.OFFICES in c.traits,
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=IMPORTANT,
        why="名称が変わっただけなら形式的な変更に、取り扱う者が替わったなら重要な変更に当たる。",
    ),
    Rule(
        id="要確認-追加",
        condition="※の項目に、記載が加わった",
        holds=lambda c: t.ONLY_ADDED in c.traits,
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=IMPORTANT,
        why="加わったのがリスクを明らかに軽減する措置なら修正に、新たな取扱いなら重要な変更に当たる。",
    ),
    Rule(
        id="要確認-削除",
        condition="※の項目から、記載が消えた",
        holds=lambda c: t.ONLY_REMOVED in c.traits,
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=IMPORTANT,
        why="措置をやめたなら重要な変更に、重複や誤記を除いただけなら形式的な変更に当たる。",
    ),
    Rule(
        id="要確認",
        condition="※の項目で、どの規則にも当たらない",
        holds=lambda c: True,
        important="review",
        timing=BEFORE,
        reason=REVIEW,
        basis=IMPORTANT,
        why="取扱いやリスクが変わるなら重要な変更に、字句を整えただけなら形式的な変更に当たる。",
    ),
)

# The rules that hold for every item without ※, and for every item with it, that no other rule settles.
LAST_RULES = tuple(rule for rule in RULES if rule.id in ("その他の項目", "要確認"))
# The rules of the second look, and all rules by their id.
SECOND_RULES = (COMPANION, OPEN_COMPANION, OPEN_THREAD)
ALL_RULES = (*RULES, *SECOND_RULES)
