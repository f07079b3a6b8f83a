"""Drawings of a flow chart: what is shown is a label once, wherever Excel keeps it."""

import hashlib

import pytest

from piadiff.model import Assessment, Figure
from piadiff.readers.workbook import read_workbook
from tests.readers.drawings import anchor, shape, with_parts
from tests.readers.workbooks import make, saved

NAME = "（別添１）事務の内容"
X = Assessment(
    form="様式4",
    edition="平成30年5月",
    items={
        "表紙/評価書番号": "1",
        "表紙/評価書名": "事務　全項目評価書",
        "Ⅰ/1/①": "事務",
        "Ⅰ/7/①": "課",
        "Ⅰ/7/②": "課長",
    }
    | {f"Ⅰ/2/システム1/{n}": "名称" if n == "①" else ("機能",) for n in "①②"}
    | {"別添1": Figure(), "Ⅰ/8": ""},
)
_C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_D = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'


def figure(anchors: str, parts: dict[str, bytes] | None = None, relations: dict[str, str] | None = None) -> Figure:
    data = with_parts(saved(make(X)), NAME, anchors, parts or {}, relations or {})
    reading = read_workbook(data, "評価書.xlsx")
    assert reading.unplaced == ()
    return reading.assessment.items["別添1"]


def either(choice: str, fallback: str) -> str:
    return (
        f'<mc:AlternateContent><mc:Choice Requires="a14">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def in_frame(content: str) -> str:
    return f"<xdr:graphicFrame><a:graphic><a:graphicData>{content}</a:graphicData></a:graphic></xdr:graphicFrame>"


@pytest.mark.parametrize(
    "anchors",
    [
        anchor(9, either(shape("窓口"), shape("窓口"))),
        either(anchor(9, shape("窓口")), anchor(9, shape("窓口"))),
        anchor(9, either("", shape("窓口"))),
        anchor(9, f"<xdr:grpSp><xdr:grpSp>{shape('窓口')}</xdr:grpSp></xdr:grpSp>"),
    ],
    ids=["inside", "around", "fallback", "group"],
)
def test_what_is_shown_is_a_label_once(anchors):
    assert figure(anchors) == Figure(labels=("窓口",))


def test_texts_of_charts():
    chart = (
        f"<c:chartSpace {_C} {_A}><c:title><c:tx><c:rich>"
        "<a:p><a:r><a:t>件数の</a:t></a:r><a:r><a:t>推移</a:t></a:r></a:p></c:rich></c:tx></c:title><c:strCache><c:pt><c:v>転入</c:v></c:pt><c:pt><c:v>転出</c:v></c:pt></c:strCache>"
        "<c:numCache><c:pt><c:v>12</c:v></c:pt></c:numCache></c:chartSpace>"
    ).encode()
    frame = in_frame('<c:chart r:id="r1"/>')
    found = figure(anchor(9, frame), {"xl/charts/chart1.xml": chart}, {"r1": "../charts/chart1.xml"})
    assert found == Figure(labels=("件数の推移", "転入", "転出"))


def test_texts_of_smart_art():
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>" for text in ("市民", "", "国")
    )
    data = f"<dgm:dataModel {_D} {_A}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>".encode()
    frame = in_frame('<dgm:relIds r:dm="r2"/>')
    found = figure(anchor(9, frame), {"xl/diagrams/data1.xml": data}, {"r2": "../diagrams/data1.xml"})
    assert found == Figure(labels=("市民", "国"))


def test_pictures_alone_in_groups_and_filling_shapes():
    blip = '<xdr:blipFill><a:blip r:embed="r3"/></xdr:blipFill>'
    pictures = f"<xdr:grpSp><xdr:pic>{blip}</xdr:pic></xdr:grpSp>"
    filled = "<xdr:sp><xdr:spPr><a:blipFill><a:blip r:embed='r3'/></a:blipFill></xdr:spPr></xdr:sp>"
    digest = hashlib.sha256(b"picture").hexdigest()
    for inside in (pictures, filled, either(pictures, pictures)):
        found = figure(anchor(9, inside), {"xl/media/p.png": b"picture"}, {"r3": "../media/p.png"})
        assert found == Figure(images=(digest,))
