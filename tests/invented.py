"""Invented Japanese for generated assessments and edits: names, sentences, record items, values and whole documents.

Everything is put together from small lists of words by a ``random.Random``, so that the same seed gives the same text.
No word names a real body, company or person.
"""

import re
from random import Random

from piadiff.forms import Node, form
from piadiff.model import Assessment, Figure, Value

PLACES = ("青凪市", "白嶺市", "紅葉町", "月見野市", "霧ヶ浜市", "若草台区", "星降村", "鈴懸市")
TRADES = ("情報システム", "印刷工業", "データ処理", "ビジネスサービス", "電算センター", "クラウド運用", "封入加工")
FIRMS = ("架空", "虚構", "仮名", "空想", "想像", "模擬", "例示", "試作", "見本", "無銘")
AFFAIRS = (
    "予防接種", "後期高齢者医療", "介護保険", "児童手当", "固定資産税", "軽自動車税", "障害者福祉", "生活保護",
    "就学援助", "健康増進", "母子保健", "住宅管理", "国民年金", "戸籍", "印鑑登録", "災害見舞金", "奨学金", "火葬許可",
)  # fmt: skip
WORKS = (
    "通知書の印刷", "申請書の入力", "システムの運用保守", "窓口の案内", "コールセンターの運営", "帳票の封入封緘",
    "データの移行", "電話による勧奨", "現地の調査", "証明書の作成", "収納の消込み", "診療報酬の点検", "文書の保管",
)  # fmt: skip
OFFICES = (
    "健康推進課",
    "高齢福祉課",
    "子育て支援課",
    "資産税課",
    "学校教育課",
    "住宅政策課",
    "戸籍係",
    "防災安全室",
    "会計課",
)
BODIES = (
    "後期高齢者医療広域連合", "都道府県知事", "国税庁長官", "社会保険診療報酬支払基金", "全国健康保険協会", "共済組合",
    "他の市町村長",
    "独立行政法人日本学生支援機構", "地方公務員災害補償基金", "雇用保険を扱う公共職業安定所長", "教育委員会",
)  # fmt: skip
SYSTEMS = (
    "管理システム",
    "台帳システム",
    "申請受付システム",
    "情報連携基盤",
    "窓口支援システム",
    "電子審査システム",
    "帳票発行システム",
)
RECORDS = (
    "接種年月日", "医療機関コード", "要介護度", "負担割合", "車両番号", "地番", "家屋番号", "手帳番号", "障害等級",
    "受給者番号",
    "支給額", "保護開始日", "学年", "学校名", "健診結果", "妊娠届出日", "使用者氏名", "減免区分", "資格喪失日",
    "証明書番号",
    "連絡先電話番号", "送付先氏名", "金融機関名", "口座種別", "世帯主との続柄", "認定有効期間", "申請受付日",
    "決定通知日",
)  # fmt: skip
WHO = (
    "担当職員",
    "所属長",
    "システム管理者",
    "委託先の責任者",
    "受付の職員",
    "監査の担当者",
    "審査会",
    "当該事務の従事者",
)
WHEN = (
    "毎年度の初めに",
    "処理の都度",
    "月に１回",
    "異動があったときは速やかに",
    "業務の終了後に",
    "四半期ごとに",
    "申請を受けた日に",
)
WHAT = (
    "接種の記録", "賦課の根拠となる資料", "操作の履歴", "電子記録媒体", "本人確認の書類", "権限の一覧",
    "バックアップの媒体",
    "受渡しの記録", "照会の結果", "廃棄の証明書", "入退室の記録", "対象者の一覧", "届出の内容", "連携の設定",
)  # fmt: skip
HOW = (
    "施錠できる保管庫において", "二人で読み合わせて", "暗号化した上で", "専用の端末を用いて", "複数の部署が立ち会って",
    "機械による照合を経て", "あらかじめ承認を得て", "画面に表示される警告に従って", "台帳と突き合わせて",
)  # fmt: skip
DO = (
    "確認する。",
    "保管する。",
    "点検する。",
    "記録する。",
    "消去する。",
    "報告する。",
    "照合する。",
    "登録する。",
    "廃棄する。",
)
WORDS = (
    "原則として", "必要最小限の", "遅滞なく", "所属長の承認を得た", "定期的に", "書面により", "新たに設置した",
    "標準準拠の",
    "庁舎外の", "電磁的な", "令和７年度から", "関係部署と協議の上", "試験環境の", "外部監査人が", "匿名化された",
)  # fmt: skip
_SLOT = re.compile(r"(?:システム|委託事項|提供先|移転先)n|\(n\)")


def sentence(rng: Random) -> str:
    """One sentence as stands in a measure or a description."""
    who, when, what = rng.choice(WHO), rng.choice(WHEN), f"{rng.choice(AFFAIRS)}に係る{rng.choice(WHAT)}"
    return f"{who}は、{when}、{what}を{rng.choice(HOW)}{rng.choice(DO)}"


def company(rng: Random) -> str:
    """A company."""
    return f"{rng.choice(FIRMS)}{rng.choice(TRADES)}株式会社{rng.choice(('', '　白嶺支店', '　公共営業部'))}"


