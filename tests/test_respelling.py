"""Words in kanji or kana: what is the same word, and what never is."""

import pytest

from piadiff.respelling import PARTS, STEMS, WORDS, only_respelt, respelt
from tests.growth import assert_grows_with_size


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("認証を用いる。", "認証をもちいる。"),
        ("認証を用いて確認を行わない。", "認証をもちいて確認をおこなわない。"),
        ("確認する仕組みとする。", "確認するしくみとする。"),
        ("点検を行った上で、記録を行う。", "点検をおこなった上で、記録をおこなう。"),
        ("施錠し、且つ記録する。", "施錠し、かつ記録する。"),
        ("確認出来る。", "確認できる。"),
        ("職員又は受託者", "職員または受託者"),
        ("氏名及び住所並びに性別", "氏名および住所ならびに性別"),
        ("次の通りとする。", "次のとおりとする。"),
        ("閲覧する事ができない。", "閲覧することが出来ない。"),
        ("事故が無いように防ぐ。", "事故がないようにふせぐ。"),
        ("全て暗号化する。", "すべて暗号化する。"),
        ("氏名等を記録する。", "氏名などを記録する。"),
        ("漏洩を防止する。", "漏えいを防止する。"),
        ("法令に基づき取り扱う。", "法令にもとづきとりあつかう。"),
        ("但し、緊急の為", "ただし、緊急のため"),
        ("個人番号と紐付ける。", "個人番号とひも付ける。"),
    ],
)
def test_the_same_words_spelt_otherwise(old, new):
    assert only_respelt(old, new)
    assert only_respelt(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("確認を行う。", "確認をおこなわない。"),
        ("認証を用いる。", "認証をもちいない。"),
        ("確認出来る。", "確認できない。"),
        ("確認出来る。", "確認する。"),
        ("職員又は受託者", "職員および受託者"),
        ("職員及び受託者", "職員または受託者"),
        ("全て暗号化する。", "暗号化する。"),
        ("必ず確認を行う。", "確認をおこなう。"),
        ("5年保管を行う。", "6年保管をおこなう。"),
        ("月1回、点検を行う。", "月2回、点検をおこなう。"),
        ("毎月点検を行う。", "毎年点検をおこなう。"),
        ("暗号化を図る。", "暗号化を計る。"),
        ("危険が有る。", "危険がない。"),
        ("職員のみが行う。", "職員がおこなう。"),
        ("職員が行う。", "職員もおこなう。"),
        ("事前に確認を行う。", "事後に確認をおこなう。"),
        ("窓口に行く。", "窓口におこなく。"),
        ("平等に扱う。", "平などに扱う。"),
        ("2通りの方法", "2とおりの方法"),
        ("申請した時に消去する。", "申請したときに消去する。"),
        ("機器を用いる者", "機器をもちいるもの"),
        ("確認を行う。", "確認を行う。"),
        ("再委託を行う。", "委託をおこなう。"),
    ],
)
def test_another_meaning_is_never_a_respelling(old, new):
    assert not only_respelt(old, new)


def test_no_spelling_has_two_readings():
    spellings = [s for all_ in (*WORDS.values(), *PARTS.values()) for s in all_.split("|")]
    assert len(spellings) == len(set(spellings))
    stems = [s for all_, _ in STEMS.values() for s in all_.split("|")]
    assert len(stems) == len(set(stems))
    assert not {*WORDS, *PARTS} & set(spellings)


@pytest.mark.parametrize(
    "text",
    ["事務の概要", "事業者が行政機関に通知した時", "様式第2号", "電子計算機処理等業務", "相当程度", "市内の毎戸"],
)
def test_words_inside_other_words_stay(text):
    assert respelt(text) in (text, text.replace("等業務", "等業務"))


def test_long_texts_are_looked_at_in_time():
    assert_grows_with_size(lambda many: only_respelt("用いる事及び" * many, "もちいることおよび" * many), 10_000)
