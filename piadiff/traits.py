"""What sort of change a change is (特徴): the facts about its text and its item that the rules of judgement rest on.

``TRAITS`` is the whole list, in the order in which traits are shown; each has a name, what it means and a test. A trait
says what is seen, never what follows from it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from piadiff import vocabulary, words
from piadiff.lawtitles import in_law_title
from piadiff.model import ChangeKind, Value
from piadiff.notation import fold
from piadiff.numerals import one_spelling
from piadiff.reordering import only_reordered
from piadiff.respelling import may_be_respelt, only_respelt
from piadiff.structure import Delta, delta, delta_of_lines
from piadiff.values import differing_lines, lines

NOTATION = "表記"
EMPTY_BOX = "空欄"
VERSION_DATE = "公表日"
GROUP_MOVED = "群の移動"
GROUP_ADDED = "群の追加"
GROUP_REMOVED = "群の削除"
ONLY_ADDED = "追加のみ"
ONLY_REMOVED = "削除のみ"
REORDERED = "順序"
BULLETS = "箇条書き番号"
ARTICLES_SHIFTED = "号ずれ"
NEXT_NUMBER = "隣の番号"
ARTICLES = "法令番号"
DATES = "日付"
COUNTS = "件数"
NUMBERS = "数値"
CHOICE = "選択肢"
BOXES = "チェック"
BRACKETS = "括弧内"
CONTRACTOR = "委託先名"
OFFICES = "組織名・部署名"
RECORD_ITEMS = "記録項目"
FLOW_CHART = "別添1の図"
INCIDENT = "重大事故"
THRESHOLD = "しきい値"
WORDING = "誤字・字句"
PERSONS = "人名"
SAFEGUARD = "安全管理措置の追加"
HANDLING = "取扱いの追加"
SCOPE = "対象範囲の変更"
NEW_SYSTEM = "新システム"
FORM_CHANGED = "様式変更"

_DIGITS = "0-9一二三四五六七八九十百千"
_N = rf"[{_DIGITS}]++"  # possessive, as below: no text, however strange, may take more than one look
# 法律第27号 and 告示第334号 name a law, 第1号被保険者 a kind of person: with another number they are another thing.
_OF_A_LAW = "".join(f"(?<!{word})" for word in ("法律", "政令", "省令", "府令", "告示", "規則", "条例", "訓令", "通知"))
_ARTICLE = re.compile(
    rf"第{_N}(?:条|項)(?:の{_N})*|{_OF_A_LAW}第{_N}号(?:の{_N})*(?!被保険者)"
    rf"|別表(?:第{_N})?(?:の{_N})*|(?<![{_DIGITS}第]){_N}(?:の{_N}){{0,4}}+の項(?!目)"
)
_ARTICLE_LIST = re.compile(
    rf"(?<![{_DIGITS}])(?<![{_DIGITS}][、,・の]){_N}(?:の{_N})*+(?:[、,・]{_N}(?:の{_N})*+)++の項(?!目)"
)  # 1、2、5の項
_CLAUSE = re.compile(r"第(\d+)(条|項|号)((?:の\d+)*)")  # what an amendment moves by one; a 別表 or its 項 it replaces
_DATE = re.compile(
    r"(?:(?:令和|平成|昭和)(?:\d{1,2}|元)|\d{4})年(?:度|\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日"
    r"|(?:[RHS]\d{1,2}|\d{4})([./-])\d{1,2}\1\d{1,2}(?!\d)"
)
_NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
_COUNTED = re.compile(r"(?<![\d,])\d++(?:,\d++)*+(?=件|人|名|か所|ヶ所|ケ所|カ所|箇所|台|事務)")
# All characters of which a match of the patterns above can consist.
_NUMERIC = re.compile(r"[\d,.一二三四五六七八九十百千第条項号の別表元年度月日令和平成昭RHS/-]+")
_BULLET = re.compile(r"(?:[・*※○●◎■□◆◇①-⑳-]|[((](?:\d{1,3}|[a-zア-ン])\)|(?:\d{1,3}|[a-zア-ン])[)、.:](?!\d))+")
_MAYBE_BULLET = re.compile(r"[・*※○●◎■□◆◇①-⑳()\da-zア-ン、.:-]*")  # all signs that a bullet or number may have
_LIST_NUMBER = re.compile(r"\d{1,3}(?![\d,.万千億年月日件人条項号情の])")
_OFFICE = re.compile(
    r".*(?:株式会社|有限会社|合同会社|財団法人|社団法人).*|.*(?:課|[^一内外全各細]部|[^基支中]局|(?<!サーバー)(?<!サーバ)室"
    r"|係|班|グループ|(?:事務|出張|営業|支|保健|市役|区役|役|研究)所|(?<!データ)センター|機構|委員会|協会|組合|庁|省|支社|支店|本部|銀行)長?"
)
_OFFICE_ENDS = frozenset(
    "課部局室係班プ所ー構会合庁省社店行長"
)  # what a match ends in that holds neither 会社 nor 法人
_OFFICE_LABELS = ("部署", "所属長", "所属長の役職名", "使用部署", "事務担当部署", "評価実施機関名", "他の評価実施機関")
_MOST_CHARACTERS = 200_000
_MOST_NAMED = 20_000  # of changed text in which nothing but offices may have changed
# Items that describe measures: 具体的な管理方法, リスクに対する措置の内容, その他のリスク …, and 保管場所, 消去方法.
_MEASURES = ("措置", "方法", "対策", "リスク", "保管場所", "ルール", "記録", "確認", "規定")
_SCOPE_LABELS = (
    "本人の範囲",
    "本人の数",
    "対象人数",
    "取扱者数",
    "記録項目",
    "ファイルの範囲",
    "提供する情報",
    "移転する情報",
)
_HEAD_LABELS = ("所属長の役職名", "所属長")
_PERSON = re.compile(r"[一-鿿々ぁ-ゖァ-ヺー]{0,8}")
_COUNTING = ("checks", "count", "text", "name")
_THRESHOLD_LABELS = (
    "対象人数",
    "評価対象の事務の対象人数は何人か",
    "特定個人情報ファイル取扱者数は500人以上か",
    "しきい値判断結果",
)


_T = TypeVar("_T")


class _Once(Generic[_T]):
    """What of a subject is worked out when it is first looked at: ``functools.cached_property`` without its lock, which
    before Python 3.12 takes longer than most tests of traits."""

    def __init__(self, work: Callable[[Subject], _T]) -> None:
        self.work = work
        self.name = work.__name__
        self.__doc__ = work.__doc__

    def __get__(self, subject: Subject, owner: type[Subject]) -> _T:
        value = subject.__dict__[self.name] = self.work(subject)
        return value


@dataclass(kw_only=True, eq=False)
class Subject:
    """One change as the tests of the traits see it.

    ``kind`` is the kind of change, ``item_kind`` of item; ``labels`` are the labels of the headings above and of the
    item itself, ``label`` the last of them; ``whole_group`` says that the item came or went with its whole group.
    ``old`` and ``new`` are the texts before and after, folded line by line, without the lines that both begin or end
    with; ``ends`` says how many characters these two share at the beginning and at the end (not in answers, boxes and
    dates), ``middle`` is what stands between. ``modest`` says that they are of a size that a person wrote; monsters are
    not looked into word by word.
    """

    kind: ChangeKind
    item_kind: str
    before: Value = None
    after: Value = None
    labels: tuple[str, ...] = ()
    whole_group: bool = False

    old: str = field(init=False)
    new: str = field(init=False)
    ends: tuple[int, int] = field(init=False)
    middle: tuple[str, str] = field(init=False)
    modest: bool = field(init=False)
    label: str = field(init=False)

    def __post_init__(self) -> None:
        """Works out what nearly every test asks for."""
        self._lines = differing_lines(self.before, self.after)
        self.old, self.new = map(_folded, self._lines)
        head = tail = 0
        if self.item_kind in ("text", "name", "list"):
            head, tail = words.same_ends(self.old, self.new)
        self.ends = head, tail
        self.middle = self.old[head : len(self.old) - tail], self.new[head : len(self.new) - tail]
        self.label = self.labels[-1] if self.labels else ""
        self.modest = len(self.old) + len(self.new) <= _MOST_CHARACTERS

    @_Once
    def delta(self) -> Delta:
        """The boxes, entries or paragraphs in which the values differ; numbers before the entries of a list aside."""
        if self.item_kind == "list":
            entries = ([_without_bullet(fold(line), "list") for line in lines(v)] for v in (self.before, self.after))
            return delta(*map(tuple, entries))
        if self.item_kind in ("text", "name"):
            return delta_of_lines(*self._lines)
        return delta(self.before, self.after)

    @_Once
    def words(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words of the texts before and after, without those that both begin or end with."""
        return words.changed_words(self.old, self.new, self.ends)

    @property
    def may_differ_in_numbers(self) -> bool:
        """Whether texts may differ in dates and numbers alone: without all that these are made of they are the same."""
        if not self.rewritten or self.item_kind not in ("text", "name"):
            return False
        old, new = self.middle
        if not (_NUMERIC.match(old) or _NUMERIC.match(new)):
            return False
        return _NUMERIC.sub("", old) == _NUMERIC.sub("", new)

    @property
    def one_line(self) -> bool:
        """Whether either text is one line."""
        return bool(self.old and self.new) and "\n" not in self.old and "\n" not in self.new

    @property
    def clauses(self) -> tuple[str, str]:
        """The clauses of either text that hold all that changed: what stands between signs that end a word."""
        return words.clauses(self.old, self.new, self.ends)

    @_Once
    def gone_and_come(self) -> tuple[str, str]:
        """The changed words of either text as one string."""
        if not (self.old and self.new):
            return self.old, self.new
        return "".join(self.words[0]), "".join(self.words[1])

    @_Once
    def reordered(self) -> bool:
        """Whether only the order changed: of lines, or of the members of lists within a line."""
        return _reordered(self)

    @_Once
    def exchanged(self) -> tuple[Sequence[str], Sequence[str]]:
        """The passages that went and those that came."""
        if not (self.old and self.new):
            return tuple(filter(None, (self.old,))), tuple(filter(None, (self.new,)))
        return words.exchanged(*self.clauses, self.words)

    @property
    def is_free_text(self) -> bool:
        """Whether the item holds sentences, and has some now."""
        return self.item_kind == "text" and self.kind in ("changed", "added")

    @property
    def gains(self) -> bool:
        """Whether a free text, as a person wrote it, has words that it had not before."""
        return self.is_free_text and self.modest

    @property
    def rewritten(self) -> bool:
        """Whether there was content before and there is other content now."""
        return self.kind == "changed"

    def equal_without(self, pattern: re.Pattern[str], mark: str = "#") -> bool:
        """Whether the texts are equal once whatever ``pattern`` finds is taken for one and the same."""
        if not pattern.search(self.old):
            return False
        return pattern.sub(mark, self.old) == pattern.sub(mark, self.new)


