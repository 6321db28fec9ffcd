#!/usr/bin/env python3
"""Makes every PDF of fixtures/ from the sources of this folder.

    pip install typst weasyprint reportlab fonttools
    apt-get install chromium ghostscript groff poppler-utils fonts-dejavu-core fonts-liberation2
    python3 tests/sources/make.py [NAME ...]

Not needed to build or to test recense: the PDFs are committed. Dates are fixed or left out, so that
the same versions of the tools make the same bytes.
"""

import html
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIXTURES = HERE.parents[1] / "fixtures"
EPOCH = "1735689600"  # 2025-01-01, the date in whatever insists on one
os.environ["SOURCE_DATE_EPOCH"] = EPOCH

MAKERS = {}


def makes(path):
    """Registers a function that makes the fixture at this path."""

    def register(function):
        MAKERS[path] = function
        return function

    return register


def content(name):
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def text(value):
    return html.escape(value, quote=False)


def template(name, title, body):
    page = (HERE / name).read_text(encoding="utf-8")
    return page.replace("{title}", text(title)).replace("{body}", body)


# --- producers ---------------------------------------------------------------------------------


def typst(source, inputs=None):
    import typst as compiler

    return compiler.compile(str(HERE / source), root=str(HERE), sys_inputs=inputs or {})


def weasyprint(page):
    from weasyprint import HTML

    return HTML(string=page, base_url=str(HERE)).write_pdf(pdf_identifier=b"recense fixtures")


def chromium(page):
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                   f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return without_dates(target.read_bytes())


def ghostscript(pdf):
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.pdf"), Path(folder, "out.pdf")
        source.write_bytes(pdf)
        command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-dCompatibilityLevel=1.5",
                   "-dPDFSETTINGS=/ebook", f"-sOutputFile={target}", str(source)]
        subprocess.run(command, check=True, capture_output=True)
        return without_dates(target.read_bytes())


def without_dates(pdf):
    """Overwrites the date of rendering and the random identifier with fixed ones of the same length."""
    pdf = re.sub(rb"(D:|CreateDate>|ModifyDate>)\d{4}([-\d:T+']*)",
                 lambda m: m.group(1) + b"2025" + re.sub(rb"\d", b"0", m.group(2)).replace(b"0000", b"0101", 1), pdf)
    pdf = re.sub(rb"uuid:[-0-9a-f]{36}", b"uuid:00000000-0000-0000-0000-000000000000", pdf)
    return re.sub(rb"/ID ?\[ ?<[0-9A-Fa-f]+> ?<[0-9A-Fa-f]+> ?\]", lambda m: re.sub(rb"[0-9A-Fa-f](?=[0-9A-Fa-f]*>)", b"0", m.group(0)), pdf)


# --- reports -----------------------------------------------------------------------------------


@makes("progress-report/normandie-diapositives-2025-06.pdf")
def normandie():
    return typst("normandie-slides.typ")


@makes("progress-report/grand-est-grille-2024-11.pdf")
def grand_est():
    data = content("grand-est")
    number = iter(range(1, 100))
    foot = lambda: f"<footer>{text(data['title'])} - {data['date']} | {next(number)}</footer>"
    body = [f"<div class=page><h1>{text(data['title'])}</h1><p>{data['date']}</p>"
            f"<p><b>{text(data['publisher'])}</b><br>{data['email']}</p></div>"]
    index = "".join(f"<h2>{text(d)}</h2>" + "".join(f"<p>{text(n)}</p>" for n in names) for d, names in data["index"])
    body.append(f"<div class=page>{index}{foot()}</div>")
    for fiche in data["fiches"]:
        facts = "".join(f"<div><b>{text(k)} :</b> {text(v)}</div>" for k, v in fiche["facts"])
        boxes = "".join(f"<div class=box><h3>{text(k)}</h3><ul>{items(v)}</ul></div>" for k, v in fiche["missions"])
        body.append(f"<div class=page><div class=name>{text(fiche['heading'])}</div><div class=facts>{facts}</div>"
                    f"<div class=grid>{boxes}</div>{foot()}</div>")
    return chromium(template("grid.html", data["title"], "\n".join(body)))


