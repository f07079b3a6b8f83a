import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff.forms import FORM_NAMES, form
from piadiff.forms.locate import locate
from tests.examples import examples
from tests.forms.document import FILES, document, numbered
from tests.growth import assert_grows_with_size, seconds
from tests.shared import gold, needs_shared

DOCUMENTS = {name: document(form(name)) for name in FORM_NAMES}
ALL_FILES = (1, 2, 3)

# Headings as offices write them. (*) stands for all three files.
STYLES = {
    "様式4": {
        "Ⅱファイルの概要　２④": ["Ⅱ/(*)/2/④"],
        "Ⅱ 特定個人情報ファイルの概要 2.基本情報 (3)対象となる本人の範囲": ["Ⅱ/(*)/2/③"],
        "Ⅱ.2.③対象となる本人の範囲 その必要性": ["Ⅱ/(*)/2/③/その必要性"],
        "（２）本人確認情報ファイル　Ⅱ２④主な記録項目": ["Ⅱ/(2)/2/④/主な記録項目"],
        "Ⅱ特定個人情報ファイルの概要\n本人確認情報ファイル\n保管・消去\n保管場所": ["Ⅱ/(2)/6/①"],
        "Ⅱ特定個人情報ファイルの概要\n２　本人確認情報ファイル\n保管・消去\n保管場所": ["Ⅱ/(2)/6/①"],
        "Ⅱ(1)３．特定個人情報の入手・使用　⑧使用方法　情報の突合": ["Ⅱ/(1)/3/⑧/情報の突合"],
        "Ⅱ－（１）－５－移転先２－②移転先における用途": ["Ⅱ/(1)/5/移転先2/②"],
        "Ⅱ-1-5-提供先２-①法令上の根拠": ["Ⅱ/(1)/5/提供先2/①"],
        "Ⅱ（１）４委託事項②　⑥委託先名": ["Ⅱ/(1)/4/委託事項2/⑥"],
        "Ⅲ2.リスク1 その他の措置の内容": ["Ⅲ/(*)/2/リスク1/その他の措置の内容"],
        "Ⅲ（1）7リスク1⑥技術的対策　具体的な対策の内容": ["Ⅲ/(1)/7/リスク1/⑥/具体的な対策の内容"],
        "Ⅲリスク対策（プロセス）7.保管・消去 リスク1 ⑨過去３年以内の重大事故": ["Ⅲ/(*)/7/リスク1/⑨"],
        "Ⅲ特定個人情報の提供・移転 リスク１：不正な提供・移転が行われるリスク　特定個人情報の提供・移転の記録": [
            "Ⅲ/(*)/5/リスク1/特定個人情報の提供・移転の記録"
        ],
        "特定個人情報の使用（Ⅲ．３）　住民基本台帳ファイル　リスク３：従業員が事務外で使用するリスク": [
            "Ⅲ/(1)/3/リスク3"
        ],
        "Ⅰ-7-②": ["Ⅰ/7/②"],
        "Ⅰー７ー②": ["Ⅰ/7/②"],
        "I 基本情報-2. システム3-③他システムとの接続": ["Ⅰ/2/システム3/③"],
        "Ⅰ２システム４": ["Ⅰ/2/システム4"],
        "別添２ 特定個人情報ファイル記録項目（１）": ["別添2/(1)"],
        "別添２（２）": ["別添2/(2)"],
        "(別添１)": ["別添1"],
        "（別添１）事務の内容\n「(1)住民基本台帳ファイル」を\n取り扱う事務の内容": ["別添1"],
        "表紙　評価書名": ["表紙/評価書名"],
        "評価実施機関名": ["表紙/評価実施機関名"],
        "公表日": ["表紙/公表日"],
        "Ⅳその他のリスク対策　１．監査　②監査　具体的な内容": ["Ⅳ/1/②/具体的な内容"],
        "Ⅳ２　具体的な方法": ["Ⅳ/2/従業者に対する教育・啓発/具体的な方法"],
        "Ⅳ　その他のリスク対策　３．その他のリスク対策": ["Ⅳ/3"],
        "Ⅴ開示請求、問い合わせ　２　①連絡先": ["Ⅴ/2/①"],
        "V-1-①請求先": ["Ⅴ/1/①"],
        "Ⅵ-1-①": ["Ⅵ/1/①"],
    },
    "様式3": {
        "Ⅰ　基本情報　６．評価実施機関における担当部署　②所属長の役職名": ["Ⅰ/6/②"],
        "Ⅱ　３．特定個人情報の入手・使用　④使用の主体　使用部署": ["Ⅱ/(*)/3/④/使用部署"],
        "Ⅱ ４ 委託事項１ ③委託先名": ["Ⅱ/(*)/4/委託事項1/③"],
        "Ⅲ　リスク対策 ８．監査 実施の有無": ["Ⅲ/(*)/8/実施の有無"],
        "Ⅲ リスク対策　10．その他のリスク対策": ["Ⅲ/(*)/10"],
        "別添１ 特定個人情報ファイル記録項目": ["別添1/(*)"],
        "Ⅳ　1　①請求先": ["Ⅳ/1/①"],
        "Ⅴ評価実施手続 2.国民・住民等からの意見の聴取 ②実施日・期間": ["Ⅴ/2/②"],
    },
    "様式2": {
        "Ⅰ　関連情報\n５．評価実施機関における担当部署\n②所属長の役職名": ["Ⅰ/5/②"],
        "Ⅰ　関連情報　５．②所属長": ["Ⅰ/5/②"],
        "Ⅰ関連情報４．情報提供ネットワークシステムによる情報連携　②法令上の根拠": ["Ⅰ/4/②"],
        "Ⅱ　しきい値判断項目　１．対象人数　いつ時点の計数か": ["Ⅱ/1/いつ時点の計数か"],
        "Ⅱしきい値判断項目 ２．取扱者数 いつ時点の計数か": ["Ⅱ/2/いつ時点の計数か"],
        "Ⅳ　リスク対策　８．監査　実施の有無": ["Ⅳ/8/実施の有無"],
        "Ⅳ　リスク対策　８．人手を介在させる作業　判断の根拠": ["Ⅳ/8/判断の根拠"],
        "Ⅰ８連絡先": ["Ⅰ/8/連絡先"],
        "Ⅰ-1-③": ["Ⅰ/1/③"],
    },
}

