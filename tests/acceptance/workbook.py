"""Makes a workbook of a table, as spreadsheets and form services write it: workbook.py TABLE.csv BOOK.xlsx [ODD]

Texts are shared, days are numbers with a format, a cell =A1 is a formula with its value. ODD is `merged` (two cells of the
second row are one) or `bomb` (a sheet that unpacks to 300 MiB).
"""
import csv, datetime, re, sys, zipfile
from xml.sax.saxutils import escape

table, book = sys.argv[1:3]
odd = sys.argv[3] if len(sys.argv) > 3 else ""
shared, rows = [], []
for y, row in enumerate(csv.reader(open(table, encoding="utf-8", newline="")), 1):
    cells = []
    for x, value in enumerate(row):
        at = f"{chr(65 + x)}{y}"
        if odd == "merged" and at == "A3":
            continue
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            days = (datetime.date.fromisoformat(value) - datetime.date(1899, 12, 30)).days
            cells.append(f'<c r="{at}" s="1"><v>{days}</v></c>')
        elif re.fullmatch(r"\d+", value):
            cells.append(f'<c r="{at}"><v>{value}</v></c>')
        elif value.startswith("="):
            cells.append(f'<c r="{at}" t="str"><f>{escape(value[1:])}</f><v>made by {escape(value[1:])}</v></c>')
        elif value:
            shared.append(value)
            cells.append(f'<c r="{at}" t="s"><v>{len(shared) - 1}</v></c>')
    rows.append(f'<row r="{y}">{"".join(cells)}</row>')
head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
package = "http://schemas.openxmlformats.org/package/2006"
kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>' if odd == "merged" else ""
filler = " " * (300 << 20) if odd == "bomb" else ""
parts = {
    "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet {main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f'<sst {main}>{"".join(f"<si><t>{escape(text)}</t></si>" for text in shared)}</sst>',
    "xl/worksheets/sheet1.xml": f'<worksheet {main}><sheetData>{"".join(rows)}{filler}</sheetData>{merged}</worksheet>',
}
with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, text in parts.items():
        archive.writestr(name, head + text)