def items(values):
    return "".join(f"<li>{text(v)}</li>" for v in values)


@makes("progress-report/centre-val-de-loire-puces-dessinees-2026-02.pdf")
def centre():
    data = content("centre-val-de-loire")
    index = "".join(f"<h2>{text(d)}</h2>" + "".join(f"<p><b>{text(n)}</b></p>" for n in names) for d, names in data["index"])
    body = [f"<h1>{text(data['title'])}</h1><p>{data['date']}</p><p><b>{text(data['publisher'])}</b></p>"
            f"<p>{data['email']}</p>{index}"]
    for fiche in data["fiches"]:
        facts = "".join(f"<p><b>{text(k)} :</b> {text(v)}</p>" for k, v in fiche["facts"])
        rows = "".join(f"<tr><th>{text(k)}</th><td><ul>{items(v)}</ul></td></tr>" for k, v in fiche["missions"])
        body.append(f"<section><h2>{text(fiche['heading'])}</h2>{facts}<table>{rows}</table></section>")
    return chromium(template("drawn-bullets.html", data["title"], "\n".join(body)))


@makes("progress-report/occitanie-noms-dessines-2023-10.pdf")
def occitanie():
    data = content("occitanie")
    index = "".join(f"<h2>{text(d)}</h2>" + "".join(f"<p><b>{text(n)}</b></p>" for n in names) for d, names in data["index"])
    body = [f"<h1>{text(data['title'])}</h1><p>{data['date']}</p><p><b>{text(data['publisher'])}</b><br>{data['email']}</p>"
            f"<section>{index}</section>"]
    for fiche in data["fiches"]:
        name = outline(fiche["heading"]) if fiche["outlined"] else f"<h2>{text(fiche['heading'])}</h2>"
        facts = "".join(f"<p><b>{text(k)} :</b> {text(v)}</p>" for k, v in fiche["facts"])
        boxes = "".join(f"<div class=box><h3>{text(k)}</h3><ul>{items(v)}</ul></div>" for k, v in fiche["missions"])
        body.append(f"<section>{name}<div class=facts>{facts}</div><div class=boxes>{boxes}</div></section>")
    return weasyprint(template("outlined-names.html", data["title"], "\n".join(body)))


def outline(name):
    """The name as an SVG path of the font's contours: a picture of text that is no text."""
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.ttLib import TTFont

    font = TTFont(font_file("DejaVuSans-Bold.ttf"))
    glyphs, cmap, x, path = font.getGlyphSet(), font.getBestCmap(), 0, []
    for character in name:
        glyph = cmap[ord(character)]
        pen = SVGPathPen(glyphs, ntos=lambda v: f"{v:.0f}")
        glyphs[glyph].draw(TransformPen(pen, (1, 0, 0, -1, x, 1900)))
        path.append(pen.getCommands())
        x += font["hmtx"][glyph][0]
    return f'<svg viewBox="0 0 {x} 2400" width="{x / 2400 * 9:.0f}mm"><path fill="#a2541b" d="{"".join(path)}"/></svg>'


def font_file(name):
    found = subprocess.run(["fc-list", ":", "file"], check=True, capture_output=True, text=True).stdout
    return next(line.split(":")[0] for line in found.splitlines() if line.split(":")[0].endswith("/" + name))


# --- ReportLab: the paint order and each word's place in our hands -------------------------------