SLIPS = {
    "Ⅳ　評価実施手続\n１．基礎項目評価\n①実施日": ["Ⅵ/1/①"],
    "Ⅱ(1)\n３．特定個人情報の入手・使用\n⑤本人への開示": ["Ⅱ/(1)/3/⑤"],
    "Ⅱ(1)\n３．特定個人情報の入手・使用\n⑤委託先名の確認方法\n委託事項２": ["Ⅱ/(1)/4/委託事項2/⑤"],
    "Ⅱ\n（1）本人確認情報ファイル\n６．特定個人情報の保管・消去\n①保管場所": ["Ⅱ/(2)/6/①"],
    "Ⅱ\n（３）送付先ファイル\n６．特定個人情報の保管・削除\n①保管場所": ["Ⅱ/(3)/6/①"],
    "Ⅲ（2）3　リスク２　アクセス権限の発行・失効の管理　具体的な管理方法": [
        "Ⅲ/(2)/3/リスク2/アクセス権限の発効・失効の管理/具体的な管理方法"
    ],
    "Ⅲ特定個人情報ファイルの取り扱いプロセスにおけるリスク対策（２）３．使用　リスク２　ユーザー認証の管理": [
        "Ⅲ/(2)/3/リスク2/ユーザ認証の管理"
    ],
    "Ⅰ　基本情報\n（１）住民基本台帳ファイル\n（２）本人確認情報ファイル\n６．情報連携※\n②法令上の根拠": ["Ⅰ/6/②"],
    "Ⅰ 基本情報\n５．個人番号の利用\n法令上の根拠\n２．住民基本台帳法（昭和４２年法律第８１号）": ["Ⅰ/5/法令上の根拠"],
    "Ⅰ　基本情報\n1．特定個人情報ファイルを取り扱う事務\n②事務の内容\n下部のなお書き": ["Ⅰ/1/②"],
    "Ⅲ\n（１）\n２．特定個人情報の入手\nリスク3：入手した特定個人情報が不確定である\n個人番号の真正性確認の措": [
        "Ⅲ/(1)/2/リスク3/個人番号の真正性確認の措置の内容"
    ],
    "Ⅲ\n（１）\n５．特定個人情報の提供・移転（委託や情報提供ネットワークシステムを通じた提供を": ["Ⅲ/(1)/5"],
    "Ⅰ　基本情報\n５．個人番号の利用": ["Ⅰ/5/法令上の根拠"],
    "Ⅱ（１）４．特定個人情報ファイルの取扱いの委託": ["Ⅱ/(1)/4"],
    "Ⅰ　基本情報\n７．評価実施機関における担当部署\n①所属長の役職名": ["Ⅰ/7/②"],
}

