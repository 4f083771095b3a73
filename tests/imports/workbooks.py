"""Workbooks made for a test, well and badly."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

BOOK = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr{{options}}/><sheets>{{sheets}}</sheets></workbook>'
LINKS = (
    f'<Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId3" Type="{RELATIONS}/styles" Target="/xl/styles.xml"/>'
    f'<Relationship Id="rId4" Type="{RELATIONS}/worksheet" Target="worksheets/sheet2.xml"/>'
    "</Relationships>"
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="00000"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/>'
    "</cellXfs></styleSheet>"
)
PLAIN, DAY, POSTCODE, MOMENT, TIME = range(5)
"""The styles of a cell."""
ONE_SHEET = '<sheet name="People" sheetId="1" r:id="rId1"/>'


def sheet(cells: str) -> str:
    """Return a sheet with those rows."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'


def texts(*rows: Iterable[str]) -> str:
    """Return rows of plain texts."""
    return "".join(
        f'<row r="{number}">' + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) + "</row>"
        for number, row in enumerate(rows, 1)
    )


def workbook(
    path: Path,
    cells: str,
    *,
    strings: str = "",
    sheets: str = ONE_SHEET,
    options: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> Path:
    """Write a workbook whose first sheet has those rows, and return its path."""
    known: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
        "xl/workbook.xml": BOOK.format(sheets=sheets, options=options),
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": STYLES,
        "xl/worksheets/sheet1.xml": sheet(cells),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**known, **(parts or {})}.items():
            archive.writestr(name, content)
    return path
