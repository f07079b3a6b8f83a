"""Reports for the tests of the page: a small one with something of everything, and a large one."""

from dataclasses import replace

from piadiff.forms import form
from piadiff.model import Assessment, Change, Judged, Judgement
from piadiff.report import Report, build

TREE = form("様式4")
JUDGEMENTS = {
    "yes": Judgement(
        important="yes", timing="事前", reason="重要な変更", basis="規則第11条", rule="群の追加-※", why="群が加わった。"
    ),
    "review": Judgement(
        important="review", timing="事前", reason="要確認", basis="規則第11条", rule="要確認-追加", why="人が決める。"
    ),
    "no": Judgement(
        important="no", timing="事後", reason="記載の整理", basis="規則第14条", rule="その他の項目", why="※がない。"
    ),
}


def judged(path: str, before: str, after: str, important: str, **more: object) -> Judged:
    change = Change(kind="changed", path=path, heading=TREE.heading(path), before=(before,), after=(after,))
    return Judged(change=replace(change, **more), judgement=JUDGEMENTS[important])


SMALL = (
    judged("Ⅰ/1/②", "窓口で受け付ける。", "窓口と郵送で受け付ける。", "no", traits=("追加のみ",)),
    judged("Ⅰ/7/①", "市民部市民課", "市民部戸籍課", "no", thread="「市民課」→「戸籍課」", traits=("組織名・部署名",)),
    judged("Ⅱ/(1)/4/委託事項1/⑥", "ＡＢＣ株式会社", "ＸＹＺ株式会社", "no"),
    judged("Ⅲ/(1)/3/リスク2/ユーザ認証の管理/具体的な管理方法", "カードによる。", "カードと指紋による。", "review"),
    judged(
        "Ⅲ/(1)/7/リスク1/⑤/具体的な対策の内容", "市民課が施錠する。", "戸籍課が施錠する。", "review",
        thread="「市民課」→「戸籍課」",
    ),
    judged("Ⅳ/1/①", "年に一度行う。", "行わない。", "yes"),
)  # fmt: skip
UNCHANGED = Assessment(
    form="様式4",
    items={"Ⅰ/1/①": "住民基本台帳に関する事務", "Ⅱ/(1)/2/①": "システム用ファイル", "Ⅴ/1/③": "手数料は無料"},
)


def small() -> Report:
    return build(SMALL, TREE, title="住民基本台帳に関する事務", old="旧.txt", new="新.txt", after=UNCHANGED)


def large(count: int = 300) -> Report:
    """``count`` changes with texts as long as those of published documents, and twice as many unchanged items."""
    text = (
        "特定個人情報の入手に当たっては、対象者以外の情報を入手しないよう、届出書の記載と本人確認書類とを突き合わせる。"
        * 6
    )
    paths = [f"Ⅱ/(1)/4/委託事項{n}/{box}" for n in range(1, count // 6 + 1) for box in "①②③⑥⑦⑨"]
    changes = [
        judged(
            path,
            f"{text}第{n}号に係る事項は市民課で扱う。",
            f"{text}第{n}号に係る事項は戸籍課で扱う。",
            ("no", "yes", "review")[n % 3],
            thread=f"まとまり{n % 7}" if n % 2 else None,
            traits=("組織名・部署名", "追加のみ") if n % 5 else (),
        )
        for n, path in enumerate(paths)
    ]
    items = {f"Ⅱ/(2)/4/委託事項{n}/{box}": text for n in range(1, count // 3 + 1) for box in "①②③⑥⑦⑨"}
    after = Assessment(form="様式4", items=items)
    return build(changes, TREE, title="大きな評価書", old="旧", new="新", after=after)