SEVERAL = {
    "Ⅱ 4 委託事項２ ⑥委託先名、委託事項３ ⑥委託先名": ["Ⅱ/(*)/4/委託事項2/⑥", "Ⅱ/(*)/4/委託事項3/⑥"],
    "Ⅱ（１）４　委託事項２、３　⑥委託先名": ["Ⅱ/(1)/4/委託事項2/⑥", "Ⅱ/(1)/4/委託事項3/⑥"],
    "Ⅱ（１）４　委託事項１～３　⑥委託先名": [f"Ⅱ/(1)/4/委託事項{n}/⑥" for n in (1, 2, 3)],
    "Ⅱ（１）４　⑥委託先名（委託事項２・３）": ["Ⅱ/(1)/4/委託事項2/⑥", "Ⅱ/(1)/4/委託事項3/⑥"],
    "Ⅱ（１）４　委託事項５　①～③": [f"Ⅱ/(1)/4/委託事項5/{n}" for n in "①②③"],
    "Ⅱ（１）５．提供先１・①法令上の根拠・②提供先における用途": ["Ⅱ/(1)/5/提供先1/①", "Ⅱ/(1)/5/提供先1/②"],
    "Ⅰ　基本情報　７．評価実施機関における担当部署　①部署、②所属長の役職名": ["Ⅰ/7/①", "Ⅰ/7/②"],
    "Ⅰ基本情報７①②": ["Ⅰ/7/①", "Ⅰ/7/②"],
    "Ⅱ（１）住民基本台帳ファイル ６．①保管場所\n（２）本人確認情報ファイル ６．①保管場所": ["Ⅱ/(1)/6/①", "Ⅱ/(2)/6/①"],
    "Ⅱ\n（１）住民基本台帳ファイル、（２）本人確認情報ファイル\n６．特定個人情報の保管・消去\n①保管場所": [
        "Ⅱ/(1)/6/①",
        "Ⅱ/(2)/6/①",
    ],
}


def expected(paths):
    """The paths with (*) written out."""
    return {path.replace("(*)", f"({file})") for path in paths for file in ALL_FILES}


@pytest.mark.parametrize(("name", "heading"), [(n, h) for n, styles in STYLES.items() for h in styles])
def test_styles_of_other_offices(name, heading):
    assert set(locate(form(name), heading, items=DOCUMENTS[name])) == expected(STYLES[name][heading])


@pytest.mark.parametrize("heading", SLIPS)
def test_slips_cut_ends_and_words_that_do_not_belong(heading):
    assert set(locate(form("様式4"), heading, items=DOCUMENTS["様式4"])) == expected(SLIPS[heading])


