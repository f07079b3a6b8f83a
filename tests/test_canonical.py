import dataclasses
import json
import random

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff import canonical
from piadiff.errors import PiadiffError
from piadiff.forms import FORM_NAMES, form
from piadiff.model import Assessment, Figure, Row
from piadiff.schema import NAMES, load
from tests.examples import examples
from tests.strategies import assessments, values

ASSESSMENT = jsonschema.Draft202012Validator(load("assessment"))

SMALL = Assessment(
    form="様式4",
    edition="平成30年5月",
    items={
        "表紙/評価書番号": "1",
        "Ⅰ/1/②": ("一段落目", "二段落目"),
        "Ⅰ/2/システム1/③": {"宛名システム等": "", "その他": "証明書システム"},
        "別添1": Figure(labels=("窓口", "申請"), images=("0" * 64,)),
        "Ⅱ/(1)/4/委託の有無/件": 3,
    },
    changes=(Row(date="2016-01-21", date_text="平成28年1月21日", item="Ⅰ", before="前", after="後", timing="事後"),),
)


def faulty(**changes):
    """The small assessment as JSON data, with some of its entries replaced."""
    return {**json.loads(canonical.dumps(SMALL)), **changes}


@given(assessments())
@settings(max_examples=examples(60), deadline=None)
def test_what_is_written_is_read_back(assessment):
    assert canonical.loads(canonical.dumps(assessment)) == assessment


@given(assessments(), st.randoms(use_true_random=False))
@settings(max_examples=examples(40), deadline=None)
def test_the_same_content_gives_the_same_bytes(assessment, chance):
    shuffled = list(assessment.items.items())
    chance.shuffle(shuffled)
    turned = {
        path: dict(reversed(value.items())) if isinstance(value, dict) else value
        for path, value in dict(shuffled).items()
    }
    assert canonical.dumps(dataclasses.replace(assessment, items=turned)) == canonical.dumps(assessment)


@given(assessments())
@settings(max_examples=examples(40), deadline=None)
def test_every_output_fits_the_published_schema(assessment):
    ASSESSMENT.validate(json.loads(canonical.dumps(assessment)))


@given(st.data())
@settings(max_examples=examples(60), deadline=None)
def test_other_content_gives_other_bytes(data):
    tree = form(data.draw(st.sampled_from(FORM_NAMES)))
    node = data.draw(st.sampled_from(tree.items))
    path = node.path.replace("(n)", "(1)").replace("システムn", "システム1")
    first, second = (Assessment(form=tree.name, items={path: data.draw(values(node))}) for _ in range(2))
    assert (canonical.dumps(first) == canonical.dumps(second)) == (first == second)


def test_the_bytes_are_as_the_design_says():
    text = canonical.dumps(SMALL)
    assert text.endswith("}\n") and not text.endswith("\n\n")
    assert "\r" not in text and "\\u" not in text and "\t" not in text
    assert text.startswith(
        '{\n  "format": "piadiff/1",\n  "form": "様式4",\n  "edition": "平成30年5月",\n  "items": {\n'
    )
    assert list(json.loads(text)["items"]) == [
        "表紙/評価書番号",
        "Ⅰ/1/②",
        "Ⅰ/2/システム1/③",
        "別添1",
        "Ⅱ/(1)/4/委託の有無/件",
    ]
    assert list(json.loads(text)["changes"][0]) == [
        "date", "date_text", "item", "paths", "before", "after", "timing", "reason",
    ]  # fmt: skip


def test_items_stand_in_the_order_of_the_form_with_numbers_as_numbers():
    paths = [f"Ⅰ/2/システム{n}/①" for n in range(1, 12)] + ["Ⅱ/(1)/1", "Ⅱ/(2)/1", "Ⅱ/(10)/1"]
    mixed = random.Random(3).sample(paths, len(paths))
    text = canonical.dumps(Assessment(form="様式4", items=dict.fromkeys(mixed, "名")))
    assert list(json.loads(text)["items"]) == paths


