"""The office's settings: what a file may say, what it does to judgements, how it is changed line by line."""

import pytest

from piadiff.errors import PiadiffError
from piadiff.model import Change, Judged, Judgement
from piadiff.settings import DEFAULTS, KEYS, changed, deciding_rules, full_key, parse, value_of, with_phrases
from tests.growth import assert_grows_with_size

OWN = "その他の項目の変更のため"


def judged(rule, important="no", reason="既定の文言"):
    judgement = Judgement(important=important, timing="事後", reason=reason, basis="", rule=rule, why="")
    return Judged(change=Change(kind="changed", path="Ⅰ/1/②"), judgement=judgement)


def test_nothing_said_is_the_default():
    assert parse(b"") == DEFAULTS
    assert parse("# 覚え書きだけ\n".encode()).given == frozenset()


def test_what_a_file_says():
    text = f'[table]\nera = "西暦"\nempty = "－"\ncontext = 0\nmarks = false\n[phrases]\nその他の項目 = "{OWN}"\n'
    with pytest.raises(PiadiffError):
        parse(text.encode())  # a bare Japanese key is no TOML
    found = parse(text.replace("その他の項目 =", '"その他の項目" =').encode())
    assert (found.era, found.empty, found.context, found.marks) == ("西暦", "－", 0, False)
    assert found.phrases == {"その他の項目": OWN}
    assert found.given == {"table.era", "table.empty", "table.context", "table.marks", "phrases.その他の項目"}
    assert found.words.empty == "－"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[phrases]\n"その他項目" = "あ"', "その他項目 という規則はありません（その他の項目 のことですか）"),
        ('[phrases]\n"xyz" = "あ"', "xyz という規則はありません（規則の名は piadiff rules で見られます）"),
        ('[phrases]\n"要確認" = "あ"', "要確認の規則なので、文言を決められません"),
        ('[phrases]\n"その他の項目" = 3', "一行の文にしてください"),
        ('[phrases]\n"その他の項目" = "  "', "一行の文にしてください"),
        ('[phrases]\n"その他の項目" = "あ\\nい"', "一行の文にしてください"),
        ('[phrases]\n"その他の項目" = "あ\\u001b[2J"', "一行の文にしてください"),
        ('[phrases]\n"その他の項目" = "【要確認】あ"', "始めることはできません"),
        ('[table]\nerra = "和暦"', "piadiff.toml [table]: erra という設定はありません（era のことですか）"),
        ('[table]\nera = "皇紀"', "era に使えない値です（使えるのは 和暦、西暦）"),
        ("[table]\nera = []", "era に使えない値です"),
        ("[table]\ncontext = true", "context に使えない値です"),
        ("[table]\ncontext = -1", "context に使えない値です"),
        ("[table]\nmarks = 1", "marks に使えない値です"),
        ('[tables]\nera = "和暦"', "tables という見出しはありません（table のことですか）"),
        ("table = 1", "table は [table] という見出しにしてください"),
        ("[table\n", "TOMLとして読めません（1行目の7字目）"),
        ("a = " + "[" * 5000, "TOMLとして読めません"),
        ("[table]\ncontext = " + "9" * 5000, "TOMLとして読めません"),
    ],
)
def test_what_a_file_may_not_say(text, told):
    with pytest.raises(PiadiffError) as fault:
        parse(text.encode())
    assert told in str(fault.value)
    assert str(fault.value).startswith("piadiff.toml")


def test_bytes_that_are_no_settings():
    with pytest.raises(PiadiffError, match="UTF-8"):
        parse('[phrases]\n"その他の項目" = "あ"'.encode("cp932"))
    with pytest.raises(PiadiffError, match="大きすぎます"):
        parse(b"#" * 70_000)


@pytest.mark.parametrize(
    ("text", "many"),
    [
        (lambda n: "a." * n + "a = 1", 30_000),
        (lambda n: "x = {" + '"a".' * n + "a = 1}", 10_000),
        (lambda n: "\n".join(f"[{'a.' * 50}b{number}]" for number in range(n)), 400),
        (lambda n: '"' * n, 60_000),
    ],
)
def test_hostile_settings_are_refused_in_no_time(text, many):
    def refused(n):
        with pytest.raises(PiadiffError):
            parse(text(n).encode())

    assert_grows_with_size(refused, many)


