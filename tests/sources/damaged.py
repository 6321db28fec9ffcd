"""Writes the small harmful and damaged PDFs of tests/damaged/, each named after what is wrong with it.

    python3 tests/sources/damaged.py

Standard library only; the same bytes on every run. The encrypted files are made by qpdf with keys
of their own on every run, so they are written only where they are missing.
"""

import hashlib
import pathlib
import re
import shutil
import struct
import subprocess
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


def packed(content, entries="", times=2):
    """A stream that is small here and large when it is read."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    head = f"<<{entries}/Filter[{'/FlateDecode' * times}]/Length {len(content)}>>stream\n".encode()
    return head + content + b"\nendstream"


def without_end():
    """One file for each limit: text first, then more than is read."""
    text = TEXT.encode() + b"\n"
    form = "/Subtype/Form/BBox[0 0 600 900]"
    widget = b"<</Subtype/Widget/Rect[9 9 99 99]/AP<</N 6 0 R>>>>"
    composite = b"<</Type/Font/Subtype/Type0/Encoding 7 0 R/DescendantFonts[<</DW 500>>]>>"
    spaces = b"begincodespacerange " + b"<00><FF>" * 2_000
    page = objects(page="/Annots[" + "7 0 R " * 10_001 + "]")
    fonts = objects(text.decode() + "BT /G 9 Tf 72 500 Td <20> Tj ET")
    fonts[2] = fonts[2].replace(b"/F 4 0 R", b"/F 4 0 R/G 6 0 R")
    return {
        "content-without-end": objects()[:4] + [packed(text + b" " * (70 << 20))],
        "operators-without-end": objects()[:4] + [packed(text + b"n " * 5_100_000)],
        "operands-without-end": objects()[:4] + [packed(text + b"[" + b"1 " * 110_000 + b"] TJ")],
        "object-stream-without-end": objects(
            page="/Annots 99 0 R",
            more=[packed(b"99 0 " + b" " * (70 << 20), "/Type/ObjStm/N 1/First 5")]
        ),
        "annotations-without-end": page + [packed(b"", form), widget],
        "code-spaces-without-end": fonts + [composite, packed(spaces)],
    }


def beyond_silence():
    """Limits that once were reached without a word, and what they lost."""
    link = b"<</Subtype/Link/Rect[9 9 99 99]/A<</S/URI/URI(https://cpts.example)>>>>"
    levels = [b"<</Kids[%d 0 R]>>" % (number + 1) for number in range(6, 80)]
    deep = [b"<</Type/Catalog/Pages 6 0 R>>", *objects()[1:], *levels, b"<</Kids[3 0 R]>>"]
    filtered = objects()[:4]
    filtered[2] = filtered[2].replace(b"/Contents 5 0 R", b"/Contents[5 0 R 6 0 R]")
    tree = [b"<</K %d 0 R>>" % (number + 1) for number in range(6, 140)]
    root = b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 6 0 R>>"
    return {
        "links-without-end": objects(page="/Annots[" + "6 0 R " * 2_001 + "]", more=[link]),
        "page-tree-without-end": deep,
        "structure-without-end": [root, *objects()[1:], *tree, b"<</K 0>>"],
        "shapes-without-end": objects()[:4] + [packed(TEXT.encode() + b" 9 9 20 20 re f" * 100_001)],
        "filters-without-end": filtered + [stream(TEXT), packed(b" ", times=17)],
        "clip-of-many-parts": objects()[:4]
        + [packed(b"0 0 1 1 re " * 9_000 + b"0 0 595 842 re W n " + TEXT.encode())],
    }


def rc4(key, data):
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def encrypted_without_end():
    """Two object streams in an encrypted file: one holds the font, one inflates without end."""
    padding = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    owner, name = bytes(32), b"0123456789abcdef"
    key = hashlib.md5(padding + owner + struct.pack("<i", -4) + name).digest()[:5]

    def sealed(number, part):
        head, content = part.split(b"stream\n", 1)
        content = content.removesuffix(b"\nendstream")
        own = hashlib.md5(key + struct.pack("<I", number)[:3] + bytes(2)).digest()[:10]
        return head + b"stream\n" + rc4(own, content) + b"\nendstream"

    catalog, pages, page, font, content = objects()
    inside = b"4 0 " + font
    parts = {
        1: catalog,
        2: pages,
        3: page,
        5: sealed(5, content),
        6: sealed(6, packed(b"10 0 " + b" " * (70 << 20), "/Type/ObjStm/N 1/First 5")),
        7: sealed(7, packed(inside, "/Type/ObjStm/N 1/First 4", times=1)),
        9: b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>"
        % (owner.hex().encode(), rc4(key, padding).hex().encode()),
    }
    out, offsets = bytearray(b"%PDF-1.5\n"), {}
    for number, part in parts.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    offsets[8] = len(out)
    entries = [(1, offsets[n], 0) if n in offsets else (0, 0, 0) for n in range(11)]
    entries[4], entries[10] = (2, 7, 0), (2, 6, 0)
    table = b"".join(struct.pack(">BIH", *entry) for entry in entries)
    out += b"8 0 obj\n<</Type/XRef/Size 11/W[1 4 2]/Root 1 0 R/Encrypt 9 0 R/ID[<%s><%s>]/Length %d>>stream\n" % (
        name.hex().encode(),
        name.hex().encode(),
        len(table),
    )
    return bytes(out + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % offsets[8])


def circles():
    """References that lead back to where they come from."""
    marked = "/P<</MCID 0>>BDC " + TEXT + " EMC"
    root = b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 6 0 R/Outlines 8 0 R>>"
    tree = [
        b"<</K[7 0 R 7 0 R 6 0 R]/RoleMap<</A/B/B/A>>>>",
        b"<</S/A/Pg 3 0 R/K[6 0 R 7 0 R 0 7 0 R]>>",
        b"<</First 8 0 R/Last 8 0 R/Next 8 0 R/Title(a)>>",
    ]
    fonts = objects(TEXT + " BT /G 9 Tf 72 500 Td <0041> Tj ET")
    fonts[2] = fonts[2].replace(b"/F 4 0 R", b"/F 4 0 R/G 6 0 R")
    lengths = b"<</Length 6 0 R>>stream\nabc\nendstream"
    filters = objects(more=[b"[6 0 R 7 0 R]", b"[7 0 R 6 0 R]", b"<</Filter 6 0 R/DecodeParms 7 0 R/Length 1>>stream\na\nendstream"])
    filters[2] = filters[2].replace(b"/Contents 5 0 R", b"/Contents[8 0 R 5 0 R]")
    return {
        "structure-that-is-a-circle": [root, *objects(marked)[1:], *tree],
        "fonts-in-a-circle": fonts
        + [b"<</Subtype/Type0/Encoding 6 0 R/ToUnicode 6 0 R/DescendantFonts 7 0 R>>", b"[6 0 R 7 0 R]"],
        "lengths-in-a-circle": objects(more=[lengths, lengths]),
        "filters-in-a-circle": filters,
        "objects-nested-without-end": objects(more=[b"[" * 9_999 + b"]" * 9_999, b"<</A" * 9_999 + b">>" * 9_999]),
    }


def encrypted(whole):
    """The kinds of encryption, opened by the empty user password, and one that is not."""
    if shutil.which("qpdf") is None:
        return
    kinds = {
        "encrypted-rc4-40": ["", "40", "--"],
        "encrypted-rc4-128": ["", "128", "--use-aes=n", "--"],
        "encrypted-aes-128": ["", "128", "--use-aes=y", "--"],
        "encrypted-aes-256": ["", "256", "--"],
        "encrypted-aes-256-object-streams": ["", "256", "--", "--object-streams=generate"],
        "encrypted-with-a-password": ["secret", "256", "--"],
    }
    source = OUT / "source.tmp"
    source.write_bytes(whole)
    for name, (user, bits, *more) in kinds.items():
        path = OUT / f"{name}.pdf"
        if not path.exists():
            weak = ["--allow-weak-crypto", "--encrypt", user, "owner", bits, *more]
            subprocess.run(["qpdf", *weak, str(source), str(path)], check=True)
    source.unlink()


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
    kinds = {**without_end(), **beyond_silence(), **circles()}
    files |= {name: file(parts) for name, parts in kinds.items()}
    files["encrypted-object-streams-without-end"] = encrypted_without_end()
    # Two ways to write a number of thirty digits; in the second file the crop box can be.
    vast, bare = b"[0 0 " + b"9" * 30 + b" " + b"9" * 30 + b".0]", b"[0 0 595 842]"
    files["page-without-measure"] = file([part.replace(bare, vast) for part in objects()])
    files["page-without-measure-but-cropped"] = file(
        [part.replace(bare, vast + b"/CropBox" + bare) for part in objects()]
    )
    files["cut-in-the-middle"] = whole[: len(whole) * 6 // 10]
    files["shifted-offsets"] = whole.replace(b"%PDF-1.7\n", b"%PDF-1.7\n" + b"% " + b"x" * 33 + b"\n")
    files["trailers-in-a-circle"] = whole.replace(b"trailer<<", b"trailer<</Prev %d" % whole.rindex(b"xref\n0"))
    files["counts-without-measure"] = whole.replace(b"/Size 6", b"/Size 4294967295").replace(
        b"/Count 1", b"/Count 2147483647"
    )
    encrypted(whole)
    for name, data in files.items():
        (OUT / f"{name}.pdf").write_bytes(data)


main()
