#!/bin/sh
# pypdfium2 5.15.2 (PDFium 8149): of a Chinese font that is named but not embedded (Identity-H with a ToUnicode map, as some
# print drivers write it), PDFium's text page loses every character that is a text object of its own, without any sign;
# digits stay, and the same words in one text object are whole. Seen with and without Chinese fonts on the machine.
# A font handed to PDFium for that name (FPDF_SetSystemFontInfo, pypdfium2's PdfSysfontBase) brings all of them back.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -q --disable-pip-version-check --target "$folder/packages" pypdfium2==5.15.2
PYTHONPATH="$folder/packages" python3 - <<'PYTHON'
import pypdfium2

WORDS = "政府信息公开12"
CODES = {char: number for number, char in enumerate(dict.fromkeys(WORDS), 1)}


def document(content: str) -> bytes:
    pairs = "".join(f"<{code:04x}> <{ord(char):04x}>\n" for char, code in CODES.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange "
        f"{len(CODES)} beginbfchar\n{pairs}endbfchar endcmap end end"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 8 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        "/FontDescriptor 7 0 R/DW 1000>>",
        "<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200"
        "/CapHeight 900/StemV 80>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    ]
    data, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{each}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return data + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()


def text(content: str) -> str:
    return pypdfium2.PdfDocument(document(content))[0].get_textpage().get_text_range()


together = "BT /F 14 Tf 60 700 Td <" + "".join(f"{CODES[char]:04x}" for char in WORDS) + "> Tj ET"
apart = "".join(f"BT /F 14 Tf {60 + 20 * at} 700 Td <{CODES[char]:04x}> Tj ET\n" for at, char in enumerate(WORDS))
said = {"one text object": text(together), "one text object a character": text(apart)}
for name, value in said.items():
    print(f"{name}: {value!r}")
assert said["one text object"] == WORDS and said["one text object a character"] != WORDS, "the behaviour has changed"
PYTHON
