//! The document with all that is known of it, for tools.

use recense::Reading;
use recense::model::document::{Line, Page, Rect};
use recense::model::ledger::Claim;
use serde_json::{Value, json};

/// The document as one JSON object.
pub fn view(reading: &Reading) -> Value {
    let document = &reading.document;
    let pages: Vec<Value> = document
        .pages
        .iter()
        .enumerate()
        .map(|(number, page)| page_view(reading, number, page))
        .collect();
    json!({
        "document": reading.record.document,
        "declared_language": document.declared_language,
        "defects": document.defects.iter().map(|defect| format!("{defect:?}")).collect::<Vec<_>>(),
        "coverage": reading.record.coverage,
        "pages": pages,
    })
}

fn page_view(reading: &Reading, number: usize, page: &Page) -> Value {
    let lines: Vec<Value> = page
        .lines
        .iter()
        .enumerate()
        .map(|(index, line)| line_view(reading, number, index, line))
        .collect();
    json!({
        "page": number + 1,
        "size": page.size.map(|(width, height)| [rounded(width), rounded(height)]),
        "order": page.order,
        "frames": page.frames.iter().map(rect).collect::<Vec<_>>(),
        "lines": lines,
    })
}

fn line_view(reading: &Reading, page: usize, number: usize, line: &Line) -> Value {
    let owned: Vec<Value> = reading
        .ledger
        .line(page, number)
        .iter()
        .map(|entry| {
            json!({
                "start": entry.span.start,
                "end": entry.span.end,
                "claim": match entry.claim { Claim::Claimed => "claimed", Claim::Ignored => "ignored" },
                "rule": entry.rule,
            })
        })
        .collect();
    json!({
        "line": number + 1,
        "text": line.text,
        "bbox": line.bbox.as_ref().map(rect),
        "block": line.block,
        "region": line.region.name(),
        "heading": line.look.heading,
        "bold": line.look.bold,
        "size": line.look.size.map(rounded),
        "marker": line.look.marker,
        "indent": line.look.indent,
        "cell": line.look.cell.map(|cell| json!({
            "table": cell.table, "row": cell.row, "column": cell.column, "header": cell.header,
        })),
        "invisible": line.look.invisible,
        "words": line.words.iter().map(|word| json!({
            "start": word.start, "end": word.end, "x0": rounded(word.x0), "x1": rounded(word.x1),
            "y0": rounded(word.y0), "y1": rounded(word.y1),
        })).collect::<Vec<_>>(),
        "links": line.links.iter().map(|link| json!({
            "start": link.start, "end": link.end, "target": link.target,
        })).collect::<Vec<_>>(),
        "claims": owned,
    })
}

fn rect(rect: &Rect) -> [f64; 4] {
    [rounded(rect.x0), rounded(rect.y0), rounded(rect.x1), rounded(rect.y1)]
}

/// Two decimals; taken to double precision first, which would else print digits nobody measured.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}