def name(rng: Random, word: str) -> str:
    """What a group of this sort (委託事項, 提供先, 移転先, システム, ファイル) could be called."""
    affair = rng.choice(AFFAIRS)
    if word == "委託事項":
        return f"{affair}に関する{rng.choice(WORKS)}業務{rng.choice(('', '委託', 'の一部委託'))}"
    if word == "提供先":
        return rng.choice((rng.choice(BODIES), f"{rng.choice(PLACES)}の{affair}を所管する者"))
    if word == "移転先":
        return (
            f"{rng.choice(PLACES)}{rng.choice(('健康福祉部', '市民生活部', '教育部', '税務部'))}　{rng.choice(OFFICES)}"
        )
    if word == "システム":
        return f"{affair}{rng.choice(SYSTEMS)}"
    return f"{affair}{rng.choice(('台帳', '資格情報', '賦課情報', '給付情報'))}ファイル"


def record(rng: Random) -> str:
    """A record item of 別添2."""
    return f"{rng.choice(AFFAIRS)}{rng.choice(('の', '　', ''))}{rng.choice(RECORDS)}"


def value(rng: Random, node: Node) -> Value:
    """A filled value for an item of this kind."""
    if node.kind == "text":
        return tuple(f"{rng.choice(('・', '', '①'))}{sentence(rng)}" for _ in range(rng.randint(1, 4)))
    if node.kind == "list":
        return tuple(dict.fromkeys(record(rng) for _ in range(rng.randint(3, 60))))
    if node.kind == "choice":
        return rng.choice(node.boxes) if node.boxes else "実施する"
    if node.kind == "checks":
        return boxes(rng, node)
    if node.kind == "count":
        return rng.randint(1, 30)
    if node.kind == "date":
        return date(rng)
    if node.kind == "figure":
        labels = tuple(dict.fromkeys(record(rng) for _ in range(8)))
        return Figure(labels=labels, images=(f"{rng.getrandbits(256):064x}",))
    return company(rng) if node.label == "委託先名" else f"{rng.choice(PLACES)}{rng.choice(OFFICES)}"


def boxes(rng: Random, node: Node) -> dict[str, str]:
    """Some marked boxes, those that take text with some."""
    options = node.options or ("紙", "その他()")
    chosen = rng.sample(options, rng.randint(1, min(3, len(options))))
    return {o.removesuffix("()"): record(rng) if o.endswith("()") else "" for o in options if o in chosen}


def date(rng: Random) -> str:
    """A day in 令和."""
    return f"令和{rng.randint(2, 8)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"


def document(rng: Random, form_name: str) -> Assessment:
    """A filled assessment of one form with one to three files and up to six groups of each sort; some boxes empty."""
    tree = form(form_name)
    files = rng.randint(1, 3)
    many: dict[str, int] = {}
    items: dict[str, Value] = {}
    for node in tree.items:
        for path in _numbered(node.path, rng, files, many):
            items[path] = value(rng, node) if rng.random() < 0.93 else _empty(node)
    for path in [p for p in items if p.startswith(("Ⅱ/(", "Ⅲ/(")) and p.endswith(")/1")]:
        number = path.split("/")[1][1:-1]
        items[path] = items.get(f"Ⅱ/({number})/1") if path[0] == "Ⅲ" else f"（{number}）{name(rng, 'ファイル')}"
    taken: set[str] = set()
    for path in items:
        if word := name_word(path):
            items[path] = fresh_name(rng, word, taken)
    return Assessment(form=form_name, items={path: items[path] for path in sorted(items, key=tree.sort_key)})


def name_word(path: str) -> str | None:
    """The sort of group whose name stands at ``path``; None where no name of a group stands."""
    last = path.removesuffix("/①") if "/システム" in path else path
    found = re.search(r"/(システム|委託事項|提供先|移転先)\d+$", last)
    if not found or (found[1] == "システム" and not path.endswith("/①")):
        return None
    return found[1]


def fresh_name(rng: Random, word: str, taken: set[str]) -> str:
    """A name that is not taken yet."""
    while (chosen := name(rng, word)) in taken:
        pass
    taken.add(chosen)
    return chosen


def _numbered(pattern: str, rng: Random, files: int, many: dict[str, int]) -> list[str]:
    """The concrete paths of a pattern."""
    if re.search(r"システムn$", pattern):
        return []  # the form gives a system no box of its own
    paths = [pattern]
    while slot := _SLOT.search(paths[0]):
        grown = []
        for path in paths:
            at = path[: slot.start()] if path == paths[0] else path[: _SLOT.search(path).start()]  # type: ignore[union-attr]
            word, rest = slot[0], path[len(at) + len(slot[0]) :]
            count = files if word == "(n)" else many.setdefault(at + word, rng.randint(0, 6))
            grown += [f"{at}{word.replace('n', str(n))}{rest}" for n in range(1, count + 1)]
        if not grown:
            return []
        paths = grown
    return paths


def _empty(node: Node) -> Value:
    return {"text": (), "list": (), "checks": {}, "count": None, "figure": Figure()}.get(node.kind, "")
