"""The field's words as the traits look for them: safeguards, names of systems, slips of the pen. Data and pure tests.

All texts given here are folded (``notation.fold``).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

# Measures of 安全管理措置 as the forms and the guideline for 特定個人情報 name them, each by its usual wordings.
_SAFEGUARDS: tuple[tuple[str, str], ...] = (
    ("認証", r"認証(?!局)"),
    ("生体認証", r"生体|指紋|静脈|虹彩|顔"),
    ("二要素認証", r"[二2]要素|多要素"),
    ("パスワード", r"パスワード|暗証"),
    ("暗号化", r"暗号"),
    ("施錠", r"施錠|鍵付|鍵の|錠前"),
    ("入退室管理", r"入退[室館]|入[室館](?:を|者|の|制限|管理)|ゲート"),
    ("監視", r"監視|警備|見張|カメラ"),
    ("ログ", r"ログ(?!イン|オン|アウト|オフ)|操作履歴|アクセス履歴|証跡"),
    ("記録", r"記録(?:を|する|し|簿)|台帳(?:に|を)"),
    ("点検", r"点検|監査|検査|照合|突合|(?<!本人)確認(?!情報|書|証)|本人確認(?!情報|書)"),
    ("制限", r"制限|限定|制御|禁止|遮断|抑止|防止|特定(?:し|する)"),
    ("権限管理", r"権限"),
    ("画面", r"スクリーンセーバ|画面ロック|離席|のぞき|覗き"),
    ("無害化", r"ウイルス|ウィルス|マルウェア|不正プログラム|セキュリティパッチ|ファイアウォール|侵入"),
    ("電源", r"無停電|UPS|自家発電"),
    ("耐災害", r"耐震|免震|消火|防火|冗長"),
    ("バックアップ", r"バックアップ|複製"),
    ("消去", r"溶解|裁断|破砕|物理的破壊|完全に消去|復元(?:不可能|できない)|シュレッダ"),
    ("分離", r"閉域|専用(?:線|回線)|分離|切り?離|隔離"),
    ("教育", r"研修|教育|訓練|啓発|周知|誓約"),
)
# What tells of handling by others, elsewhere or in another way: such an addition is more than a safeguard.
_HANDLING = re.compile(
    r"[<>]|委託|クラウド|データセンター|外部(?!から)|提供|移転|連携|送信|送付|持ち?出|媒体|新たに|入手|収集|オンライン"
    r"|インターネット|遠隔|リモート|テレワーク|標準準拠|ガバメント|学習|AI|人工知能|自動(?:判定|化)|他(?:市|町|村|機関|団体)"
)
# What lets go of a safeguard, or says that there is none.
_RELAXED = re.compile(
    r"緩和|不要|廃止|省略|免除|解除|取りやめ|撤廃|ない|なく|なし|[せらかさわたまば]ず|任意|限り|に限る|できる|あっても|やむを得"
    r"|必要に応|例外|原則|努め|場合がある|こともある|代え|替え|代わり|止め|減ら"
)
# Words that carry nothing of their own where one says the same otherwise: 等を利用して → の利用や.
_GENERIC = re.compile(r"利用|使用|実施|情報|本人確認|場合|方法|措置|当該|及び|並びに|又は|等|行|為|各|[\Wぁ-ゖー]")
_GENERIC_SIGNS = re.compile(r"[利用使実施情報本人確認場合方法措置当該及び並又は等行為各\Wぁ-ゖー]")

# Kana that change what a sentence says, of whom, and how far it reaches: a change of these is more than wording.
_MEANING = re.compile(
    r"な[いくけし]|ません|ず(?:に)?|ざる|のみ|だけ|まで|から|より|ごと|しか|ほか|など|さえ|のうち|また|や|と(?!し|な|お)|か(?!つ)"
    r"|も|が|を|へ|で(?![あす])|に(?!な[るりっ])|[さわたら]せ[るてなら]|やめ|できる|でき|べき|もしくは|あるいは|および"
)
_KANA = re.compile(r"[ぁ-ゖゝゞー、。・,]+")
# Words that sound alike and are mistaken for one another; whichever way the correction goes, it is a slip of the pen.
_MISTAKEN = (
    ("施工", "施行"), ("保証", "保障"), ("補償", "保障"), ("対照", "対象"), ("対称", "対象"), ("移動", "異動"),
    ("以外", "意外"), ("改訂", "改定"), ("追及", "追求"), ("解放", "開放"), ("回答", "解答"), ("体勢", "体制"),
    ("態勢", "体制"), ("紹介", "照会"),
    ("搭録", "登録"), ("下さい", "ください"), ("及び", "および"), ("又は", "または"),
    ("行なう", "行う"), ("行なっ", "行っ"), ("取扱い", "取り扱い"), ("コンピューター", "コンピュータ"),
    ("サーバー", "サーバ"), ("ユーザー", "ユーザ"), ("プリンター", "プリンタ"), ("スキャナー", "スキャナ"),
    ("毀損", "き損"), ("漏洩", "漏えい"), ("滅失", "減失"), ("既存", "己存"), ("個人番号", "固人番号"),
)  # fmt: skip
# All that a correction of wording may touch: what is left without these characters says the same before and after.
_CORRECTED = "".join(sorted(set("".join(word for pair in _MISTAKEN for word in pair))))
_WORDED = re.compile(f"[ぁ-ゖゝゞー、。・,{_CORRECTED}]+")

# What a name of a system ends in, and what no such name holds: it begins behind the last of these.
_SYSTEM_END = re.compile(
    r"(?:システム|サービス|サーバー?|クラウド|センター|基盤|アプリ(?:ケーション)?|プラットフォーム|ネットワーク|ポータル|端末|ツール|ソフトウェア)"
    r"(?!株式会社|有限会社|合同会社|\(株\)|社)"
)
_NO_NAME = re.compile(r"[\s、。・,()<>「」『』\[\]のをにはがとでへもや①-⑳→↔⇔:]")
_LONGEST_NAME = 40
_COMPANY = ("株式会社", "有限会社", "合同会社", "(株)")


@cache
def _any_safeguard() -> re.Pattern[str]:
    """All wordings of measures; compiled where they are first looked for."""
    return re.compile("|".join(words for _, words in _SAFEGUARDS))


def is_safeguard(term: str) -> bool:
    """Whether a term names a measure of 安全管理措置."""
    return bool(_any_safeguard().search(term))


def gains_safeguards(old: str, new: str, went: str, came: str) -> bool:
    """Whether a text that became another names more safeguards and has lost nothing.

    ``old`` and ``new`` are the texts, ``went`` and ``came`` the words that they do not share: each safeguard is named
    as often as before, no other word of weight has gone, and what came neither loosens nor negates.
    """
    if not _any_safeguard().search(came) or relaxes(came):
        return False
    was, now = (Counter(_any_safeguard().findall(text)) for text in (old, new))
    if was - now or not any(not _misspelt(word, old) for word in now - was):
        return False
    return not _GENERIC.sub("", went)


def loses(old: str, new: str) -> bool:
    """Whether a text has signs that stand less often in another one and that none of the words of no weight has: then
    words of weight have gone, however the texts are compared."""
    return any(old.count(sign) > new.count(sign) and not _GENERIC_SIGNS.match(sign) for sign in set(old))


def _misspelt(word: str, text: str) -> bool:
    """Whether a text has the word with one other character in it."""
    windows = (text[start : start + len(word)] for start in range(len(text) - len(word) + 1))
    return len(word) > 2 and any(sum(a != b for a, b in zip(word, window, strict=True)) == 1 for window in windows)


def handles(text: str) -> frozenset[str]:
    """The words in a text that tell of data being handled by others, elsewhere or in another way."""
    return frozenset(_HANDLING.findall(text))


def relaxes(text: str) -> bool:
    """Whether a text says that something is no longer done or needed."""
    return bool(_RELAXED.search(text))


def systems(text: str) -> tuple[str, ...]:
    """The names of systems, services and places of processing in a text, in order, each once; companies aside."""
    names: dict[str, None] = {}
    begin = 0
    for end in _SYSTEM_END.finditer(text):
        lead = text[max(begin, end.start() - _LONGEST_NAME) : end.start()]
        name = _NO_NAME.split(lead)[-1] + end[0]
        begin = end.end()
        if name != end[0] and not any(mark in name for mark in _COMPANY):
            names[name] = None
    return tuple(names)


def may_be_wording(old: str, new: str) -> bool:
    """A cheap first look for :func:`only_wording`, which may leave out what both texts begin and end with."""
    if old[:1] != new[:1] and not (_WORDED.match(old) or _WORDED.match(new)):
        return False
    return _WORDED.sub("", old) == _WORDED.sub("", new)


def only_wording(old: str, new: str) -> bool:
    """Whether two passages say the same in other letters: other kana at the end of words, other punctuation, or one of
    two words that are mistaken for one another. What negates, limits or widens a statement is never only wording."""
    if not may_be_wording(old, new):
        return False
    old, new = _corrected(old), _corrected(new)
    if _KANA.sub("", old) != _KANA.sub("", new):
        return False
    return sorted(_MEANING.findall(old)) == sorted(_MEANING.findall(new))


def _corrected(text: str) -> str:
    for wrong, right in _MISTAKEN:
        text = text.replace(wrong, right)
    return text
