//! Forms, links, pages without text, and files that are damaged or none.

use super::{lines, texts};
use crate::model::defect::{Defect, ErrorKind};
use crate::read::pdf::read;
use crate::read::pdf::sample::{file, pages, show, stream};

#[test]
fn a_form_is_painted_where_it_is_placed() {
    let form = stream("/Subtype/Form/BBox[0 0 300 300]", "BT /F 10 Tf 0 0 Td (formulaire) Tj ET");
    let document = read(&pages(&["q 1 0 0 1 80 600 cm /X Do Q"], "", &[form])).unwrap();
    let line = lines(&document)[0];
    assert_eq!(line.text, "formulaire");
    assert!((line.bbox.unwrap().x0 - 80.0).abs() < 0.1);
}

#[test]
fn a_form_that_paints_itself_ends_and_says_so() {
    let form = stream("/Subtype/Form/BBox[0 0 300 300]", "/X Do /X Do");
    let document = read(&pages(&["/X Do"], "", &[form])).unwrap();
    assert!(document.defects.iter().any(|defect| matches!(defect, Defect::Truncated { .. })));
}

#[test]
fn a_link_covers_the_words_under_it() {
    let text = show("F", 10.0, 50.0, 100.0, "Voir notre site ici");
    let annotation = "/Annots[<</Subtype/Link/Rect[70 738 112 752]/A<</URI(https://x.fr/)>>>>]";
    let document = read(&pages(&[&text], annotation, &["null".to_owned()])).unwrap();
    let link = &lines(&document)[0].links[0];
    assert_eq!((link.start, link.end, link.target.as_str()), (5, 15, "https://x.fr/"));
}

#[test]
fn a_page_of_pictures_is_unreadable_and_an_empty_page_is_not() {
    let image = stream("/Subtype/Image/Width 1/Height 1", "x");
    let document = read(&pages(&["q 595 0 0 842 0 0 cm /X Do Q", ""], "", &[image])).unwrap();
    assert_eq!(document.defects, [Defect::UnreadablePage { page: 0 }]);
}

#[test]
fn a_page_whose_content_is_lost_is_unreadable() {
    let page = |contents: &str| format!("<</Type/Page/Parent 2 0 R/Contents {contents}>>");
    let contents = ["5 0 R", "6 0 R", "99 0 R", "42", "[99 0 R]", "null", "[]", "7 0 R"];
    let kids =
        (8..).take(contents.len()).map(|number| format!("{number} 0 R ")).collect::<String>();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count 8/Kids[{kids}]/MediaBox[0 0 595 842]/Resources<<>>>>"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        "null".to_owned(),
        stream("/Filter/FlateDecode", &"no such thing ".repeat(9)),
        stream("/Filter/NoSuchThing", &"no such thing ".repeat(9)),
        stream("", ""),
    ];
    objects.extend(contents.iter().map(|contents| page(contents)));
    let document = read(&file(&objects)).unwrap();
    let lost = (0..5).map(|page| Defect::UnreadablePage { page });
    assert_eq!(document.defects, lost.collect::<Vec<_>>());
}

#[test]
fn glyphs_without_a_meaning_are_counted() {
    let font = "<</Type/Font/Subtype/Type0/BaseFont/Z/Encoding/Identity-H/DescendantFonts[<<>>]>>";
    let page = "/Resources<</Font<</Z 5 0 R/F 3 0 R>>>>";
    let content =
        format!("BT /Z 10 Tf 50 600 Td <00010002> Tj ET {}", show("F", 10.0, 50.0, 100.0, "ab"));
    let document = read(&pages(&[&content], page, &[font.to_owned()])).unwrap();
    assert_eq!(document.defects, [Defect::UntrustedText { page: 0, share: 0.5 }]);
}

#[test]
fn what_is_no_pdf_is_an_error_and_not_an_empty_document() {
    assert_eq!(read(b" \n").unwrap_err().kind, ErrorKind::Empty);
    assert_eq!(read(b"%PDF-1.4\nnothing of it").unwrap_err().kind, ErrorKind::Damaged);
}

#[test]
fn a_page_that_stands_twice_in_the_tree_is_two_and_a_circle_ends() {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 2/Kids[4 0 R 2 0 R 4 0 R]/MediaBox[0 0 595 842]>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>>>".to_owned(),
        stream("", &show("F", 10.0, 50.0, 100.0, "Annexe")),
    ];
    let document = read(&file(&objects)).unwrap();
    assert_eq!(document.pages.len(), 2);
    assert_eq!(texts(&document), ["Annexe", "Annexe"]);
}

#[test]
fn a_cut_file_is_read_as_far_as_it_goes_and_says_so() {
    let bytes = pages(&[&show("F", 10.0, 50.0, 100.0, "encore lisible")], "", &["null".to_owned()]);
    let cut = bytes.windows(4).position(|part| part == b"xref").unwrap();
    let document = read(&bytes[..cut]).unwrap();
    assert_eq!(texts(&document), ["encore lisible"]);
    assert!(matches!(document.defects[..], [Defect::Recovered { .. }]));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    #[test]
    fn any_operators_are_read_to_the_end(
        content in "((-?[0-9]{1,4}(\\.[0-9])? ){0,6}(cm|Tm|Td|TD|T\\*|Tc|Tw|Tz|TL|Ts|Tr|q|Q|re|m|l|c|h|f|S|W|n|BT|ET|EMC|rg|BI|ID|EI) |\\(a•b c\\) Tj |\\[\\(x\\) -900 \\(- y\\)\\] TJ |/F 10 Tf |/B 7 Tf |/X Do |/P<</MCID 1>>BDC ){0,60}"
    ) {
        let form = stream("/Subtype/Form/BBox[0 0 9 9]", "(z) Tj");
        let document = read(&pages(&[&content], "", &[form])).unwrap();
        for line in &document.pages[0].lines {
            let count = line.text.chars().count();
            proptest::prop_assert!(line.words.iter().all(|word| word.start < word.end && word.end <= count));
            proptest::prop_assert_eq!(line.text.trim(), line.text.as_str());
        }
    }

    #[test]
    fn a_file_with_bytes_changed_never_stops_the_program(
        changes in proptest::collection::vec((0_usize..2000, 0_u8..255), 1..30)
    ) {
        let content = show("F", 10.0, 50.0, 100.0, "Bonjour") + "q 1 0 0 1 9 9 cm /X Do Q";
        let form = stream("/Subtype/Form/BBox[0 0 9 9]", "BT /F 9 Tf (z) Tj ET");
        let mut bytes = pages(&[&content], "/Rotate 90", &[form]);
        let length = bytes.len();
        for (place, byte) in changes {
            bytes[place % length] = byte;
        }
        let _ = read(&bytes);
    }

    #[test]
    fn any_bytes_after_a_header_are_refused_or_read(bytes: Vec<u8>) {
        let _ = read(&[b"%PDF-1.7\n", bytes.as_slice()].concat());
    }
}