@pytest.mark.parametrize("heading", SEVERAL)
def test_several_items_in_one_heading(heading):
    found = locate(form("様式4"), heading, items=DOCUMENTS["様式4"])
    assert set(found) == expected(SEVERAL[heading])
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "heading", ["", "　\n", "②", "様式全体の変更", "その他", "全般", "誤字の修正", "７", "３．１．４　評価の単位"]
)
def test_what_names_no_item_gives_nothing(heading):
    assert locate(form("様式4"), heading, items=DOCUMENTS["様式4"]) == ()


def test_a_heading_that_fits_too_many_items_gives_nothing():
    assert locate(form("様式4"), "Ⅲ リスクへの対策は十分か", items=DOCUMENTS["様式4"]) == ()


def test_without_a_document_the_first_file_and_group_are_meant():
    tree = form("様式4")
    assert locate(tree, "Ⅱ 6 ①保管場所") == ("Ⅱ/(1)/6/①",)
    assert locate(tree, "Ⅱ 4 ⑥委託先名") == ("Ⅱ/(1)/4/委託事項1/⑥",)
    assert locate(tree, "Ⅱ（２）4 委託事項９ ⑥委託先名") == ("Ⅱ/(2)/4/委託事項9/⑥",)


def test_only_files_that_have_the_item_are_meant():
    items = dict(DOCUMENTS["様式4"])
    for path in list(items):
        if path.startswith(("Ⅱ/(2)/5/移転先", "Ⅱ/(3)/5/移転先")):
            del items[path]
    assert locate(form("様式4"), "Ⅱ ５ 移転先１ ②移転先における用途", items=items) == ("Ⅱ/(1)/5/移転先1/②",)


HEADING_5 = "Ⅱ\n（１）住民基本台帳ファイル\n５．特定個人情報の提供・移転\n①法令上の根拠"


def test_texts_tell_groups_with_equal_labels_apart():
    tree = form("様式4")
    items = {p: v for p, v in DOCUMENTS["様式4"].items() if not p.startswith(("Ⅱ/(1)/5/提供先3", "Ⅱ/(1)/5/移転先3"))}
    items["Ⅱ/(1)/5/提供先2/①"] = ("番号法第19条第8号及び別表第二の四十二の項",)
    items["Ⅱ/(1)/5/移転先1/①"] = ("庁内での利用に関する条例第四条第一項",)
    found = locate(tree, HEADING_5, items=items, before="空欄", after="庁内での利用に関する\n条例第四条第一項")
    assert found == ("Ⅱ/(1)/5/移転先1/①",)
    found = locate(tree, HEADING_5, items=items, before="番号法第１９条第７号及び別表第二の四十二の項", after="（略）")
    assert found == ("Ⅱ/(1)/5/提供先2/①",)
    undecided = locate(tree, HEADING_5, items=items, before="", after="")
    assert set(undecided) == {f"Ⅱ/(1)/5/{group}{n}/①" for group in ("提供先", "移転先") for n in (1, 2)}


LONG = "・サーバー室への入退室を生体認証で管理し、入退室の記録を一年間保存し、毎月点検する。"


