"""Writes the small harmful and damaged PDFs of tests/damaged/, each named after what is wrong with it.

    python3 tests/sources/damaged.py

Standard library only; the same bytes on every run.
"""

import pathlib
import re
import zlib

OUT = pathlib.Path(__file__).resolve().parent.parent / "damaged"
TEXT = "BT /F 12 Tf 72 700 Td (CPTS du Val Clair) Tj 0 -20 Td (Population : 41 000 habitants) Tj ET"


def stream(content, entries=""):
    data = zlib.compress(content.encode("latin-1"), 9)
    head = f"<</Filter/FlateDecode{entries}/Length {len(data)}>>stream\n".encode()
    return head + data + b"\nendstream"


def objects(content=TEXT, page="", more=()):
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
        f"/Resources<</Font<</F 4 0 R>>/XObject<</X 6 0 R/Y 7 0 R>>>>{page}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        stream(content),
        *more,
    ]


def file(parts, trailer="/Root 1 0 R", head=b"%PDF-1.7\n"):
    out = bytearray(head)
    offsets = []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    xref = len(out)
    out += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode()
    for offset in offsets:
        out += f"{offset:010} 00000 n \n".encode()
    out += f"trailer<</Size {len(parts) + 1}{trailer}>>\nstartxref\n{xref}\n%%EOF\n".encode()
    return bytes(out)


def object_stream():
    """All objects but the streams in an object stream, and no cross-reference stream to find it."""
    parts = objects()
    inside = {1: parts[0], 2: parts[1], 3: parts[2], 4: parts[3]}
    index, body = "", b""
    for number, part in inside.items():
        index += f"{number} {len(body)} "
        body += part + b" "
    packed = stream(index + body.decode(), f"/Type/ObjStm/N {len(inside)}/First {len(index)}")
    out = b"%PDF-1.7\n5 0 obj\n" + parts[4] + b"\nendobj\n9 0 obj\n" + packed + b"\nendobj\n"
    return out


def nested(depth):
    return "[" * depth + "]" * depth


def main():
    OUT.mkdir(exist_ok=True)
    whole = file(objects())
    lengths = re.sub(rb"/Length \d+", b"/Length 3", whole).replace(b"\nendstream", b"endstream")
    twice = "<</Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R/Y 7 0 R>>>>"
    form = f"{twice}/Length 30>>stream\n/X Do /Y Do /X Do /Y Do /X Do \nendstream".encode()
    bomb = zlib.compress(b" " * (80 << 20), 9)
    bomb = zlib.compress(bomb, 9)
    wide = "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</W["
    files = {
        "wrong-lengths": lengths,
        "missing-lengths": re.sub(rb"/Length \d+", b"", whole),
        "no-cross-reference-table": whole[: whole.rindex(b"xref\n0")],
        "no-header": whole[9:],
        "junk-before-the-header": b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + whole,
        "no-catalog": whole.replace(b"/Type/Catalog", b"/Type/Katalog"),
        "no-kids": whole.replace(b"/Kids", b"/Kibs"),
        "lost-object-stream": object_stream(),
        "page-tree-that-is-a-circle": file(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"]
        ),
        "forms-within-forms": file(objects("/X Do", more=[form, form])),
        "inflates-without-end": file(
            objects()[:4] + [b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n" % len(bomb) + bomb + b"\nendstream"]
        ),
        "saves-without-end": file(objects("q " * 5000 + TEXT)),
        "arrays-without-end": file(objects(nested(5000) + " TJ " + TEXT)),
        "inline-image-without-end": file(objects(TEXT + " BI /W 1 /H 1 ID \x00\x01\x02")),
        "string-without-end": file(objects(TEXT + " BT (never closed")),
        "numbers-without-measure": file(objects("1e9 0 0 -99999999999999999999 1 1 cm 0 0 0 0 0 0 cm " + TEXT)),
        "font-without-end": file(objects()[:3] + [(wide + "0 65535 1 " * 3000 + "]>>]>>").encode(), stream(TEXT)]),
        "references-in-a-circle": file(objects(page="/Annots 6 0 R/Rotate 7 0 R", more=[b"7 0 R", b"6 0 R"])),
        "no-page": file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]),
        "nothing-behind-the-header": b"%PDF-1.7\n%%EOF\n",
    }
    for name, data in files.items():
        (OUT / f"{name}.pdf").write_bytes(data)


main()