def test_boxes_stand_in_the_order_of_the_form():
    boxes = form("様式4").node("Ⅰ/2/システム1/③").boxes
    value = dict.fromkeys((*reversed(boxes), "知らない枠"), "")
    text = canonical.dumps(Assessment(form="様式4", items={"Ⅰ/2/システム1/③": value}))
    assert list(json.loads(text)["items"]["Ⅰ/2/システム1/③"]) == [*boxes, "知らない枠"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], ("正規JSONではありません",)),
        ({"form": "様式4"}, ("正規JSONではありません", "piadiff/1")),
        (faulty(format="piadiff/2"), ("正規JSONではありません",)),
        (faulty(form="様式9"), ("知らない様式", "様式9")),
        (faulty(form=["様式4"]), ("知らない様式",)),
        (faulty(edition=30), ("edition", "文字列または null")),
        (faulty(items=[]), ("items", "項目と値の組")),
        (faulty(changes={}), ("changes", "行の配列")),
        (faulty(items={"Ⅰ/99": ""}), ("様式4にない項目", "Ⅰ/99")),
        (faulty(items={"Ⅰ": ""}), ("様式4にない項目", "Ⅰ")),
        (faulty(items={"Ⅰ/1/②": "文字列"}), ("Ⅰ/1/②", "文字列の配列")),
        (faulty(items={"Ⅰ/1/②": ["段落", 1]}), ("Ⅰ/1/②", "文字列の配列")),
        (faulty(items={"表紙/評価書番号": 1}), ("表紙/評価書番号", "文字列")),
        (faulty(items={"Ⅱ/(1)/4/委託の有無/件": "三件"}), ("Ⅱ/(1)/4/委託の有無/件", "整数または null")),
        (faulty(items={"Ⅱ/(1)/4/委託の有無/件": True}), ("Ⅱ/(1)/4/委託の有無/件", "整数または null")),
        (faulty(items={"Ⅰ/2/システム1/③": ["その他"]}), ("Ⅰ/2/システム1/③", "印のある枠")),
        (faulty(items={"別添1": {"labels": []}}), ("別添1", "labels と images")),
        (faulty(changes=["行"]), ("変更箇所 1行目", "変更箇所の行")),
        (faulty(changes=[{}]), ("変更箇所 1行目", "date_text")),
        (faulty(changes=[{**canonical.row_to_json(Row()), "date": 1}]), ("変更箇所 1行目", "date")),
        (faulty(changes=[{**canonical.row_to_json(Row()), "paths": "Ⅰ"}]), ("変更箇所 1行目", "paths")),
    ],
)
def test_a_fault_is_named_with_its_place(data, words):
    with pytest.raises(PiadiffError) as fault:
        canonical.from_json(data, "旧.json")
    assert str(fault.value).startswith("旧.json")
    for word in words:
        assert word in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "1行目"),
        ('{"format":\n"piadiff/1",\n}', "3行目"),
        ("[" * 100_000, "深すぎます"),
        ('{"count": ' + "9" * 5000 + "}", "JSONとして読めません"),
        ('{"format": "piadiff/1", "form": "様式4", "edition": "\\ud800", "items": {}, "changes": []}', "サロゲート"),
    ],
)
def test_text_that_is_no_json_is_one_sentence(text, words):
    with pytest.raises(PiadiffError, match=words):
        canonical.loads(text, "旧.json")


def test_a_pair_of_surrogates_is_a_character():
    text = '{"format": "piadiff/1", "form": "様式4", "edition": "\\ud842\\udfb7", "items": {}, "changes": []}'
    assert canonical.loads(text).edition == "𠮷"


@pytest.mark.parametrize("name", NAMES)
def test_the_schemas_are_schemas_and_complete_in_themselves(name):
    schema = load(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert '"$ref": "#/' in json.dumps(schema) or name == "row"
    assert '"$ref": "http' not in json.dumps(schema)


@pytest.mark.parametrize(
    "data",
    [
        faulty(format="piadiff/2"),
        faulty(form="様式9"),
        faulty(more=1),
        faulty(items={"Ⅰ/1/②": [1]}),
        faulty(items={"Ⅰ/1/②": {"labels": [1], "images": []}}),
        faulty(items={"/Ⅰ": ""}),
        faulty(changes=[{**canonical.row_to_json(Row()), "timing": "いつか"}]),
        faulty(changes=[{**canonical.row_to_json(Row()), "date": "平成28年"}]),
    ],
)
def test_the_schema_of_an_assessment_refuses_what_is_none(data):
    assert not ASSESSMENT.is_valid(data)


def test_the_schema_of_a_row_is_the_one_inside_the_assessment():
    bare = {key: value for key, value in load("row").items() if not key.startswith("$")}
    assert load("assessment")["$defs"]["row"] == bare
