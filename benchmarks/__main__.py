"""``python -m benchmarks``: piadiff against DeepDiff and against a bare start of its packages.

``python -m benchmarks recall [RUNS [SEED]]`` measures instead how many known edits are found (``recall``),
``python -m benchmarks growth`` how time grows with items and groups (``growth``), ``python -m benchmarks versions
[N]`` how it grows with the versions in a store (``versions``), ``python -m benchmarks reliability [KILLS [WRITERS]]``
whether a store outlives being killed and written to by many at once (``reliability``).

Uses the real pair of documents where it lies beside the checkout (../shared), else the bundled sample.
"""

from __future__ import annotations

import json
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks import growth, recall, reliability, versions
from benchmarks.measure import peak_megabytes, process, side_by_side
from benchmarks.precedents import precedents
from benchmarks.readers import main as readers_of_workbooks
from benchmarks.tables import tables
from benchmarks.worst import rewritten

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "published"
BARE = "import typer, git, deepdiff"


def documents() -> tuple[Path, Path]:
    """The older and the newer document: the real pair, else the sample's last two versions."""
    name = "所沢市_住民基本台帳_全項目"
    if (REAL / f"{name}.txt").is_file():
        return REAL / f"{name}_前版.txt", REAL / f"{name}.txt"
    sample = ROOT / "piadiff" / "sample"
    return sample / "v2.txt", sample / "v3.txt"


def main() -> None:
    """Measures and prints one line each, with the aim beside it."""
    from deepdiff import DeepDiff

    from piadiff import canonical, readers
    from piadiff.classifier import judge
    from piadiff.differ import diff
    from piadiff.forms import form

    old_path, new_path = documents()
    old, new = (readers.read(path).assessment for path in (old_path, new_path))
    old_data, new_data = (json.loads(canonical.dumps(a)) for a in (old, new))
    tree = form(new.form)
    print(f"文書: {old_path.name} → {new_path.name}（{len(new.items)}項目）")

    deep = partial(DeepDiff, old_data, new_data)
    compare = side_by_side(lambda: diff(old, new), deep, runs=9, inner=20)
    both = side_by_side(lambda: judge(diff(old, new).changes, tree), deep, runs=9, inner=20)
    print(
        f"差分（語・特徴・まとまりまで、同じプロセス）: {compare.ours * 1000:.1f} ms、"
        f"DeepDiff {compare.theirs * 1000:.1f} ms、{1 / compare.ratio:.1f} 倍速い（目標 20 倍以上）、"
        f"判定も含めて {1 / both.ratio:.1f} 倍"
    )

    piadiff = [sys.executable, "-m", "piadiff"]
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        for path, date in ((old_path, "2020-01-01"), (new_path, "2021-01-01")):
            process([*piadiff, "add", str(path), "--date", date, "--store", str(store)])()
        identifier = next((store / "assessments").iterdir()).name
        command = [*piadiff, "diff", f"{identifier}@prev", f"{identifier}@latest", "--json", "--store", str(store)]
        bare = [sys.executable, "-c", BARE]
        whole = side_by_side(process(command), process(bare), runs=9)
        print(
            f"保管庫からの diff --json（プロセス全体）: {whole.ours:.2f} 秒、{BARE} だけ {whole.theirs:.2f} 秒、"
            f"比 {whole.ratio:.2f}（目標 1.2 以下）"
        )
        read = [*piadiff, "read", str(new_path), "--json"]
        reading = side_by_side(process(read), process(bare), runs=5)
        size = new_path.stat().st_size / 1000
        print(f"読取り {size:.0f} KB（プロセス全体）: {reading.ours:.2f} 秒、比 {reading.ratio:.2f}（目標 1 秒以下）")
        _pdf()
        rewritten()
        precedents(old, new, new_path)
        readers_of_workbooks()
        tables()
        for name, line in (("読取り", read), ("diff", command)):
            peak, base = peak_megabytes(line), peak_megabytes(bare)
            if peak is None or base is None:
                print(f"最大メモリー（{name}）: この環境では測れません")
            else:
                print(f"最大メモリー（{name}）: {peak:.0f} MB、比 {peak / base:.2f}（目標 150 MB 以下）")


def _pdf() -> None:
    """Reading a printed form against the bare text that PDFium gives of it."""
    import pypdfium2

    from piadiff.readers.pdf import read_pdf

    data = (ROOT / "tests" / "data" / "form.pdf").read_bytes()
    pages = len(pypdfium2.PdfDocument(data))

    def bare() -> list[str]:
        with pypdfium2.PdfDocument(data) as document:
            return [page.get_textpage().get_text_range() for page in document]

    pair = side_by_side(lambda: read_pdf(data, "form.pdf"), bare, runs=9)
    print(
        f"PDF の読取り（同じプロセス）: 1ページ {pair.ours * 1000 / pages:.1f} ms、pypdfium2 の文字だけ "
        f"{pair.theirs * 1000 / pages:.1f} ms、比 {pair.ratio:.1f}（目標 100 ページ 20 秒以下）"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["recall"]:
        recall.main(sys.argv[2:])
    elif sys.argv[1:2] == ["versions"]:
        versions.main(*map(int, sys.argv[2:3]))
    elif sys.argv[1:2] == ["reliability"]:
        reliability.main(*map(int, sys.argv[2:4]))
    elif sys.argv[1:2] == ["growth"]:
        growth.main()
    else:
        main()
