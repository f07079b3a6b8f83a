"""Puts a drawing (shapes with text, one picture) onto a sheet of a workbook, as bytes: openpyxl writes no shapes."""

import hashlib
import io
import re
import zipfile

_NS = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def with_drawing(data: bytes, sheet: str, texts: list[str], picture: bytes, row: int) -> tuple[bytes, str]:
    """The workbook with the drawing from ``row`` on, and the SHA-256 of the picture."""
    members = unzipped(data)
    book = members["xl/workbook.xml"].decode()
    names = re.findall(r'<(?:\w+:)?sheet [^>]*name="([^"]*)"', book)
    part = f"sheet{names.index(sheet) + 1}.xml"
    xml = members[f"xl/worksheets/{part}"].decode()
    end = xml.rindex("</worksheet>")
    tail = '<drawing xmlns:r="' + _REL + '" r:id="rIdDrawing"/>'
    members[f"xl/worksheets/{part}"] = (xml[:end] + tail + xml[end:]).encode()
    relation = f'<Relationship Id="rIdDrawing" Type="{_REL}/drawing" Target="../drawings/drawing9.xml"/>'
    members[f"xl/worksheets/_rels/{part}.rels"] = _RELS.format(relation).encode()
    shapes = "".join(_anchor(row, f"<xdr:sp><xdr:txBody>{_paragraphs(text)}</xdr:txBody></xdr:sp>") for text in texts)
    pic = '<xdr:pic><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic>'
    members["xl/drawings/drawing9.xml"] = f"<xdr:wsDr {_NS}>{shapes}{_anchor(row, pic)}</xdr:wsDr>".encode()
    image = f'<Relationship Id="rId1" Type="{_REL}/image" Target="../media/image9.png"/>'
    members["xl/drawings/_rels/drawing9.xml.rels"] = _RELS.format(image).encode()
    members["xl/media/image9.png"] = picture
    return zipped(members), hashlib.sha256(picture).hexdigest()


def _anchor(row: int, inside: str) -> str:
    at = f"<xdr:from><xdr:col>1</xdr:col><xdr:row>{row - 1}</xdr:row></xdr:from>"
    return f"<xdr:twoCellAnchor>{at}{inside}<xdr:clientData/></xdr:twoCellAnchor>"


def _paragraphs(text: str) -> str:
    return "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))


def with_parts(data: bytes, sheet: str, anchors: str, parts: dict[str, bytes], relations: dict[str, str]) -> bytes:
    """The workbook with a drawing of these anchors, further members, and relations (id → target) of the drawing."""
    members = unzipped(with_drawing(data, sheet, [], b"", row=1)[0])
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    )
    members["xl/drawings/drawing9.xml"] = f"<xdr:wsDr {_NS} {spaces}>{anchors}</xdr:wsDr>".encode()
    named = (f'<Relationship Id="{i}" Type="{_REL}/x" Target="{target}"/>' for i, target in relations.items())
    members["xl/drawings/_rels/drawing9.xml.rels"] = _RELS.format("".join(named)).encode()
    return zipped(members | parts)


def anchor(row: int, inside: str) -> str:
    """An anchor of a drawing at a row."""
    return _anchor(row, inside)


def shape(text: str) -> str:
    """A shape with text."""
    return f"<xdr:sp><xdr:txBody>{_paragraphs(text)}</xdr:txBody></xdr:sp>"


def unzipped(data: bytes) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: dict[str, bytes]) -> bytes:
    """An archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()
