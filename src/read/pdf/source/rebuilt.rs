//! What a file that was rebuilt from its objects is put together from: the members of its object
//! streams, its catalog and the root of its pages. It invents none of them.

use lopdf::{Dictionary, Document, Object, ObjectId, ObjectStream};

use super::load::budgeted;

/// Finds the page tree of a document whose trailer does not lead to one; false if there is none.
pub(super) fn find_pages(document: &mut Document) -> bool {
    let catalogs = document.objects.iter().rev().filter(|(_, object)| has_type(object, b"Catalog"));
    let mut catalogs = catalogs.map(|(id, _)| Object::Reference(*id));
    if let Some(root) = catalogs.find(|root| leads_to_pages(document, root)) {
        document.trailer.set("Root", root);
    } else if let Some(pages) = root_of_pages(document) {
        let mut catalog = Dictionary::new();
        catalog.set("Pages", Object::Reference(pages));
        document.trailer.set("Root", Object::Dictionary(catalog));
    } else {
        return false;
    }
    true
}

/// Reads the object streams of an encrypted file, which the loader reads by its table alone. What
/// stands in the file by itself is not replaced.
pub(super) fn unpack(document: &mut Document) {
    if document.encryption_state.is_none() {
        return;
    }
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    // The last that was written has the newest of what stands in several.
    let streams: Vec<_> =
        streams.rev().filter(|stream| stream.dict.has_type(b"ObjStm")).cloned().collect();
    budgeted(streams.into_iter(), |stream| {
        for (id, object) in
            ObjectStream::new(&stream).map_or_else(|_| Default::default(), |all| all.objects)
        {
            document.objects.entry(id).or_insert(object);
        }
    });
}

fn has_type(object: &Object, name: &[u8]) -> bool {
    object.as_dict().is_ok_and(|dict| dict.has_type(name))
}

fn leads_to_pages(document: &Document, root: &Object) -> bool {
    let dict = |object| document.dereference(object).ok()?.1.as_dict().ok();
    let pages = dict(root).and_then(|catalog| dict(catalog.get(b"Pages").ok()?));
    pages.is_some_and(|pages| pages.has(b"Kids"))
}

/// The node with kids that has none above it. Where there are several, each may have lost what was
/// above them: none of them has all pages.
fn root_of_pages(document: &Document) -> Option<ObjectId> {
    let nodes = document.objects.iter().filter(|(_, object)| has_type(object, b"Pages"));
    let is_root = |node: &Dictionary| node.has(b"Kids") && !node.has(b"Parent");
    let mut roots = nodes.filter(|(_, node)| node.as_dict().is_ok_and(is_root));
    let (root, _) = roots.next()?;
    roots.next().is_none().then_some(*root)
}

#[cfg(test)]
mod tests {
    use crate::model::defect::Defect;
    use crate::model::document::Document;
    use crate::read::pdf::read;
    use crate::read::pdf::sample::{pages, show, stream};

    fn two_pages() -> String {
        let content = ["une", "deux"].map(|text| show("F", 10.0, 50.0, 100.0, text));
        let content = content.each_ref().map(String::as_str);
        String::from_utf8(pages(&content, "/Tabs/S", &["null".to_owned()])).unwrap()
    }

    fn texts(document: &Document) -> Vec<&str> {
        let lines = document.pages.iter().flat_map(|page| &page.lines);
        lines.map(|line| line.text.as_str()).collect()
    }

    fn recovered(document: &Document) -> Vec<&str> {
        let defects = document.defects.iter().filter_map(|defect| match defect {
            Defect::Recovered { how } => Some(how.as_str()),
            _ => None,
        });
        defects.collect()
    }

    #[test]
    fn a_lost_catalog_is_found_by_its_pages_and_these_by_their_root() {
        // The second page has the lower number: without the root it would come first.
        let file = two_pages().replace("[6 0 R 8 0 R]", "[8 0 R 6 0 R]");
        let lost = file.replacen("/Type/Catalog/Pages 2 0 R", "", 1);
        let document = read(lost.as_bytes()).unwrap();
        assert_eq!(texts(&document), ["deux", "une"]);
        assert!(recovered(&document).contains(&"the page tree was found without the way to it"));
    }

