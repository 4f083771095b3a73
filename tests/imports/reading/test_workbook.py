"""Sheets, texts and styles are found where a workbook says that they are."""

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.imports.reading.limits import Fault
from portal.imports.reading.workbook import Strings, plain, workbook_rows
from tests.imports.workbooks import BOOK, LINKS, MAIN, ONE_SHEET, PACKAGE, sheet, texts, workbook

GOOD = texts(["name"], ["Alice"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where to write."""
    return tmp_path / "people.xlsx"


def read(file: Path) -> list[list[str]]:
    """Return the cells of each row."""
    rows: list[list[str]] = []
    workbook_rows(file, lambda _, cells: rows.append(cells))
    return rows


def refused(file: Path) -> str:
    """Return why the workbook is refused."""
    with pytest.raises(Fault) as told:
        read(file)
    return told.value.code


def links(*targets: tuple[str, str]) -> str:
    """Return the part that says where parts are: id and target."""
    inside = "".join(f'<Relationship Id="{key}" Target="{target}"/>' for key, target in targets)
    return f'<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'


def without(file: Path, *names: str) -> Path:
    """Take parts out of the workbook."""
    with zipfile.ZipFile(file) as old:
        kept = {name: old.read(name) for name in old.namelist() if name not in names}
    with zipfile.ZipFile(file, "w") as new:
        for name, content in kept.items():
            new.writestr(name, content)
    return file


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_sheet_that_nobody_sees_is_not_read(file: Path, state: str) -> None:
    sheets = f'<sheet name="H" sheetId="1" state="{state}" r:id="rId1"/>'

    assert refused(workbook(file, GOOD, sheets=sheets)) == "empty"


def test_the_first_sheet_in_the_book_s_order_is_read_and_not_the_first_part(file: Path) -> None:
    sheets = '<sheet name="B" sheetId="2" r:id="rId4"/><sheet name="A" sheetId="1" r:id="rId1"/>'
    parts = {"xl/worksheets/sheet2.xml": sheet(texts(["name"], ["Eve"]))}

    assert read(workbook(file, GOOD, sheets=sheets, parts=parts)) == [["name"], ["Eve"]]


def test_a_chart_before_the_table_is_passed_over(file: Path) -> None:
    sheets = '<sheet name="Chart" sheetId="1" r:id="rId9"/><sheet name="People" sheetId="2" r:id="rId1"/>'
    where = links(("rId9", "chartsheets/sheet1.xml"), ("rId1", "worksheets/sheet1.xml"))

    assert read(workbook(file, GOOD, sheets=sheets, parts={"xl/_rels/workbook.xml.rels": where})) == [
        ["name"],
        ["Alice"],
    ]


def test_a_sheet_outside_the_workbook_is_never_fetched(file: Path) -> None:
    where = LINKS.replace('Target="worksheets/sheet1.xml"', 'Target="file:///worksheets/x.xml" TargetMode="External"')

    assert refused(workbook(file, GOOD, parts={"xl/_rels/workbook.xml.rels": where})) == "empty"


@pytest.mark.parametrize(
    "target", ["/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml", "Worksheets/../worksheets/SHEET1.xml"]
)
def test_a_sheet_is_found_however_its_place_is_spelt(file: Path, target: str) -> None:
    parts = {"xl/_rels/workbook.xml.rels": links(("rId1", target))}

    assert read(workbook(file, GOOD, parts=parts)) == [["name"], ["Alice"]]


def test_a_sheet_that_is_named_and_not_there_breaks_the_workbook(file: Path) -> None:
    assert refused(without(workbook(file, GOOD), "xl/worksheets/sheet1.xml")) == "broken_workbook"


def test_a_workbook_that_does_not_say_where_its_parts_are_is_broken(file: Path) -> None:
    assert refused(without(workbook(file, GOOD), "xl/_rels/workbook.xml.rels")) == "broken_workbook"


def test_texts_and_styles_may_be_left_out(file: Path) -> None:
    cells = '<row r="1"><c><v>1.0</v></c><c s="1"><v>46114</v></c></row>'

    assert read(without(workbook(file, cells), "xl/styles.xml", "xl/sharedStrings.xml")) == [["1", "46114"]]


def test_a_sheet_without_cells_has_no_rows(file: Path) -> None:
    assert read(workbook(file, "")) == []


def test_styles_without_any_are_plain(file: Path) -> None:
    cells = '<row r="1"><c s="0"><v>46114</v></c></row>'

    assert read(workbook(file, cells, parts={"xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>'})) == [["46114"]]


def test_formats_told_by_strange_numbers_are_plain(file: Path) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf numFmtId="x"/><xf numFmtId="-14"/></cellXfs></styleSheet>'
    cells = '<row r="1">' + "".join(f'<c s="{style}"><v>46114</v></c>' for style in range(3)) + "</row>"

    assert read(workbook(file, cells, parts={"xl/styles.xml": styles})) == [["46114"] * 3]


@pytest.mark.parametrize(
    ("said", "day"), [("1", "2026-04-02"), ("true", "2026-04-02"), ("0", "2022-04-01"), ("false", "2022-04-01")]
)
def test_a_workbook_says_in_several_ways_that_it_counts_from_1904(file: Path, said: str, day: str) -> None:
    cells = '<row r="1"><c s="1"><v>44652</v></c></row>'

    assert read(workbook(file, cells, options=f' date1904="{said}"')) == [[day]]


def test_an_empty_text_beside_the_sheet_keeps_the_others_in_their_places(file: Path) -> None:
    cells = '<row r="1">' + "".join(f'<c t="s"><v>{number}</v></c>' for number in (2, 1, 0)) + "</row>"

    assert read(workbook(file, cells, strings="<si><t>a</t></si><si/><si><t>c</t></si>")) == [["c", "", "a"]]


def test_spaces_in_a_text_are_kept(file: Path) -> None:
    strings = '<si><t xml:space="preserve"> Alice\n Alm </t></si>'

    assert read(workbook(file, '<row r="1"><c t="s"><v>0</v></c></row>', strings=strings)) == [[" Alice\n Alm "]]


def test_a_text_asked_for_by_a_negative_number_breaks_the_workbook(file: Path) -> None:
    cells = '<row r="1"><c t="s"><v>-1</v></c></row>'

    assert refused(workbook(file, cells, strings="<si><t>a</t></si><si><t>b</t></si>")) == "broken_workbook"


def test_readings_beside_a_text_in_the_sheet_are_left_out(file: Path) -> None:
    reading = '<rPh sb="0" eb="2"><t>トウキョウ</t></rPh>'
    cells = f'<c r="A1" t="inlineStr"><is><t>東京</t>{reading}</is></c><c r="B1"><v>7</v></c>'

    assert read(workbook(file, f'<row r="1">{cells}</row>')) == [["東京", "7"]]


def test_an_archive_of_letters_is_no_workbook(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")

    assert refused(file) == "not_a_workbook"


def test_a_workbook_in_the_strict_form_of_the_standard_is_read(file: Path) -> None:
    strict = "http://purl.oclc.org/ooxml"
    book = BOOK.format(sheets=ONE_SHEET, options="").replace(MAIN, f"{strict}/spreadsheetml/main")

    assert read(workbook(file, GOOD, parts={"xl/workbook.xml": book})) == [["name"], ["Alice"]]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=20))
def test_packed_texts_come_back_by_their_numbers(words: list[str]) -> None:
    packed = Strings()
    for word in words:
        packed.add(word.replace("_x", ""))

    assert [packed[number] for number in range(len(words))] == [word.replace("_x", "") for word in words]
    for wrong in (-1, len(words)):
        with pytest.raises(IndexError):
            packed[wrong]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("_x005F_x000D_", "_x000D_"),
        ("a_x0009_b_x000d_c", "a\tb\rc"),
        ("_X000A_", "_X000A_"),
        ("_x00G0_", "_x00G0_"),
        ("_xDFFF__xE000_", "\N{REPLACEMENT CHARACTER}\ue000"),
        ("", ""),
    ],
)
def test_a_character_by_its_number_is_spelt_out_once(written: str, meant: str) -> None:
    assert plain(written) == meant


@given(st.text(max_size=40))
def test_a_text_without_numbers_of_characters_stays(text: str) -> None:
    assert plain(text.replace("_", "-")) == text.replace("_", "-")


@settings(deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_a_workbook_with_any_bytes_spoilt_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    file = tmp_path_factory.getbasetemp() / "spoilt.xlsx"
    content = BytesIO(workbook(file, GOOD).read_bytes()).getbuffer()
    dice = random.Random(seed)
    for _ in range(dice.randint(1, 5)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    file.write_bytes(content)

    try:
        rows = read(file)
    except Fault:
        return

    assert all(isinstance(cell, str) for cells in rows for cell in cells)
