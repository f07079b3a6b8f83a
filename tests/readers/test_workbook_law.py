"""The law of the export: what is written as a workbook is read back exactly, whatever the texts are."""

import dataclasses

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from piadiff.dates import to_iso
from piadiff.forms import FORM_NAMES, form
from piadiff.model import Assessment, Figure, Row, Value
from piadiff.readers.workbook import read_workbook
from piadiff.writers.form_text import as_written
from piadiff.writers.form_xlsx import render
from tests.examples import examples
from tests.hostile import TEXTS
from tests.sample import version
from tests.strategies import assessments

# What looks like something else: labels, headings, options, marks, words of the program's own.
LOOKALIKES = (
    "１．特定個人情報ファイル名", "Ⅱ　特定個人情報ファイルの概要", "②事務の内容　※", "①委託内容",
    "その必要性", "委託事項１", "移転先２", "件", "件　※", "（ 3 ）件", "＜選択肢＞",
    "＜選択肢＞\n1） 実施する　2） 実施しない", "選択肢", "1） 発生なし", "[ ○ ]紙", "[ ○ ] 紙", "■紙",
    "[　] その他", "○", "（ 窓口 ）", "）", "（", "[", "]", "※", "備考", "（備考）", "項目一覧", "（続き）",
    "（続き）\n（続き）あ", "（ここから）", "（ここから）（続き）", "図の中の文字", "図の画像", "a" * 64, "1",
    "３．", "[平成26年4月　様式２]", "特定個人情報保護評価書（基礎項目評価書）", "（別添３）変更箇所",
    "変更箇所", "変更日", "項目", "変更前の記載", "（１）住民ファイル",
    "リスク１：目的外の入手が行われるリスク", "（手数料額、納付方法：無料）", "表紙", "評価書名",
)  # fmt: skip
SPACED = (" 先", "後 ", "　全角　", "\t表", "一\n二", "\n先", "後\n\n", "一\n\n\n二", " \n あ", "一\r\n二", "空 \n行")
LONG = ("あ" * 33_000, "い\n" * 700, "長い段落。" * 300 + "\n\n" + "次" * 900, "\n" * 60 + "深", "x" * 40_000)
PIECES = ("あ", "事務", " ", "　", "\n", "、", "（続き）", "[", "]", "○", "=1")
UNKNOWN_BOXES = ("伝書鳩", "（予定）", "=1", "他 の枠")
UNKNOWN_OPTIONS = ("約12万人", "", "その他（検討中）", "=1", "[仮]", "実施 する")
ALL = (*LOOKALIKES, *SPACED, *(text for text in TEXTS if len(text) < 1000))
texts = st.one_of(
    st.sampled_from(ALL),
    st.lists(st.sampled_from(("あ", "事務", " ", "　", "\n", "、", "（続き）", "[", "]", "○", "=1")), max_size=8).map(
        "".join
    ),
    st.lists(st.sampled_from(LOOKALIKES), max_size=3).map("\n".join),
    st.text(max_size=5),
)


@st.composite
def filled(draw: st.DrawFn, name: str) -> Assessment:
    """An assessment of a form with such texts in all its values and rows."""
    x = draw(assessments(name, max_rows=0))
    tree = form(name)
    editions = (
        {"令和6年10月"} if draw(st.booleans()) else {e for node in tree.nodes for e in node.editions} - {"令和6年10月"}
    )
    items = {
        path: draw(_values(tree.node(path), value))
        for path, value in x.items.items()
        if not (node := tree.node(path)).editions or editions & set(node.editions)
    }
    rows = draw(st.lists(_rows, max_size=4))
    if rows and draw(st.booleans()):
        rows += rows[-1:] * 2
    return dataclasses.replace(x, items=items, changes=tuple(rows))


def _values(node: object, value: Value) -> st.SearchStrategy[Value]:
    if isinstance(value, Figure):
        return st.lists(texts, max_size=6).map(lambda labels: dataclasses.replace(value, labels=tuple(labels)))
    if isinstance(value, tuple):
        return st.lists(texts, max_size=4).map(tuple)
    if isinstance(value, dict):
        names = st.one_of(st.sampled_from(node.boxes or ("紙",)), st.sampled_from(UNKNOWN_BOXES))
        return st.dictionaries(names, texts, max_size=4)
    if isinstance(value, str) and node.kind == "choice":
        return st.one_of(st.just(value), st.sampled_from(UNKNOWN_OPTIONS))
    return texts if isinstance(value, str) else st.just(value)