    #[test]
    fn a_page_without_a_tree_has_what_the_nodes_above_it_hand_down() {
        let file = two_pages().replacen("/Kids[", "/Kidz[", 1).replace("0 595 842", "0 500 842");
        let document = read(file.as_bytes()).unwrap();
        assert_eq!(texts(&document), ["une", "deux"]);
        let sizes = document.pages.iter().map(|page| page.size);
        assert!(sizes.eq([Some((500.0, 842.0)); 2]));
        assert!(document.pages[0].lines[0].words[0].x1 < 70.0, "Helvetica's widths");
    }

    #[test]
    fn what_stands_before_the_header_and_pages_that_are_missing_are_told() {
        let file = two_pages();
        let document = read(format!("HTTP header\n{file}").as_bytes()).unwrap();
        assert_eq!(texts(&document), ["une", "deux"]);
        assert_eq!(recovered(&document)[0], "what stands before the header was left out");
        let unlisted = file.replacen("[6 0 R 8 0 R]", "[6 0 R 99 0 R]", 1);
        for less in [file.replacen("8 0 obj", "9 9 obj", 1), unlisted] {
            let document = read(less.as_bytes()).unwrap();
            assert_eq!(texts(&document), ["une"]);
            assert_eq!(recovered(&document).last(), Some(&"an entry of the page tree is missing"));
        }
    }

    #[test]
    fn of_two_files_in_one_the_last_is_read() {
        let first = pages(&[&show("F", 10.0, 50.0, 100.0, "non")], "", &["null".to_owned()]);
        for between in ["\n", "\r", "", "\n\n"] {
            let first = first.trim_ascii_end();
            let both = [first, between.as_bytes(), two_pages().as_bytes()].concat();
            let document = read(&both).unwrap();
            assert_eq!(texts(&document), ["une", "deux"], "{between:?}");
            assert_eq!(recovered(&document), ["a file in front of it was left out"]);
            let cut = read(&both[..both.len() - "%%EOF".len()]).unwrap();
            assert_eq!(texts(&cut), ["une", "deux"], "{between:?}");
        }
    }

    #[test]
    fn an_attachment_is_not_read_in_place_of_a_file_that_lost_its_end() {
        let attached = pages(&[&show("F", 10.0, 50.0, 100.0, "non")], "", &["null".to_owned()]);
        let attached = String::from_utf8(attached).unwrap();
        let content = ["une", "deux"].map(|text| show("F", 10.0, 50.0, 100.0, text));
        let content = content.each_ref().map(String::as_str);
        let file = pages(&content, "", &[stream("/Type/EmbeddedFile", &attached)]);
        let file = String::from_utf8(file).unwrap();
        let end = file.rfind("xref\n0 ").unwrap();
        assert_eq!(texts(&read(&file.as_bytes()[..end]).unwrap()), ["une", "deux"]);
    }

    #[test]
    fn two_parts_of_a_tree_that_lost_its_root_are_both_read() {
        let file = two_pages();
        let other = "3 0 obj<</Type/Pages/Kids[8 0 R]>>\nendobj\n2 0 obj";
        let lost = file.replacen("/Type/Catalog/Pages 2 0 R", "", 1);
        let lost = lost.replacen("[6 0 R 8 0 R]", "[6 0 R]", 1).replace("3 0 obj", "30 0 obj");
        let lost = lost.replace("3 0 R", "30 0 R").replacen("2 0 obj", other, 1);
        assert_eq!(texts(&read(lost.as_bytes()).unwrap()), ["une", "deux"]);
    }

    #[test]
    fn a_wrong_generation_is_not_minded() {
        let file = two_pages();
        let wrong = file.replace("7 0 obj", "7 1 obj").replace("8 0 obj", "8 2 obj");
        assert_eq!(texts(&read(wrong.as_bytes()).unwrap()), ["une", "deux"]);
        let asked = file.replacen("[6 0 R 8 0 R]", "[6 0 R 8 3 R]", 1);
        assert_eq!(texts(&read(asked.as_bytes()).unwrap()), ["une", "deux"]);
    }

    #[test]
    fn a_table_that_is_off_by_digits_of_the_numbers_is_not_trusted() {
        let contents: Vec<String> =
            (10..40).map(|page| show("F", 10.0, 50.0, 100.0, &format!("page {page}"))).collect();
        let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
        let file = String::from_utf8(pages(&contents, "", &["null".to_owned()])).unwrap();
        let all = read(file.as_bytes()).unwrap();
        // One byte less before the objects of two digits.
        let less = read(file.replacen("null", "nul", 1).as_bytes()).unwrap();
        assert_eq!(texts(&less), texts(&all));
        assert!(!recovered(&less).is_empty());
    }
}
