//! Damaged and harmful PDFs: what can be read is read and said, and nothing stops the program.
//!
//! `tests/sources/damaged.py` writes the files; each is named after what is wrong with it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::PathBuf;

use recense::model::defect::{Defect, ErrorKind};
use recense::model::document::Document;
use recense::read::pdf::read;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/damaged")
}

fn document(name: &str) -> Document {
    let bytes = fs::read(folder().join(format!("{name}.pdf"))).unwrap();
    read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn texts(document: &Document) -> Vec<&str> {
    document.pages.iter().flat_map(|page| &page.lines).map(|line| line.text.as_str()).collect()
}

#[test]
fn every_file_ends_in_a_document_or_an_error() {
    let files: Vec<_> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() > 40, "{} files", files.len());
    for file in files {
        let _ = recense::read::read(&fs::read(&file).unwrap(), &file.to_string_lossy());
    }
}

#[test]
fn what_can_be_repaired_is_read_whole_and_the_repair_is_told() {
    for name in [
        "wrong-lengths",
        "missing-lengths",
        "no-cross-reference-table",
        "no-header",
        "no-kids",
        "lost-object-stream",
        "shifted-offsets",
    ] {
        let document = document(name);
        assert_eq!(
            texts(&document),
            ["CPTS du Val Clair", "Population : 41 000 habitants"],
            "{name}"
        );
        let told = |defect: &Defect| matches!(defect, Defect::Recovered { .. });
        assert!(document.defects.iter().any(told), "{name}: {:?}", document.defects);
    }
}

#[test]
fn what_surrounds_the_damage_is_read() {
    for name in [
        "junk-before-the-header",
        "no-catalog",
        "arrays-without-end",
        "saves-without-end",
        "inline-image-without-end",
        "string-without-end",
        "references-in-a-circle",
        "trailers-in-a-circle",
        "structure-that-is-a-circle",
        "lengths-in-a-circle",
        "filters-in-a-circle",
        "objects-nested-without-end",
        "counts-without-measure",
        "object-stream-without-end",
        "operands-without-end",
        "annotations-without-end",
        "content-without-end",
        "operators-without-end",
        "links-without-end",
        "structure-without-end",
        "shapes-without-end",
        "clip-of-many-parts",
        "filters-without-end",
        "encrypted-object-streams-without-end",
        "page-without-measure",
        "page-without-measure-but-cropped",
    ] {
        let document = document(name);
        assert_eq!(
            texts(&document),
            ["CPTS du Val Clair", "Population : 41 000 habitants"],
            "{name}"
        );
    }
}

#[test]
fn a_limit_that_was_reached_is_told_by_its_name() {
    for (name, on_page, limit) in [
        ("forms-within-forms", true, "16 forms within forms"),
        ("forms-within-forms", true, "20000 forms on one page"),
        ("inflates-without-end", true, "64 MiB in one stream"),
        ("content-without-end", true, "64 MiB in one stream"),
        ("saves-without-end", true, "512 saved graphics states"),
        ("operators-without-end", true, "5000000 operators on one page"),
        ("operands-without-end", true, "100000 operands"),
        ("annotations-without-end", true, "10000 annotations on one page"),
        ("code-spaces-without-end", true, "1000 code spaces in one CMap"),
        ("object-stream-without-end", false, "64 MiB in one object stream"),
        ("encrypted-object-streams-without-end", false, "64 MiB in one object stream"),
        ("links-without-end", true, "2000 links on one page"),
        ("filters-without-end", true, "16 filters of one stream"),
        ("shapes-without-end", true, "100000 shapes on one page"),
        ("page-tree-without-end", false, "64 levels of the page tree"),
        ("structure-without-end", false, "128 structure elements within one another"),
    ] {
        let told = Defect::Truncated { page: on_page.then_some(0), limit: limit.to_owned() };
        let document = document(name);
        assert!(document.defects.contains(&told), "{name}: {:?}", document.defects);
    }
}

#[test]
fn what_an_empty_password_opens_is_read_and_anything_else_is_encrypted() {
    for name in [
        "encrypted-rc4-40",
        "encrypted-rc4-128",
        "encrypted-aes-128",
        "encrypted-aes-256",
        "encrypted-aes-256-object-streams",
    ] {
        let document = document(name);
        assert_eq!(
            texts(&document),
            ["CPTS du Val Clair", "Population : 41 000 habitants"],
            "{name}"
        );
        assert_eq!(document.defects, [], "{name}");
    }
    let bytes = fs::read(folder().join("encrypted-with-a-password.pdf")).unwrap();
    assert_eq!(read(&bytes).unwrap_err().kind, ErrorKind::Encrypted);
}

