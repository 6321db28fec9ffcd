//! Small PDFs written for tests.

/// A file with these objects, numbered from 1; the first is the catalog.
pub(super) fn file(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).as_bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let size = objects.len() + 1;
    out.extend(format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF").as_bytes());
    out
}

/// A stream object.
pub(super) fn stream(dict: &str, content: &str) -> String {
    format!("<<{dict}/Length {}>>stream\n{content}\nendstream", content.len())
}

/// A file of A4 pages with these content streams. `/F` is Helvetica, `/B` its bold; `page` is put
/// into each page's dictionary; `more` are further objects, from number 5 on.
pub(super) fn pages(contents: &[&str], page: &str, more: &[String]) -> Vec<u8> {
    let first = 5 + more.len();
    let kids: Vec<String> =
        (0..contents.len()).map(|index| format!("{} 0 R", first + 2 * index)).collect();
    let font = |name: &str| {
        format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>")
    };
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R/Lang(fr-FR)>>".to_owned(),
        format!(
            "<</Type/Pages/Count {}/Kids[{}]/MediaBox[0 0 595 842]\
             /Resources<</Font<</F 3 0 R/B 4 0 R>>/XObject<</X 5 0 R>>>>>>",
            contents.len(),
            kids.join(" ")
        ),
        font("Helvetica"),
        font("Helvetica-Bold"),
    ];
    objects.extend(more.iter().cloned());
    for (index, content) in contents.iter().enumerate() {
        let stream_number = first + 2 * index + 1;
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {stream_number} 0 R{page}>>"));
        objects.push(stream("", content));
    }
    file(&objects)
}

/// Operators that show `text` at a place given from the top left of an A4 page.
pub(super) fn show(font: &str, size: f32, x: f32, y: f32, text: &str) -> String {
    let text: String = text
        .chars()
        .flat_map(|c| match c {
            '(' | ')' | '\\' => vec!['\\', c],
            '•' => "\\225".chars().collect(),
            c if c.is_ascii() => vec![c],
            c => format!("\\{:03o}", u32::from(c) & 0xFF).chars().collect(),
        })
        .collect();
    format!("BT /{font} {size} Tf 1 0 0 1 {x} {} Tm ({text}) Tj ET\n", 842.0 - y)
}
