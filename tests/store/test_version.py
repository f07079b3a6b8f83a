"""Trailers and names of versions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff.errors import PiadiffError
from piadiff.store.names import safe_id, safe_line
from piadiff.store.version import StoredVersion, current, find, from_message, split_spec, to_message
from tests.examples import examples

hostile = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["a\nPiadiff-Date: 1999-01-01\n", "\n\nPiadiff-Id: 別-9", "-", "\x00", "\ud800", " ", "\u2028", "\x85"]
    ),
)
versions = st.builds(
    StoredVersion,
    id=hostile.map(safe_id),
    date=st.dates().map(lambda day: day.isoformat()),
    form=st.sampled_from(("様式2", "様式3", "様式4")),
    edition=st.one_of(st.none(), st.just("平成30年5月")),
    digest=st.binary(min_size=32, max_size=32).map(bytes.hex),
    source=hostile.map(safe_line).map(lambda line: line or "-"),
    title=hostile,
    correction=st.integers(0, 9999),
)


def version(date: str, correction: int = 0, identifier: str = "見本市-1") -> StoredVersion:
    return StoredVersion(
        id=identifier, date=date, form="様式4", edition=None, digest="0" * 64, source="a.txt", correction=correction,
        commit=f"{date}#{correction}",
    )  # fmt: skip


STORED = (
    version("2015-06-01"),
    version("2019-05-01"),
    version("2019-05-01", 1),
    version("2022-06-27"),
    version("2020-01-01", identifier="別の市-2"),
)


@given(versions)
@settings(max_examples=examples(150))
def test_a_message_says_the_version_whatever_the_document_says(stored):
    message = to_message(stored)
    read = from_message("", message)
    assert read is not None
    assert (read.id, read.order, read.form, read.edition) == (stored.id, stored.order, stored.form, stored.edition)
    assert (read.digest, read.source) == (stored.digest, stored.source)
    assert message.splitlines()[1] == "" and message.count("\n\n") == 1


@pytest.mark.parametrize(
    ("old", "by"),
    [
        ("Piadiff-Id: 見本市-1", "Piadiff-Id: ../x"),
        ("Piadiff-Id: 見本市-1", "Piadiff-Id: "),
        ("Piadiff-Date: 2015-06-01", "Piadiff-Date: 2015-13-01"),
        ("Piadiff-Date: 2015-06-01", "Piadiff-Date: 20150601"),
        ("Piadiff-Date: 2015-06-01\n", ""),
        ("Piadiff-Digest: 0", "Piadiff-Digest: x"),
        ("Piadiff-Source", "Piadiff-Correction: 0\nPiadiff-Source"),
    ],
)
def test_a_message_that_is_not_sound_is_no_version(old, by):
    message = to_message(STORED[0])
    assert old in message
    assert from_message("", message.replace(old, by)) is None


def test_a_message_without_trailers_is_no_version():
    assert from_message("", "直した\n") is None
    assert from_message("", "") is None


@pytest.mark.parametrize(
    ("spec", "label"),
    [
        ("見本市-1", "見本市-1@2022-06-27"),
        ("見本市-1@", "見本市-1@2022-06-27"),
        ("見本市-1@latest", "見本市-1@2022-06-27"),
        ("見本市-1@prev", "見本市-1@2019-05-01#1"),
        ("見本市-1@2015-06-01", "見本市-1@2015-06-01"),
        ("見本市-1@2019-04-30", "見本市-1@2015-06-01"),
        ("見本市-1@2019-05-01", "見本市-1@2019-05-01#1"),
        ("見本市-1@令和元年5月1日", "見本市-1@2019-05-01#1"),
        ("見本市-1@H31.4.30", "見本市-1@2015-06-01"),
        ("見本市-1@令和４年６月２７日", "見本市-1@2022-06-27"),
        ("見本市-1@2099-01-01", "見本市-1@2022-06-27"),
        ("見本市-1@2019-05-01#0", "見本市-1@2019-05-01"),
        ("見本市-1@2019-05-01#1", "見本市-1@2019-05-01#1"),
        ("見本市-1#0", "見本市-1@2022-06-27"),
        ("見本市－１@latest".replace("－", "-"), "見本市-1@2022-06-27"),
        ("別の市-2", "別の市-2@2020-01-01"),
    ],
)
def test_a_version_by_its_name(spec, label):
    assert find(STORED, spec).label == label


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("見本市-9", "見本市-9 という評価書はありません.*見本市-1"),
        ("見本市-1@2015-05-31", "有効だった 見本市-1 の版はありません.*2015-06-01"),
        ("見本市-1@いつか", "日付として読めません"),
        ("見本市-1@2019-02-30", "日付として読めません"),
        ("見本市-1@2019-05-01#7", "訂正 7 はありません"),
        ("別の市-2@prev", "前の版がありません.*別の市-2@2020-01-01"),
        ("@latest", "版の指定として読めません"),
        ("a@b@c#d", "版の指定として読めません"),
        ("", "版の指定として読めません"),
    ],
)
def test_a_version_that_is_not_there_is_one_sentence(spec, words):
    with pytest.raises(PiadiffError, match=words) as fault:
        find(STORED, spec)
    assert "\n" not in str(fault.value)


def test_an_empty_store_has_no_version():
    with pytest.raises(PiadiffError, match="まだ何も保管していません"):
        find((), "見本市-1")


def test_of_corrections_only_the_last_stands():
    assert [v.label for v in current(STORED) if v.id == "見本市-1"] == [
        "見本市-1@2015-06-01", "見本市-1@2019-05-01#1", "見本市-1@2022-06-27",
    ]  # fmt: skip


@given(versions)
@settings(max_examples=examples(50))
def test_the_label_names_the_version(stored):
    identifier, when, correction = split_spec(stored.label)
    assert (identifier, when, correction or 0) == (stored.id, *stored.order)