def canvas(stream, size, title):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for name, file in (("Sans", "DejaVuSans.ttf"), ("Sans-Bold", "DejaVuSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, font_file(file)))
    page = Canvas(stream, pagesize=size, invariant=1, lang="fr")
    page.setTitle(title)
    return page


def words(page, x, y, line, font="Sans", size=10, width=1e9, leading=None):
    """Places each word by itself, without a space character; wraps at `width`. Returns the next y."""
    page.setFont(font, size)
    space, left = page.stringWidth(" ", font, size), x
    for word in line.split(" "):
        advance = page.stringWidth(word, font, size)
        if x + advance > left + width and x > left:
            x, y = left, y - (leading or size * 1.3)
        page.drawString(x, y, word)
        x += advance + space
    return y - (leading or size * 1.3)


def ligatures(value):
    for plain, one in (("ffi", "\ufb03"), ("ffl", "\ufb04"), ("ff", "\ufb00"), ("fi", "\ufb01"), ("fl", "\ufb02")):
        value = value.replace(plain, one)
    return value


def narrow(value):
    return re.sub(r"(?<=\d) (?=\d{3}\b)", "\u202f", value)


def cover(stream, size, data, type_size, width):
    """A canvas that begins with a report's cover: title, date, publisher, address."""
    page = canvas(stream, size, data["title"])
    words(page, 60, 400, data["title"], "Sans-Bold", type_size, width)
    words(page, 60, 310, data["date"], size=16)
    words(page, 60, 140, data["publisher"], "Sans-Bold", 12)
    words(page, 60, 122, data["email"], size=11)
    page.showPage()
    return page


@makes("progress-report/hauts-de-france-etiquettes-d-abord-2023-05.pdf")
def hauts_de_france():
    from io import BytesIO

    data, stream = content("hauts-de-france"), BytesIO()
    page = cover(stream, (842, 595), data, 26, 720)
    y = 500
    for department, names in data["index"]:
        y = words(page, 60, y, department, "Sans-Bold", 20) - 6
        for name in names:
            y = words(page, 60, y, name, "Sans-Bold", 12) - 6
        y -= 20
    page.showPage()
    for fiche in data["fiches"]:
        words(page, 40, 545, fiche["heading"], "Sans-Bold", 18)
        y = 500
        for label, value in fiche["facts"]:
            words(page, 40, y, label + " :", "Sans-Bold", 10)
            start = 40 + page.stringWidth(label + " : ", "Sans-Bold", 10)
            y = words(page, start, y, narrow(value), size=10, width=290 - start) - 6
        heights = [max(1, sum(lines(page, item) for item in actions)) * 13 + 18 for _, actions in fiche["missions"]]
        tops = [510 - sum(heights[:i]) - 8 * i for i in range(len(heights))]
        for top, height in zip(tops, heights):
            page.setStrokeGray(0.6)
            page.roundRect(310, top - height, 492, height, 4)
        for (label, _), top, height in zip(fiche["missions"], tops, heights):
            second = 6 if page.stringWidth(label, "Sans-Bold", 10) > 110 else 0
            words(page, 320, top - height / 2 - 4 + second, label, "Sans-Bold", 10, 110)
        for (_, actions), top in zip(fiche["missions"], tops):
            y = top - 18
            for action in actions:
                words(page, 440, y, "•", size=9.5)
                y = words(page, 452, y, ligatures(action), size=9.5, width=340, leading=13)
        page.showPage()
    page.save()
    return stream.getvalue()


def lines(page, action):
    x = count = 0
    for word in ligatures(action).split(" "):
        advance = page.stringWidth(word, "Sans", 9.5)
        if count == 0 or x + advance > 340:
            x, count = 0, count + 1
        x += advance + page.stringWidth(" ", "Sans", 9.5)
    return count


@makes("progress-report/nouvelle-aquitaine-pages-tournees-2022.pdf")
def nouvelle_aquitaine():
    """Portrait sheets with sideways text, which /Rotate turns upright again: 90 and 270 degrees."""
    from io import BytesIO

    data, stream = content("nouvelle-aquitaine"), BytesIO()
    page = canvas(stream, (595, 842), data["title"])
    page.setFont("Sans-Bold", 22)
    page.drawString(50, 700, data["title"])
    page.setFont("Sans", 14)
    page.drawString(50, 670, data["date"])
    page.setFont("Sans-Bold", 11)
    page.drawString(50, 630, data["publisher"])
    page.setFont("Sans", 11)
    page.drawString(50, 612, data["email"])
    y = 540
    for department, names in data["index"]:
        page.setFont("Sans-Bold", 18)
        page.drawString(50, y, department)
        page.setFont("Sans-Bold", 12)
        for name in names:
            y -= 26
            page.drawString(50, y, name)
    page.showPage()
    for fiche, angle in zip(data["fiches"], (90, 270)):
        page.setPageSize((842, 595))  # ReportLab turns the media box with the page: 595 by 842 is written
        page.setPageRotation(angle)
        page.translate(*((595, 0) if angle == 90 else (0, 842)))
        page.rotate(90 if angle == 90 else -90)
        page.setFont("Sans-Bold", 18)
        page.drawString(40, 540, fiche["heading"])
        page.setFont("Sans-Bold", 12)
        page.drawString(40, 500, "Informations de la CPTS")
        y = 478
        for label, value in fiche["facts"]:
            page.setFont("Sans-Bold", 10)
            page.drawString(40, y, label + " :")
            page.setFont("Sans", 10)
            page.drawString(40 + page.stringWidth(label + " : ", "Sans-Bold", 10), y, value)
            y -= 20
        page.setFont("Sans-Bold", 12)
        page.drawString(340, 500, "Actions menées ou en cours de déploiement")
        top = 484
        for label, actions in fiche["missions"]:
            height = 16 * len(actions) + 22
            page.setStrokeGray(0.7)
            page.line(340, top, 800, top)
            page.setFont("Sans-Bold", 10)
            page.drawString(345, top - height / 2 - 3, label)
            page.setFont("Sans", 10)
            for n, action in enumerate(actions):
                page.drawString(510, top - 22 - 16 * n, "•  " + action)
            top -= height + 12
        page.showPage()
    page.save()
    return stream.getvalue()


# --- layouts of reports that are easy to get wrong ------------------------------------------------


def front(data):
    """The title page and the index, as HTML."""
    index = "".join(f"<h2>{text(d)}</h2>" + "".join(f"<p>{text(n)}</p>" for n in names) for d, names in data["index"])
    return (f"<section><h1>{text(data['title'])}</h1><p>{data['date']}</p><p><b>{text(data['publisher'])}</b><br>"
            f"{data['email']}</p></section>" + (f"<section>{index}</section>" if index else ""))


def sheet(css, body):
    return f'<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><style>{css}</style><body>{body}'


@makes("progress-report/bourgogne-trois-volets-2025-10.pdf")
def bourgogne():
    """A leaflet: the text of a fiche flows through three columns, justified."""
    data = content("bourgogne")
    css = """@page { size: A4 landscape; margin: 14mm; @bottom-right { content: counter(page); font: 7pt "DejaVu Sans" } }
    body { font: 10pt "DejaVu Sans"; } section { break-after: page; } h3 { color: #a33; font-size: 10.5pt; margin: 2mm 0 1mm; }
    .text { columns: 3; column-gap: 9mm; column-fill: auto; height: 62mm; text-align: justify; hyphens: none; }
    ul { margin: 0; padding-left: 4mm; } p { margin: 1mm 0; text-align: left; }"""
    body = front(data)
    for fiche in data["fiches"]:
        facts = "".join(f"<p><b>{text(k)} :</b> {text(v)}</p>" for k, v in fiche["facts"])
        lists = "".join(f"<h3>{text(k)}</h3><ul>{items(v)}</ul>" for k, v in fiche["missions"])
        body += f"<section><h2>{text(fiche['heading'])}</h2><div class=text>{facts}{lists}</div></section>"
    return weasyprint(sheet(css, body))


@makes("progress-report/ile-de-france-libelles-a-droite-2024-06.pdf")
def ile_de_france():
    """Slides with the labels at the right of lists without bullets; a fiche goes on under its name."""
    data = content("ile-de-france")
    css = """@page { size: 720px 405px; margin: 0 } body { font: 11px "DejaVu Sans"; margin: 0 }
    section { height: 405px; padding: 20px; box-sizing: border-box; break-after: page } h1, h2 { font-size: 20px; margin: 4px 0 }
    .facts { background: #235; color: #fff; padding: 6px } table { width: 100%; border-spacing: 0 3px }
    td { background: #f6f6f6; padding: 3px } td p { margin: 3px 0; line-height: 1.25 } th { width: 110px; background: #c45; color: #fff }"""
    body = front(data)
    for fiche in data["fiches"]:
        facts = " | ".join(f"<b>{text(k)} :</b> {text(v)}" for k, v in fiche["facts"])
        for part, suffix, head in ((fiche["missions"][:4], "", f"<div class=facts>{facts}</div>"), (fiche["missions"][4:], " (suite)", "")):
            rows = "".join(f"<tr><td>{''.join(f'<p>{text(item)}</p>' for item in v)}</td><th>{text(k)}</th></tr>" for k, v in part)
            body += f"<section><h2>{text(fiche['heading'])}{suffix}</h2>{head}<table>{rows}</table></section>"
    return chromium(sheet(css, body))


def platypus(data, size, story, margin=50):
    """A document of ReportLab's flow of paragraphs and tables, after its title page and index."""
    from io import BytesIO

    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    stream = BytesIO()
    canvas(stream, size, data["title"])  # registers the fonts
    start = [Paragraph(text(data["title"]), style(26, "Sans-Bold")), Paragraph(data["date"], style(14)),
             Paragraph(text(data["publisher"]), style(12, "Sans-Bold")), Paragraph(data["email"], style(11)), PageBreak()]
    for department, names in data["index"]:
        start.append(Paragraph(text(department), style(14, "Sans-Bold")))
        start.extend(Paragraph(text(name), style(10)) for name in names)
    start.append(PageBreak())
    template = SimpleDocTemplate(stream, pagesize=size, leftMargin=margin, rightMargin=margin, topMargin=margin,
                                 bottomMargin=margin, title=data["title"], lang="fr", invariant=1)
    template.build(start + story)
    return stream.getvalue()


def style(size, font="Sans", **more):
    from reportlab.lib.fonts import addMapping
    from reportlab.lib.styles import ParagraphStyle

    addMapping(font, 0, 0, font)  # a paragraph asks which family its font is of
    return ParagraphStyle("", fontName=font, fontSize=size, leading=1.3 * size, spaceAfter=0.5 * size, **more)


@makes("progress-report/auvergne-listes-en-ligne-2025-01.pdf")
def auvergne():
    """One text: each list is a paragraph behind its label, and pages cut paragraphs."""
    from reportlab.platypus import Paragraph

    data, story = content("auvergne"), []
    bold = lambda label: f'<font name="Sans-Bold">{text(label)} :</font>'
    for fiche in data["fiches"]:
        story.append(Paragraph(text(fiche["heading"]), style(15, "Sans-Bold", spaceBefore=14)))
        story.append(Paragraph(" | ".join(f"{bold(k)} {text(v)}" for k, v in fiche["facts"]), style(9)))
        story.extend(Paragraph(f"{bold(k)} {text(' ; '.join(v))}", style(10.5)) for k, v in fiche["missions"])
    return platypus(data, (420, 470), story)


@makes("progress-report/provence-grand-tableau-2026-03.pdf")
def provence():
    """One table with a row for each CPTS, its missions in columns, over two pages."""
    from reportlab.lib import colors
    from reportlab.platypus import Paragraph, Table, TableStyle

    data = content("provence")
    head, body = style(8, "Sans-Bold"), style(7.5)
    point = style(7.5, leftIndent=8, bulletIndent=0)
    missions = [label for label, _ in data["fiches"][0]["missions"]]
    rows = [[Paragraph(text(label), head) for label in ["CPTS", *missions]]]
    look = [("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    for number, fiche in enumerate(data["fiches"], 1):
        facts = [Paragraph(f'<font name="Sans-Bold">{text(k)} :</font> {text(v)}', body) for k, v in fiche["facts"]]
        lists = {k: [Paragraph(text(item), point, bulletText="•") for item in v] for k, v in fiche["missions"]}
        if len({str(v) for _, v in fiche["missions"]}) == 1:
            lists = {missions[0]: [Paragraph(text(fiche["missions"][0][1][0]), body)]}
            look.append(("SPAN", (1, number), (-1, number)))
        rows.append([[Paragraph(text(fiche["heading"]), style(9, "Sans-Bold")), *facts], *(lists.get(m, "") for m in missions)])
    table = Table(rows, colWidths=[150] + [100] * 6, repeatRows=1)
    table.setStyle(TableStyle(look))
    return platypus(data, (842, 400), [table], 40)


@makes("progress-report/la-reunion-bandeaux-tournes-2024-09.pdf")
def la_reunion():
    """Facts in the middle, each value below its label and the icon before it; labels sideways."""
    from io import BytesIO

    data, stream = content("la-reunion"), BytesIO()
    page = cover(stream, (960, 540), data, 30, 800)
    y = 480
    for department, names in data["index"]:
        y = words(page, 60, y, department, "Sans-Bold", 20) - 6
        for name in names:
            y = words(page, 60, y, name, size=12) - 4
    page.showPage()
    for fiche in data["fiches"]:
        for place, (label, actions) in enumerate(fiche["missions"]):
            left, top = (40 if place < 3 else 560), 470 - 145 * (place % 3)
            strip = left if place < 3 else left + 342
            page.setFillGray(0.3)
            page.rect(strip, top - 135, 18, 135, stroke=0, fill=1)
            page.rect(left + (18 if place < 3 else 0), top - 135, 342, 135)
            y = top - 18
            page.setFillGray(0)
            for action in actions:
                page.circle(left + 28, y + 3, 1.5, stroke=0, fill=1)
                y = words(page, left + 36, y, action, size=9, width=280, leading=12) - 4
            page.saveState()
            page.translate(strip + (13 if place < 3 else 5), top - 67)
            page.rotate(90 if place < 3 else -90)
            page.setFillGray(1)
            page.setFont("Sans-Bold", 8)
            page.drawCentredString(0, 0, label)
            page.restoreState()
        y = 450
        for label, value in fiche["facts"]:
            page.circle(421, y + 3, 5, stroke=0, fill=1)
            words(page, 434, y, label + " :", size=8.5)
            y = words(page, 416, y - 13, value, "Sans-Bold", 9, 130, 12) - 12
        words(page, 40, 500, fiche["heading"], "Sans-Bold", 20)
        page.showPage()
    page.save()
    return stream.getvalue()


@makes("progress-report/martinique-annuaire-et-actions-2025-05.pdf")
def martinique():
    """A printed spreadsheet: a table of the CPTS, then one with a row for each action."""
    data = content("martinique")
    css = """@page { size: A5 landscape; margin: 10mm; @bottom-right { content: counter(page) " / " counter(pages); font: 6pt "DejaVu Sans" } }
    body { font: 7pt "DejaVu Sans" } section { break-after: page } table { width: 100%; border-collapse: collapse }
    th, td { border: 0.4pt solid #345; padding: 1mm; text-align: left; vertical-align: top } p { margin: 0 }"""
    cell = lambda v: "".join(f"<p>{text(line)}</p>" for line in v) if isinstance(v, list) else text(v)
    labels = "".join(f"<th>{text(label)}</th>" for label in ["CPTS"] + [k for k, _ in data["fiches"][0]["facts"]])
    directory = "".join(f"<tr><td><b>{text(f['heading'])}</b></td>" + "".join(f"<td>{cell(v)}</td>" for _, v in f["facts"]) + "</tr>"
                        for f in data["fiches"])
    actions = "".join(f"<tr><td>{text(f['heading'])}</td><td>{text(k)}</td><td>{text(action)}</td></tr>"
                      for f in data["fiches"] for k, v in f["missions"] for action in v)
    body = front(data) + f"<section><table><thead><tr>{labels}</tr></thead>{directory}</table></section>" \
        f"<table><thead><tr><th>CPTS</th><th>Mission</th><th>Action</th></tr></thead>{actions}</table>"
    return weasyprint(sheet(css, body))


# --- releases, newsletter, others ----------------------------------------------------------------


def groff(source):
    """Troff source, with the macros for manuscripts and French hyphenation."""
    command = ["groff", "-k", "-ms", "-mfr", "-Tpdf"]
    return without_dates(subprocess.run(command, input=source.encode(), check=True, capture_output=True).stdout)


def troff(value):
    """A text that begins a line of troff source."""
    value = value.replace("-", "\\-")
    return "\\&" + value if value[:1] in ".'" else value


@makes("progress-report/limousin-infos-a-la-fin-2024-11.pdf")
def limousin():
    """Small sheets without a break between fiches: label above its list, and the facts last."""
    data = content("limousin")
    lines = [".nr PS 9", ".nr VS 11", ".pl 21c", ".nr LL 11.6c", ".nr PO 1.6c", ".nr HM 1.6c", ".nr FM 1.6c", ".ds CH", ".ds CF \\n[PN]",
             ".TL", troff(data["title"]), ".LP", data["date"], ".LP", f'.B "{troff(data["publisher"])}"', ".br", data["email"]]
    for department, names in data["index"]:
        lines += [".LP", f'.B "{troff(department)}"']
        for name in names:
            lines += [".br", troff(name)]
    for fiche in data["fiches"]:
        lines += [".SH", troff(fiche["heading"])]
        for label, values in fiche["missions"]:
            lines += [".ne 3", ".LP", f'.B "{troff(label)}"']
            for value in values:
                lines += [".IP \\(bu 2", troff(value)]
        lines += [".LP", ".I Informations"]
        for label, value in fiche["facts"]:
            lines += [".br", f".I \"{troff(label)} :\"", troff(value)]
    return groff("\n".join(lines) + "\n")


@makes("progress-report/franche-comte-chiffres-cles-2025-09.pdf")
def franche_comte():
    """Cards of key figures, each value above its label."""
    data = content("franche-comte")
    css = """@page { size: A4 landscape; margin: 12mm } body { font: 9pt "DejaVu Sans" } section { break-after: page } h2 { margin: 2mm 0 4mm }
    .facts, .lists { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 4mm; margin-bottom: 6mm }
    .facts div { background: #eef4ef; text-align: center; padding: 2mm } .facts b { display: block; font-size: 11pt } .facts span { font-size: 7pt; color: #555 }
    h3 { color: #176; font-size: 10pt; margin: 0 0 1mm } ul { margin: 0; padding-left: 5mm }"""
    body = front(data)
    for fiche in data["fiches"]:
        facts = "".join(f"<div><b>{text(v)}</b><span>{text(k)}</span></div>" for k, v in fiche["facts"])
        lists = "".join(f"<div><h3>{text(k)}</h3><ul>{items(v)}</ul></div>" for k, v in fiche["missions"])
        body += f"<section><h2>{text(fiche['heading'])}</h2><div class=facts>{facts}</div><div class=lists>{lists}</div></section>"
    return chromium(sheet(css, body))


@makes("press-release/plateau-des-lauzes-papier-a-en-tete-2024-05.pdf")
def plateau_des_lauzes():
    return weasyprint((HERE / "letterhead.html").read_text(encoding="utf-8"))


@makes("press-release/etangs-vifs-page-imprimee-2024-10.pdf")
def etangs_vifs():
    return chromium((HERE / "web-article.html").read_text(encoding="utf-8"))


@makes("press-release/arc-flamboyant-redistille-2022-09.pdf")
def arc_flamboyant():
    """Ghostscript 10.0 writes the ToUnicode entries of ligatures with their bytes swapped."""
    return ghostscript(typst("release.typ", {"release": "arc-flamboyant"}))


@makes("press-release/sentiers-douaniers-startxref-faux-2025-01.pdf")
def sentiers_douaniers():
    """`startxref` points 35 bytes too far: the objects must be found without the table."""
    pdf = typst("release.typ", {"release": "sentiers-douaniers", "font": "New Computer Modern"})
    return re.sub(rb"startxref\n(\d+)", lambda m: b"startxref\n%d" % (int(m.group(1)) + 35), pdf)


@makes("press-release/hautes-herbes-annexe-numerisee-2024-12.pdf")
def hautes_herbes():
    """The second page is the picture of a page."""
    with tempfile.TemporaryDirectory(dir=HERE) as folder:
        annex = Path(folder, "annex.pdf")
        annex.write_bytes(typst("release.typ", {"release": "carte"}))
        command = ["pdftoppm", "-r", "72", "-mono", "-singlefile", "-png", str(annex), str(annex.with_suffix(""))]
        subprocess.run(command, check=True)
        picture = str(annex.with_suffix(".png").relative_to(HERE))
        return typst("release.typ", {"release": "hautes-herbes", "annex": picture})


@makes("press-release/val-boise-police-sans-table-2025-03.pdf")
def val_boise():
    """One of the two fonts has no ToUnicode table: its text is painted and cannot be read."""
    pdf = typst("release.typ", {"release": "val-boise"})
    return re.sub(rb"(/BaseFont/\w+\+NewCM[^>]*)(/ToUnicode \d+ 0 R)", lambda m: m.group(1) + b" " * len(m.group(2)), pdf)


@makes("newsletter/bulletin-alpes-cesure-2025-03.pdf")
def bulletin():
    return weasyprint((HERE / "newsletter-columns.html").read_text(encoding="utf-8"))


@makes("newsletter/trait-d-union-deux-colonnes-2024-09.pdf")
def trait_d_union():
    return weasyprint((HERE / "two-columns.html").read_text(encoding="utf-8"))


@makes("progress-report/picardie-formulaire-rempli-2025-07.pdf")
def picardie():
    """A form that a program has filled in: what is in its fields is painted nowhere."""
    from io import BytesIO

    from reportlab.pdfbase.pdfdoc import PDFString

    data, stream = content("picardie"), BytesIO()
    page = cover(stream, (595, 842), data, 26, 480)
    y = 760
    for department, names in data["index"]:
        y = words(page, 60, y, department, "Sans-Bold", 14) - 4
        for name in names:
            y = words(page, 60, y, name, size=11) - 4
    page.showPage()
    form = page.acroForm
    form.extras["NeedAppearances"] = "true"

    def field(x, y, width, height, value, size, flags=""):
        form.textfield(x=x, y=y, width=width, height=height, fontName="Helvetica", fontSize=size, fieldFlags=flags, maxlen=None)
        entries = page._doc.idToObject[form.fields[-1].name].dict
        entries["V"] = PDFString(value)
        del entries["AP"], entries["DV"]

    for fiche in data["fiches"]:
        field(50, 776, 495, 26, fiche["heading"], 0)
        y = 750
        for label, value in fiche["facts"]:
            words(page, 50, y, f"{label} :", "Sans-Bold", 10)
            field(180, y - 6, 365, 18, value, 10)
            y -= 24
        for label, actions in fiche["missions"]:
            words(page, 50, y - 10, label, "Sans-Bold", 11)
            field(50, y - 80, 495, 62, "\r".join(f"- {action}" if action != "NR" else action for action in actions), 10, "multiline")
            y -= 94
        page.showPage()
    page.save()
    return stream.getvalue()


@makes("press-release/fiche-d-identite-2025-03.pdf")
def identity_sheet():
    return weasyprint((HERE / "identity-sheet.html").read_text(encoding="utf-8"))


@makes("unknown/health-centre-opening-hours.pdf")
def opening_hours():
    return typst("opening-hours.typ")


def main(wanted):
    for path, make in MAKERS.items():
        if wanted and not any(name in path for name in wanted):
            continue
        pdf = make()
        target = FIXTURES / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(pdf)
        print(f"{len(pdf):7} {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
