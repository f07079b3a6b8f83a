"""A small revision with open judgements, for tests of decisions: two open changes of one thread, two by themselves."""

from piadiff.model import Assessment, Judged
from tests.store.tools import document

ENTRY = "Ⅲ/(1)/2/リスク1/対象者以外の情報の入手を防止するための措置の内容"
USERS = "Ⅲ/(1)/3/リスク2/ユーザ認証の管理/具体的な管理方法"
ROOM = "Ⅲ/(1)/7/リスク1/⑤/具体的な対策の内容"
TECHNIQUE = "Ⅲ/(1)/7/リスク1/⑥/具体的な対策の内容"
OFFICE = "Ⅰ/7/①"

BEFORE = {
    ENTRY: ("窓口で届出書を受け取り、職員が内容を確かめる。",),
    USERS: ("職員ごとに番号を割り当て、合言葉で確かめる。",),
    ROOM: ("入口に鍵を掛ける。", "記録媒体は金庫に納める。"),
    TECHNIQUE: ("不正な通信を監視する。", "記録媒体は金庫に納める。"),
    OFFICE: "市民部　市民課",
}
AFTER = {
    ENTRY: ("窓口又は電子申請で届出書を受け取り、職員が内容を確かめる。",),
    USERS: ("職員ごとに番号を割り当て、指の静脈で確かめる。",),
    ROOM: ("入口に鍵を掛ける。", "記録媒体は保管庫に納める。"),
    TECHNIQUE: ("不正な通信を監視する。", "記録媒体は保管庫に納める。"),
    OFFICE: "市民部　戸籍課",
}


def old(**changed: object) -> Assessment:
    """The earlier version."""
    return document("本文", **{**BEFORE, **changed})


def new(**changed: object) -> Assessment:
    """The later version; keywords replace items, as a corrected draft would."""
    return document("本文", **{**AFTER, **changed})


def judged(before: Assessment | None = None, after: Assessment | None = None) -> tuple[Judged, ...]:
    """The judged changes of the revision."""
    from piadiff.differ import diff
    from piadiff.verdict import judge_comparison

    return judge_comparison(diff(before or old(), after or new()))