@pytest.mark.parametrize(
    ("heading", "before", "after", "paths"),
    [
        ("Ⅲ（１）７ リスク１ ⑤物理的対策", LONG, LONG + "等", ["Ⅲ/(1)/7/リスク1/⑤/具体的な対策の内容"]),
        ("Ⅲ（１）７ リスク１ ⑤物理的対策", "十分に行っている", "特に力を入れて行っている", ["Ⅲ/(1)/7/リスク1/⑤"]),
        ("Ⅲ（１）７ リスク１ ⑨重大事故", "発生なし", "発生あり", ["Ⅲ/(1)/7/リスク1/⑨"]),
        ("Ⅱ（１）４ 委託の有無", "３件", "5件", ["Ⅱ/(1)/4/委託の有無/件"]),
        ("Ⅱ（１）４ 委託の有無", "委託する　（　3　）件", "委託する（4）件", ["Ⅱ/(1)/4/委託の有無/件"]),
        ("Ⅱ（１）４ 委託の有無", "委託しない", "委託する", ["Ⅱ/(1)/4/委託の有無"]),
        ("Ⅱ（１）４ 委託の有無", "委託しない", "委託する　2件", ["Ⅱ/(1)/4/委託の有無", "Ⅱ/(1)/4/委託の有無/件"]),
        ("Ⅱ（１）２ ④記録される項目", "[　] その他", "[○] その他", ["Ⅱ/(1)/2/④/主な記録項目"]),
        ("Ⅱ（１）２ ④記録される項目", "10項目未満", "10項目以上50項目未満", ["Ⅱ/(1)/2/④"]),
        ("Ⅱ（１）６ ②保管期間", "5年", "20年以上", ["Ⅱ/(1)/6/②/期間"]),
        ("Ⅱ（１）３ ⑦使用の主体", "10人未満", "10人以上50人未満", ["Ⅱ/(1)/3/⑦/使用者数"]),
        ("Ⅱ（１）３ ⑦使用の主体", "窓口課", "総合窓口課", ["Ⅱ/(1)/3/⑦/使用部署"]),
        ("Ⅰ７ 担当部署", "①部署　窓口課\n②所属長　課長　某", "①部署　窓口課\n②所属長の役職名　課長", ["Ⅰ/7/②"]),
        ("Ⅰ７ 担当部署", "①部署　窓口課\n②所属長　課長", "①部署　市民課\n②所属長　室長", ["Ⅰ/7/①", "Ⅰ/7/②"]),
        (
            "Ⅳ２ 従業者に対する教育・啓発",
            "十分に行っている",
            "特に力を入れて行っている",
            ["Ⅳ/2/従業者に対する教育・啓発"],
        ),
        ("Ⅳ２ 従業者に対する教育・啓発", LONG, LONG + "等", ["Ⅳ/2/従業者に対する教育・啓発/具体的な方法"]),
        ("Ⅱ（１）４ 委託事項２", "空欄", "証明書交付の委託", ["Ⅱ/(1)/4/委託事項2"]),
        ("Ⅱ（１）４ 委託事項２", "⑥委託先名　甲社", "⑥委託先名　乙社", ["Ⅱ/(1)/4/委託事項2/⑥"]),
    ],
)
def test_texts_tell_the_box_below_a_heading(heading, before, after, paths):
    found = locate(form("様式4"), heading, items=DOCUMENTS["様式4"], before=before, after=after)
    assert list(found) == paths


def test_quoted_text_after_a_heading_counts_as_the_text():
    heading = "Ⅲ リスク対策（プロセス）\n2 本人確認情報ファイル\n4　委託\n特定個人情報ファイルの取扱いの記録\n" + LONG
    assert locate(form("様式4"), heading, items=DOCUMENTS["様式4"]) == (
        "Ⅲ/(2)/4/特定個人情報ファイルの取扱いの記録/具体的な方法",
    )


@st.composite
def named_items(draw):
    """A form, a document's names of files, a concrete path of an item of the form."""
    name = draw(st.sampled_from(FORM_NAMES))
    node = draw(st.sampled_from(form(name).items))
    path = numbered(node.path, draw(st.integers(1, 3)), draw(st.integers(1, 12)))
    items = {} if name == "様式2" else {f"Ⅱ/({file})/1": title for file, title in FILES.items()}
    return form(name), path, items


def wrapped(text, places):
    """``text`` with line ends at random places, but not inside a number."""
    for place in sorted((p % (len(text) + 1) for p in places), reverse=True):
        if not (text[:place][-1:].isdigit() and text[place:][:1].isdigit()):
            text = text[:place] + "\n" + text[place:]
    return text