def test_the_phrase_of_the_rule_becomes_the_reason():
    settings = parse(f'[phrases]\n"その他の項目" = "{OWN}"'.encode())
    ours, other = with_phrases([judged("その他の項目"), judged("字句")], settings)
    assert (ours.judgement.reason, other.judgement.reason) == (OWN, "既定の文言")


def test_what_is_left_to_a_person_keeps_saying_so():
    settings = parse(f'[phrases]\n"その他の項目" = "{OWN}"'.encode())
    (open_,) = with_phrases([judged("その他の項目", "review", "要確認")], settings)
    assert open_.judgement.reason == "要確認"


def test_no_rule_that_leaves_to_a_person_has_a_phrase():
    assert deciding_rules() and all(rule.important != "review" for rule in deciding_rules())


@pytest.mark.parametrize("rule", deciding_rules(), ids=lambda rule: rule.id)
def test_every_deciding_rule_can_be_given_a_phrase(rule):
    assert parse(changed(None, {f"phrases.{rule.id}": OWN})).phrases == {rule.id: OWN}


def test_changing_one_line_keeps_the_others_and_the_remarks():
    data = '# うちの決まり\n[table]\nera = "和暦"  # 市長部局\n\n[phrases]\n"字句" = "字句の整理"\n'.encode()
    after = changed(data, {"table.empty": "－", "phrases.字句": "記載の整理", "phrases.その他の項目": OWN})
    assert after.decode() == (
        '# うちの決まり\n[table]\nera = "和暦"  # 市長部局\nempty = "－"\n\n'
        f'[phrases]\n"字句" = "記載の整理"\n"その他の項目" = "{OWN}"\n'
    )
    assert changed(after, {"table.empty": None}).decode().count("empty") == 0


def test_lines_of_windows_and_a_mark_at_the_beginning():
    after = changed(b'\xef\xbb\xbf[table]\r\nera = "\xe8\xa5\xbf\xe6\x9a\xa6"\r\n', {"table.context": 2})
    assert (parse(after).era, parse(after).context) == ("西暦", 2)


@pytest.mark.parametrize(
    "data", ['table = {era = "西暦"}\n', 'table.era = "西暦"\n', '[phrases]\n"字句" = """記載の整理"""\n"""\n']
)
def test_what_cannot_be_changed_safely_is_left_alone(data):
    with pytest.raises(PiadiffError):
        changed(data.encode(), {"table.era": "和暦"})


def test_taking_out_everything_leaves_a_sound_file():
    after = changed(b'[table]\nera = "\xe8\xa5\xbf\xe6\x9a\xa6"\n', {"table.era": None})
    assert parse(after) == DEFAULTS


@pytest.mark.parametrize(
    ("typed", "key"),
    [("era", "table.era"), ("table.era", "table.era"), ("字句", "phrases.字句"), ("phrases.字句", "phrases.字句")],
)
def test_keys_as_a_person_types_them(typed, key):
    assert full_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "near"),
    [("eraa", "era"), ("phrases.字旬", "字句"), ("その他項目", "その他の項目"), ("table.emty", "empty")],
)
def test_an_unknown_key_names_the_nearest(typed, near):
    with pytest.raises(PiadiffError, match="という設定はありません") as fault:
        full_key(typed)
    assert near in str(fault.value)


def test_a_rule_that_leaves_to_a_person_is_no_key():
    with pytest.raises(PiadiffError, match="要確認の規則"):
        full_key("要確認-選択")


def test_values_as_a_person_types_them():
    assert value_of("table.context", "３") == 3
    assert value_of("table.marks", "いいえ") is False
    assert value_of("table.era", "西暦") == "西暦"
    with pytest.raises(PiadiffError, match="context に 百 は使えません"):
        value_of("table.context", "百")


def test_every_key_takes_its_default():
    for key in KEYS:
        default = getattr(DEFAULTS, key.name)
        assert default is None or key.takes(default)