#[test]
fn a_page_that_no_screen_could_show_has_the_size_of_a_sheet() {
    let told = Defect::Recovered { how: "page 1 has no usable size and was read as A4".to_owned() };
    for (name, without_box) in
        [("page-without-measure", true), ("page-without-measure-but-cropped", false)]
    {
        let document = document(name);
        assert_eq!(document.pages[0].size, Some((595.0, 842.0)), "{name}");
        assert_eq!(document.defects.contains(&told), without_box, "{name}");
    }
}

#[test]
fn a_cut_file_is_read_up_to_the_cut() {
    let document = document("cut-in-the-middle");
    assert!(document.defects.iter().any(|defect| matches!(defect, Defect::Recovered { .. })));
}

/// A file of so many pages, all of one content.
fn pages(count: usize) -> Vec<u8> {
    let content = "BT /F 9 Tf 72 700 Td (Val Clair) Tj ET";
    let kids: String = (5..5 + count).map(|number| format!("{number} 0 R ")).collect();
    let mut file = format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Kids[{kids}]>>\
         endobj\n3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n",
        content.len()
    );
    for number in 5..5 + count {
        file += &format!("{number} 0 obj<</Type/Page/Contents 4 0 R>>endobj\n");
    }
    file += "trailer<</Root 1 0 R>>\n";
    file.into_bytes()
}

#[test]
fn ten_thousand_pages_are_read_and_one_more_is_told() {
    let told = |document: &Document| {
        let limit = "10000 pages".to_owned();
        document.defects.contains(&Defect::Truncated { page: None, limit })
    };
    let all = read(&pages(10_000)).unwrap();
    assert_eq!(texts(&all).len(), 10_000);
    assert!(!told(&all));
    let most = read(&pages(10_001)).unwrap();
    assert_eq!(most.pages.len(), 10_000);
    assert!(told(&most));
}

#[test]
fn a_text_without_end_is_read_as_far_as_its_limits_allow() {
    for (text, limits, kept) in [
        ("Val Clair ".repeat(200_000), vec!["100000 characters in one line"], 100_000),
        ("Val Clair\n".repeat(200_000), vec!["1000000 characters"], 900_000),
    ] {
        let document = recense::read::read(text.as_bytes(), "a.txt").unwrap();
        let count: usize = texts(&document).iter().map(|text| text.chars().count()).sum();
        assert!((kept - 10..=kept).contains(&count), "{count}");
        let told: Vec<Defect> = limits
            .into_iter()
            .map(|limit| Defect::Truncated { page: Some(0), limit: limit.to_owned() })
            .collect();
        assert_eq!(document.defects, told);
    }
}

#[test]
fn a_hostile_page_of_the_web_is_read_as_far_as_it_goes() {
    let head = "<html><body><h1>CPTS du Val Clair</h1><p>Population : 41 000 habitants</p>";
    for (tail, told) in [
        ("<div>".repeat(100_000), true),
        ("<b><i><a><u>".repeat(20_000), true),
        ("<table><tr><td>".repeat(30_000), true),
        (format!("<p {}>", "a=1 ".repeat(100_000)), true),
        ("<div title='</div>'>".repeat(30_000), true),
        ("<div><!--</div>-->".repeat(30_000), true),
        (format!("<p {}>", "a='<' ".repeat(100_000)), true),
        ("&nbsp;<b>&nbsp;</b>".repeat(50_000), false),
        (format!("<p title='{}'>", "x".repeat(5_000_000)), false),
        (format!("<!--{}", "-".repeat(1_000_000)), false),
        ("<table><tr><td colspan=1000 rowspan=65534>".repeat(200), false),
    ] {
        let document = recense::read::read((head.to_owned() + &tail).as_bytes(), "a.html").unwrap();
        let wrong = &tail[..20];
        assert_eq!(texts(&document)[..2], ["CPTS du Val Clair", "Population : 41 000 habitants"]);
        let truncated = |defect: &Defect| matches!(defect, Defect::Truncated { .. });
        assert_eq!(document.defects.iter().any(truncated), told, "{wrong}");
    }
}