@settings(max_examples=examples(200), deadline=None)
@given(named_items(), st.lists(st.integers(0, 400), max_size=12), st.sampled_from(["\n", "　", "\n　", " - "]))
def test_the_form_s_own_heading_names_its_item(case, places, between):
    tree, path, items = case
    heading = between.join(tree.heading(path, items))
    assert locate(tree, wrapped(heading, places), items=items) == (path,)


@settings(max_examples=examples(100), deadline=None)
@given(named_items(), st.integers(0, 5))
def test_a_wrong_number_does_not_outweigh_the_words(case, shift):
    tree, path, items = case
    chain = list(tree.heading(path, items))
    chain[0] = "ⅠⅡⅢⅣⅤⅥ"[shift] + chain[0][1:] if chain[0][0] in "ⅠⅡⅢⅣⅤⅥ" else chain[0]
    assert locate(tree, "\n".join(chain), items=items) == (path,)


@settings(max_examples=examples(100), deadline=None)
@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_locate_never_raises(heading, before, after):
    for name in FORM_NAMES:
        found = locate(form(name), heading, items=DOCUMENTS[name], before=before, after=after)
        assert all(form(name).find(path) for path in found)


@pytest.mark.parametrize(
    ("piece", "many"), [("①", 3000), ("Ⅱ(1)", 800), ("1 ", 2000), ("9", 9000), ("委託事項1、2、3", 400)]
)
def test_hostile_headings_take_no_time(piece, many):
    assert_grows_with_size(lambda n: locate(form("様式4"), piece * n, items=DOCUMENTS["様式4"]), many)


def real_items():
    """The items of the real document as far as they are known; its other files have the same structure."""
    items = {}
    for row in gold("所沢市-items.jsonl"):
        value = row["value"]
        items[row["path"]] = tuple(value) if isinstance(value, list) else value
    for path in list(items):
        for file in (2, 3):
            if "移転先" not in path and not path.startswith("別添2"):
                items.setdefault(path.replace("/(1)", f"/({file})", 1), "")
    return {**items, **{f"{part}/({n})/1": name for part in ("Ⅱ", "Ⅲ") for n, name in FILES.items()}}


def right(rows, items):
    found = [
        set(locate(form("様式4"), row["item"], items=items, before=row["before"], after=row["after"]))
        == set(row["paths"])
        for row in rows
    ]
    return sum(found) / len(found)


@needs_shared
def test_real_headings_of_a_published_change_table():
    rows = [row for row in gold("所沢市-rows.jsonl") if "unsure" not in row]
    assert right(rows, real_items()) >= 0.97


@needs_shared
def test_real_headings_of_a_published_list_of_changes():
    rows = [row for row in gold("川口市-rows.jsonl") if "unsure" not in row]
    assert right(rows, DOCUMENTS["様式4"]) >= 0.9


@needs_shared
def test_real_places_of_opinions():
    rows = [row for row in gold("大田区-opinions.jsonl") if "unsure" not in row]
    found = [set(locate(form("様式4"), row["place"], items=real_items())) == set(row["paths"]) for row in rows]
    assert sum(found) / len(found) >= 0.9


def test_speed():
    headings = ["\n".join(form("様式4").heading(path, DOCUMENTS["様式4"])) for path in list(DOCUMENTS["様式4"])[::25]]
    locate(form("様式4"), headings[0])

    def located():
        for heading in headings:
            locate(form("様式4"), heading, items=DOCUMENTS["様式4"])

    def named():
        for path in DOCUMENTS["様式4"]:
            form("様式4").heading(path, DOCUMENTS["様式4"])

    ratios = [seconds(located) / len(headings) / seconds(named) for _ in range(3)]
    assert min(ratios) < 0.5  # one item is found in less time than half of all items are named