_rows = st.builds(
    Row,
    date_text=st.one_of(st.just(""), st.sampled_from(("令和6年4月1日", "R6.4.1", "2024/4/1", "未定")), texts),
    item=st.one_of(st.just(""), texts),
    before=st.one_of(st.just(""), texts),
    after=st.one_of(st.just(""), texts),
    timing=st.sampled_from(("事前", "事後", "修正", "")),
    reason=st.one_of(st.just(""), texts),
)


def _unlocated(x: Assessment) -> Assessment:
    """What a row's ``item`` means is looked up when a document is read; here the rows mean nothing."""
    return dataclasses.replace(x, changes=tuple(dataclasses.replace(row, paths=()) for row in x.changes))


def _means_a_row(row: Row) -> bool:
    """Not so what repeats the heads of the table or of a part where they stand, in the first column alone."""
    alone = not (row.item or row.before or row.after or row.timing or row.reason).strip()
    return not (alone and row.date_text.strip())


def read_back(x: Assessment) -> Assessment:
    return _unlocated(read_workbook(render(x), "").assessment)


@pytest.mark.parametrize("name", FORM_NAMES)
@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
@given(data=st.data())
def test_what_is_exported_is_what_is_read(name, data):
    x = data.draw(filled(name))
    assume(x.items)
    assume(all(map(_means_a_row, x.changes)))
    wanted, got = _unlocated(as_written(x)), read_back(x)
    assert {p: (v, got.items.get(p)) for p, v in wanted.items.items() if v != got.items.get(p)} == {}
    assert got == wanted
    assert read_back(wanted) == wanted


@pytest.mark.parametrize("text", LONG, ids=lambda text: f"{len(text)}-{text[:1].strip()}")
def test_texts_longer_than_a_cell_are_read_back(text):
    items: dict[str, Value] = {
        "Ⅰ/1/①": text,
        "Ⅰ/1/②": (text, "次の段落", text),
        "別添1": Figure(labels=("窓口", text, "市民")),
        "Ⅱ/(1)/3/②": {"紙": "", "その他": text},
        "別添2/(1)": tuple(text[n : n + 90].replace("\n", "") for n in range(0, 9000, 90)),
    }
    rows = (
        Row(item="Ⅰ\n①", before=text, after="短", timing="事後", reason=text),
        Row(before=text, after=f"{text}\n終"),
        Row(item=f"（続き）{text}", date_text="令和6年4月1日"),
    )
    x = Assessment(form="様式4", items=items, changes=rows)
    assert read_back(x) == _unlocated(as_written(x))


def test_lookalikes_in_every_place_of_the_whole_sample():
    """All texts replaced at once, so that each lookalike stands beside each label."""
    some = iter(LOOKALIKES * 100)

    def replaced(value: Value) -> Value:
        if isinstance(value, tuple):
            return tuple(next(some) for _ in value)
        if isinstance(value, dict):
            return {box: next(some) if text else "" for box, text in value.items()}
        if isinstance(value, Figure):
            return Figure(labels=tuple(next(some) for _ in value.labels), images=value.images)
        return value

    tree = form("様式4")
    kinds = ("name", "date")
    items = {
        path: next(some) if tree.node(path).kind in kinds else replaced(value)
        for path, value in version(3).items.items()
    }
    rows = tuple(
        dataclasses.replace(row, item=next(some), before=next(some), after=next(some), reason=next(some))
        for row in version(3).changes
    )
    x = dataclasses.replace(version(3), items=items, changes=rows)
    reading = read_workbook(render(x), "")
    assert _unlocated(reading.assessment) == _unlocated(as_written(x))
    assert reading.unplaced == ()


@settings(max_examples=examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(FORM_NAMES).flatmap(filled))
def test_putting_in_order_is_done_once(x):
    assert as_written(as_written(x)) == as_written(x)


@pytest.mark.parametrize("number", (1, 2, 3))
def test_a_document_that_was_read_is_written_as_it_is(number):
    assert as_written(version(number)) == dataclasses.replace(
        version(number),
        changes=tuple(dataclasses.replace(row, date=to_iso(row.date_text)) for row in version(number).changes),
    )