def _folded(lines: Sequence[str]) -> str:
    return fold(lines[0]) if len(lines) == 1 else "\n".join(map(fold, lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One trait: its name as shown, what it means, ``where`` it can be (by kind of change and item, labels and group
    alone), and the ``test`` on the texts that says whether a change there has it; None: every change there has it."""

    name: str
    meaning: str
    where: Callable[[Subject], bool]
    test: Callable[[Subject], bool] | None


def _grows(s: Subject) -> bool:
    """Whether an item is of a kind that can grow and shrink: it has parts or words."""
    return s.rewritten and s.item_kind in ("checks", "list", "figure", "text", "name")


def _only_added(s: Subject) -> bool:
    return s.kind == "added" or _only(s, added=True)


def _only_removed(s: Subject) -> bool:
    return s.kind == "removed" or _only(s, added=False)


def _only(s: Subject, *, added: bool) -> bool:
    """Whether text, boxes or entries were only added (or, with ``added`` false, only removed)."""
    in_words = s.item_kind in ("text", "name")
    if in_words and not _may_grow(*s.middle, added=added):
        return False
    if in_words and not (s.new if added else s.old):
        return False
    if in_words and s.one_line:
        return _contained(*(s.words if added else s.words[::-1]))
    came, gone = (s.delta.added, s.delta.removed) if added else (s.delta.removed, s.delta.added)
    if gone:
        return False
    if in_words and not (s.old and s.new):
        return True
    if in_words:
        return bool(came and not s.delta.rewritten) or _contained(*(s.words if added else s.words[::-1]))
    pairs = [(fold(r.before), fold(r.after)) if added else (fold(r.after), fold(r.before)) for r in s.delta.rewritten]
    return bool(came or pairs) and all(short in long for short, long in pairs)


def _may_grow(old: str, new: str, *, added: bool) -> bool:
    """A cheap first look: what only grew is longer and lacks no character that was there."""
    less, more = (old, new) if added else (new, old)
    return len(less) < len(more) and set(less) <= set(more)


def _contained(less: Sequence[str], more: Sequence[str]) -> bool:
    """Whether all words of ``less`` stand in ``more`` in the same order."""
    left = iter(more)
    return all(word in left for word in less)


def _reordered(s: Subject) -> bool:
    if s.item_kind == "checks":
        pairs = [(fold(one.before), fold(one.after)) for one in s.delta.rewritten]
        return bool(pairs) and not (s.delta.added or s.delta.removed) and all(only_reordered(*pair) for pair in pairs)
    if "\n" in s.old and _same_lines(s):
        return True
    return s.item_kind != "list" and only_reordered(s.old, s.new)


def _same_lines(s: Subject) -> bool:
    """Whether the lines are the same in another order; the numbers before them, which then change too, aside."""
    was, now = s.old.split("\n"), s.new.split("\n")
    if len(was) != len(now):
        return False
    if Counter(was) == Counter(now):
        return True
    first = _without_bullet(was[0], s.item_kind)
    if not any(line.endswith(first) for line in now):
        return False
    old, new = ([_without_bullet(line, s.item_kind) for line in side] for side in (was, now))
    return old != new and Counter(old) == Counter(new)


def _bullets(s: Subject) -> bool:
    """Whether the texts are equal without bullets and numbers at the beginning of lines and entries."""
    if s.one_line and not _MAYBE_BULLET.fullmatch("".join(s.middle)):
        return False
    old, new = ([_without_bullet(line, s.item_kind) for line in text.split("\n")] for text in (s.old, s.new))
    return "".join(old) == "".join(new) and s.old.replace("\n", "") != s.new.replace("\n", "")


def _without_bullet(line: str, kind: str) -> str:
    bare = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
    return _LIST_NUMBER.sub("", bare, count=1) if kind == "list" and _LIST_NUMBER.match(bare) else bare


def _articles_shifted(s: Subject) -> bool:
    return s.equal_without(_ARTICLE)


def _next_number(s: Subject) -> bool:
    """Whether only 条・項・号 changed, each to the number right beside it, as when an amendment puts one in between."""
    if not _articles_shifted(s):
        return False
    was, now = ([one_spelling(found) for found in _ARTICLE.findall(text)] for text in (s.old, s.new))
    steps = {
        _step(_CLAUSE.fullmatch(old), _CLAUSE.fullmatch(new)) for old, new in zip(was, now, strict=False) if old != new
    }
    return steps in ({1}, {-1})  # numbers that went up beside others that went down changed places


def _step(old: re.Match[str] | None, new: re.Match[str] | None) -> int:
    """By how much the one number rose in which two articles differ; 0 if they differ in more or in something else."""
    if old is None or new is None or old[2] != new[2]:
        return 0
    was, now = ([int(number[:9]) for number in re.findall(r"\d+", clause[0])] for clause in (old, new))
    steps = [b - a for a, b in zip(was, now, strict=False) if a != b]
    return steps[0] if len(was) == len(now) and len(steps) == 1 else 0


def _may_name_articles(text: str) -> bool:
    return "第" in text or "別表" in text or "の項" in text


def _articles(s: Subject) -> bool:
    if not (_may_name_articles(s.old) or _may_name_articles(s.new)):
        return False
    if sorted(_ARTICLE.findall(s.old)) != sorted(_ARTICLE.findall(s.new)):
        return True
    if "の項" not in s.old and "の項" not in s.new:
        return False
    return sorted(_ARTICLE_LIST.findall(s.old)) != sorted(_ARTICLE_LIST.findall(s.new))


def _dates(s: Subject) -> bool:
    return s.item_kind == "date" or s.equal_without(_DATE)


def _counts(s: Subject) -> bool:
    if s.item_kind == "checks" and s.rewritten:
        texts = [text for r in s.delta.rewritten for text in (fold(r.before), fold(r.after))]
        return bool(texts) and all(map(_NUMBER.fullmatch, texts))
    return s.item_kind == "count" or s.equal_without(_COUNTED)


def _numbers(s: Subject) -> bool:
    return s.equal_without(_NUMBER) and not (_articles_shifted(s) or _dates(s))


def _boxes(s: Subject) -> bool:
    return not s.rewritten or bool(s.delta.added or s.delta.removed)


def _may_name_offices(s: Subject) -> bool:
    return s.label in _OFFICE_LABELS or (s.rewritten and s.item_kind in ("text", "name"))


def _may_be_office(word: str) -> bool:
    """A cheap first look: whether a word has what all names of offices and companies have."""
    return word[-1] in _OFFICE_ENDS or "会社" in word or "法人" in word


def _offices(s: Subject) -> bool:
    """Whether the item is the name of an office, or all words that changed are names of offices or companies."""
    if s.label in _OFFICE_LABELS:
        return True
    if s.reordered or not (s.old and s.new and all(s.words)):
        return False
    if not all(any(map(_OFFICE.fullmatch, filter(_may_be_office, side))) for side in s.words):
        return False
    if sum(map(len, s.gone_and_come)) > _MOST_NAMED:
        return False
    spans = (*s.exchanged[0], *s.exchanged[1])
    names = [name for span in spans for name in re.split(r"[\s、。・,()「」/]+|及び|又は|並びに", span) if name]
    return all(map(_OFFICE.fullmatch, names)) and not any(
        in_law_title(name, text) for name in names for text in (s.old, s.new)
    )


def _incident(s: Subject) -> bool:
    return any(INCIDENT in label for label in s.labels)


def _wording(s: Subject) -> bool:
    """Whether only the spelling of words, kana at their end, punctuation or a slip of the pen differ."""
    if not s.modest:
        return False
    if vocabulary.may_be_wording(*s.middle) and vocabulary.only_wording(*s.clauses):
        return True
    return may_be_respelt(*s.middle) and only_respelt(*s.clauses)


def _persons(s: Subject) -> bool:
    """Whether a person's name changed in the item of the head of the office, the office aside."""
    old, new = (text.partition("長") for text in (s.old, s.new))
    return old[:2] == new[:2] and all(_PERSON.fullmatch(name) for _, _, name in (old, new))


def _is_of_measures(s: Subject) -> bool:
    return s.is_free_text and any(map(s.label.__contains__, _MEASURES))


def _safeguard(s: Subject) -> bool:
    """Whether words that came name safeguards, and nothing went or was loosened."""
    if not s.modest:
        return False
    if s.kind == "added":
        return vocabulary.gains_safeguards("", s.new, "", s.new)
    if vocabulary.loses(*s.middle) or s.reordered or not vocabulary.is_safeguard(s.gone_and_come[1]):
        return False
    went, came = map("\n".join, s.exchanged)
    return vocabulary.gains_safeguards(s.old, s.new, went, came)


def _handling(s: Subject) -> bool:
    """Whether the words that changed tell of handling by others, elsewhere or otherwise, as those before did not."""
    if not s.modest or s.reordered:
        return False
    old, new = ("", s.new) if s.kind == "added" else s.gone_and_come
    came = vocabulary.handles(new)
    return bool(came) and not came <= vocabulary.handles(old)


def _scope(s: Subject) -> bool:
    """Whether the item says whose data, how many people's, or which data are handled."""
    return s.rewritten and s.item_kind != "list" and any(map(s.label.__contains__, _SCOPE_LABELS))


def _changed(*item_kinds: str) -> Callable[[Subject], bool]:
    """Where a trait of two values can be: content gave way to other content in an item of these kinds."""
    return lambda s: s.rewritten and s.item_kind in item_kinds


def _labelled(*labels: str) -> Callable[[Subject], bool]:
    return lambda s: s.label in labels


# Each trait with what it means, at which kinds of change and item it can be, and the test on the texts where there is
# something to test. What a trait of two values says cannot be said of one that came or went whole.
_TABLE: tuple[tuple[str, str, Callable[[Subject], bool], Callable[[Subject], bool] | None], ...] = (
    (GROUP_ADDED, "繰り返しの群（委託事項など）が丸ごと加わった", lambda s: s.whole_group and s.kind == "added", None),
    (
        GROUP_REMOVED,
        "繰り返しの群が丸ごとなくなった",
        lambda s: s.whole_group and s.kind == "removed",
        None,
    ),
    (GROUP_MOVED, "群の番号だけが変わった", lambda s: s.kind == "moved", None),
    (ONLY_ADDED, "加わっただけで、消えた記載がない", lambda s: s.kind == "added" or _grows(s), _only_added),
    (ONLY_REMOVED, "消えただけで、加わった記載がない", lambda s: s.kind == "removed" or _grows(s), _only_removed),
    (
        REORDERED,
        "段落や列挙されたものの順序だけが変わった",
        _changed("text", "list", "name", "checks"),
        lambda s: s.reordered,
    ),
    (BULLETS, "行頭の記号や番号だけが変わった", _changed("text", "list"), _bullets),
    (ARTICLES_SHIFTED, "条・項・号・別表の番号だけが変わった", _changed("text", "name"), _articles_shifted),
    (
        NEXT_NUMBER,
        "条・項・号の番号だけが、どれも同じ向きに隣の番号へ変わった",
        _changed("text", "name"),
        _next_number,
    ),
    (ARTICLES, "条・項・号・別表の番号を含む語が変わった", _changed("text", "name"), _articles),
    (DATES, "日付の項目、又は日付だけが変わった", lambda s: s.item_kind in ("date", "text", "name"), _dates),
    (COUNTS, "件数の項目、又は件・人などの数だけが変わった", lambda s: s.item_kind in _COUNTING, _counts),
    (NUMBERS, "数字だけが変わった", _changed("text", "name"), _numbers),
    (CHOICE, "選択肢から選ぶ項目", lambda s: s.item_kind == "choice", None),
    (BOXES, "チェックの印が付いた、又は外れた", lambda s: s.item_kind == "checks", _boxes),
    (BRACKETS, "チェックの括弧内の記載が変わった", _changed("checks"), lambda s: bool(s.delta.rewritten)),
    (CONTRACTOR, "委託先名の項目", _labelled("委託先名"), None),
    (OFFICES, "部署などの項目、又は組織や会社の名だけが変わった", _may_name_offices, _offices),
    (RECORD_ITEMS, "特定個人情報ファイル記録項目", lambda s: s.item_kind == "list", None),
    (FLOW_CHART, "事務の内容の図", lambda s: s.item_kind == "figure", None),
    (INCIDENT, "重大事故の項目", _incident, None),
    (WORDING, "漢字と仮名の使い分け、送り仮名、句読点、誤字など字句だけが変わった", _changed("text", "name"), _wording),
    (PERSONS, "所属長の氏名だけが変わった", lambda s: s.rewritten and s.label in _HEAD_LABELS, _persons),
    (SAFEGUARD, "安全管理措置を表す語が加わり、消えた語も緩める語もない", _is_of_measures, _safeguard),
    (HANDLING, "委託、提供、外部での保管など取扱いを表す語が加わった", lambda s: s.is_free_text, _handling),
    (SCOPE, "対象となる人、数、情報の範囲を書く項目", _scope, None),
    (
        THRESHOLD,
        "しきい値判断の結果に関わる項目",
        lambda s: s.label in _THRESHOLD_LABELS or (s.item_kind == "choice" and _incident(s)),
        None,
    ),
)
TRAITS = tuple(Trait(name=name, meaning=meaning, where=where, test=test) for name, meaning, where, test in _TABLE)
# Set where the whole revision is seen (``threads``).
REVISION_TRAITS = {NEW_SYSTEM: "この改正で現れたシステムやサービスに関わる"}
# Set by the differ itself where two versions stand on different forms or editions of a form.
FORM_TRAITS = {FORM_CHANGED: "様式の種類や版が違うため、項目の場所が変わった、又は項目の欄そのものが増減した"}
# Set by the differ itself on differences that are no change.
QUIET_TRAITS = {
    NOTATION: "文字幅、空白、改行などの表記だけが違う",
    EMPTY_BOX: "空欄の有無だけが違う",
    VERSION_DATE: "版の公表日。版ごとに変わるもので、変更箇所には書かない",
}


def traits(subject: Subject) -> tuple[str, ...]:
    """The names of the traits that a change has, in the order of ``TRAITS``.

    The differ marks differences that are no change itself (``QUIET_TRAITS``); they are not given here, nor are those
    that only the whole revision shows (``REVISION_TRAITS``).
    """
    always, of_numbers = _possible(subject.kind, subject.item_kind, subject.labels, subject.whole_group)
    found = [name for name, test in always if test is None or test(subject)]
    if of_numbers and subject.may_differ_in_numbers:
        found += [name for name, test in of_numbers if test(subject)]
        found.sort(key=_ORDER.__getitem__)
    return tuple(found)


_ORDER = {trait.name: place for place, trait in enumerate(TRAITS)}
_OF_NUMBERS = frozenset((ARTICLES_SHIFTED, NEXT_NUMBER, DATES, COUNTS, NUMBERS))  # of which texts can differ alone
_Tests = tuple[tuple[str, Callable[[Subject], bool] | None], ...]


@lru_cache(maxsize=4096)
def _possible(
    kind: ChangeKind, item_kind: str, labels: tuple[str, ...], whole_group: bool
) -> tuple[_Tests, tuple[tuple[str, Callable[[Subject], bool]], ...]]:
    """The traits that a change of such a kind at such an item can have, with the test that is still to be made; apart
    those that ask whether texts differ in numbers alone."""
    where = Subject(kind=kind, item_kind=item_kind, labels=labels, whole_group=whole_group)
    if kind == "moved":
        return ((GROUP_MOVED, None),), ()
    possible = [(trait.name, trait.test) for trait in TRAITS if trait.where(where)]
    words = item_kind in ("text", "name")
    of_numbers = [(name, test) for name, test in possible if words and test and name in _OF_NUMBERS]
    return tuple(one for one in possible if one not in of_numbers), tuple(of_numbers)
