//! The reader as a whole, on small files written for the purpose.

use super::read;
use super::sample::{file, pages, show, stream};
use crate::model::defect::{Defect, ErrorKind};
use crate::model::document::{Document, Line, Region};

fn document(contents: &[&str]) -> Document {
    read(&pages(contents, "", &["null".to_owned()])).unwrap()
}

fn lines(document: &Document) -> Vec<&Line> {
    document.pages.iter().flat_map(|page| &page.lines).collect()
}

fn texts(document: &Document) -> Vec<&str> {
    lines(document).into_iter().map(|line| line.text.as_str()).collect()
}

/// The texts of each block, joined.
fn blocks(document: &Document) -> Vec<String> {
    lines(document)
        .chunk_by(|a, b| a.block == b.block)
        .map(|block| block.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" / "))
        .collect()
}

fn texts_of(content: &str) -> Vec<String> {
    lines(&document(&[content])).into_iter().map(|line| line.text.clone()).collect()
}

/// Lines of one size at one edge, `step` points apart.
fn column(font: &str, x: f32, y: f32, step: f32, texts: &[&str]) -> String {
    let line = |(index, text): (usize, &&str)| show(font, 10.0, x, y + step * index as f32, text);
    texts.iter().enumerate().map(line).collect()
}

#[test]
fn a_line_has_its_place_its_words_and_its_look() {
    let document = document(&[&show("B", 20.0, 50.0, 100.0, "CPTS du Val Clair")]);
    let line = lines(&document)[0];
    assert_eq!(line.text, "CPTS du Val Clair");
    assert!(line.look.bold);
    assert_eq!(line.look.size, Some(20.0));
    let bbox = line.bbox.unwrap();
    assert!((bbox.x0 - 50.0).abs() < 0.1 && bbox.y0 < 90.0 && bbox.y1 > 100.0, "{bbox:?}");
    let words: Vec<_> = line.words.iter().map(|word| (word.start, word.end)).collect();
    assert_eq!(words, [(0, 4), (5, 7), (8, 11), (12, 17)]);
    assert_eq!(document.declared_language.as_deref(), Some("fr"));
}

#[test]
fn a_word_in_two_sizes_has_a_box_for_each_piece() {
    let content = "BT /B 10 Tf 50 700 Td (43) Tj 5 Ts /F 6 Tf (2) Tj 0 Ts 10 Tf ( CPTS) Tj ET";
    let document = document(&[content]);
    let line = lines(&document)[0];
    assert_eq!(line.text, "43² CPTS");
    let words: Vec<_> = line.words.iter().map(|word| (word.start, word.end)).collect();
    assert_eq!(words, [(0, 2), (2, 3), (4, 8)]);
    let [number, note, _] = line.words.as_slice() else { panic!("{:?}", line.words) };
    assert!(number.x0 < number.x1 && number.x1 <= note.x0 + 0.01 && note.x0 < note.x1);
}

#[test]
fn a_letter_that_is_lowered_into_its_neighbours_stays_in_its_word() {
    let content =
        "BT /F 10 Tf 50 700 Td (T) Tj -1.7 -3 Td 6.1 0 Td (E) Tj 5.4 3 Td (X en main) Tj ET";
    assert_eq!(texts(&document(&[content])), ["TEX en main"]);
}

#[test]
fn a_size_and_a_scale_below_nought_make_up_for_each_other() {
    let document = document(&["BT /F -10 Tf -100 Tz 1 0 0 -1 50 700 Tm (Bonjour) Tj ET"]);
    assert_eq!(texts(&document), ["Bonjour"]);
    assert!((lines(&document)[0].bbox.unwrap().x0 - 50.0).abs() < 0.1);
}

#[test]
fn text_placed_word_by_word_without_spaces_is_one_line() {
    let content = show("F", 10.0, 50.0, 100.0, "Parcours")
        + &show("F", 10.0, 97.0, 100.0, "du")
        + &show("F", 10.0, 111.0, 100.0, "patient");
    assert_eq!(texts(&document(&[&content])), ["Parcours du patient"]);
}

#[test]
fn a_letter_spaced_title_is_not_taken_apart() {
    let content = "BT /B 18 Tf 6 Tc 50 700 Td (LE VAL CLAIR) Tj ET";
    assert_eq!(texts(&document(&[content])), ["LE VAL CLAIR"]);
}

#[test]
fn a_little_letter_spacing_parts_no_words() {
    let content = "BT /B 11 Tf 1.5 Tc 50 700 Td (TAVAILLON AVERTI) Tj ET";
    assert_eq!(texts(&document(&[content])), ["TAVAILLON AVERTI"]);
}

#[test]
fn a_line_may_break_before_the_colon_of_a_bold_label() {
    let content =
        show("F", 10.0, 50.0, 100.0, "Taille : Taille 2 | Adjointe au maire de la commune")
            + &show("B", 10.0, 50.0, 112.0, ": ")
            + &show("F", 10.0, 56.0, 112.0, "Claire MARTEAU et Anne BIDON, de Cenon");
    assert_eq!(blocks(&document(&[&content])).len(), 1);
}

#[test]
fn a_wrapped_value_is_one_block_and_the_next_fact_another() {
    let fact = |y: f32, label: &str, x: f32, value: &str| {
        show("B", 10.0, 50.0, y, label) + &show("F", 10.0, x, y, value)
    };
    let content = fact(100.0, "Coordinatrices : ", 130.0, "Anne BIDON et Claire")
        + &show("F", 10.0, 50.0, 112.0, "MARTEAU")
        + &fact(124.0, "Site internet :", 117.0, "www.cpts-val-clair.fr");
    assert_eq!(
        blocks(&document(&[&content])),
        [
            "Coordinatrices : Anne BIDON et Claire / MARTEAU",
            "Site internet : www.cpts-val-clair.fr",
        ]
    );
}

#[test]
fn a_value_goes_on_below_itself() {
    let content = show("B", 10.0, 50.0, 100.0, "Maires :")
        + &show("F", 10.0, 97.0, 100.0, "Anne BIDON, Claire")
        + &show("F", 10.0, 97.0, 112.0, "MARTEAU");
    assert_eq!(blocks(&document(&[&content])), ["Maires : Anne BIDON, Claire / MARTEAU"]);
}

#[test]
fn bullets_begin_blocks_and_hanging_lines_stay_with_them() {
    let content = column("F", 50.0, 100.0, 12.0, &["• Accueil des stagiaires et des"])
        + &show("F", 10.0, 57.0, 112.0, "remplaçants")
        + &column("F", 50.0, 124.0, 12.0, &["• Annuaire"])
        + &column("F", 80.0, 136.0, 12.0, &["- sous-point"]);
    let document = document(&[&content]);
    assert_eq!(
        blocks(&document),
        ["• Accueil des stagiaires et des / remplaçants", "• Annuaire", "- sous-point"]
    );
    let lines = lines(&document);
    let looks: Vec<_> = lines.iter().map(|line| (line.look.marker, line.look.indent)).collect();
    assert_eq!(looks, [(Some(2), 0), (None, 0), (Some(2), 0), (Some(2), 1)]);
}

#[test]
fn a_drawn_disc_makes_a_list_item() {
    let disc = "1 0 0 1 52 742 cm 0 2 m 1.1 2 2 1.1 2 0 c 2 -1.1 1.1 -2 0 -2 c -1.1 -2 -2 -1.1 -2 0 c \
                -2 1.1 -1.1 2 0 2 c f";
    let content = format!("q {disc} Q {}", show("F", 10.0, 60.0, 103.0, "Vaccination"));
    assert_eq!(lines(&document(&[&content]))[0].look.marker, Some(0));
}

#[test]
fn two_columns_of_running_text_are_read_one_after_the_other() {
    let left =
        ["Un premier paragraphe qui court", "sur plusieurs lignes de suite", "et finit ici."];
    let right = ["Un second paragraphe en face", "du premier, sans lien avec lui,", "finit là."];
    // Painted line by line across both columns.
    let content: String = (0..3)
        .map(|index| {
            let y = 100.0 + 12.0 * index as f32;
            show("F", 10.0, 50.0, y, left[index]) + &show("F", 10.0, 300.0, y, right[index])
        })
        .collect();
    let document = document(&[&content]);
    assert_eq!(blocks(&document), [left.join(" / "), right.join(" / ")]);
    assert_eq!(document.pages[0].order, "columns");
}

#[test]
fn a_label_stands_before_the_list_beside_it_whatever_was_painted_first() {
    let content = column("F", 150.0, 100.0, 12.0, &["• Un", "• Deux", "• Trois"])
        + &show("B", 10.0, 50.0, 112.0, "Qualité")
        + "0.5 0.5 0.5 RG 40 690 400 70 re S";
    let document = document(&[&content]);
    assert_eq!(texts(&document), ["Qualité", "• Un", "• Deux", "• Trois"]);
    assert_eq!(document.pages[0].frames.len(), 1);
}

#[test]
fn ruled_cells_are_a_table_and_boxes_apart_are_not() {
    let cell = |x: f32, y: f32| format!("{x} {} 100 20 re S\n", 842.0 - y - 20.0);
    let grid = |gap: f32| -> String {
        let place = |index: usize| {
            (50.0 + (100.0 + gap) * (index % 2) as f32, 100.0 + (20.0 + gap) * (index / 2) as f32)
        };
        ["AFGSU", "Gestes", "IPA", "Infirmier"]
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let (x, y) = place(index);
                cell(x, y) + &show("F", 9.0, x + 5.0, y + 13.0, text)
            })
            .collect()
    };
    let table = document(&[&grid(0.0)]);
    let cells: Vec<_> = lines(&table)
        .iter()
        .map(|line| line.look.cell.map(|cell| (cell.row, cell.column)))
        .collect();
    assert_eq!(cells, [Some((0, 0)), Some((0, 1)), Some((1, 0)), Some((1, 1))]);
    assert!(table.pages[0].frames.is_empty());
    let boxes = document(&[&grid(12.0)]);
    assert!(lines(&boxes).iter().all(|line| line.look.cell.is_none()));
    assert_eq!(boxes.pages[0].frames.len(), 4);
}

#[test]
fn running_feet_are_found_by_repetition_and_page_numbers_by_counting() {
    let page = |number: usize| {
        show("F", 10.0, 50.0, 300.0, &format!("Population : {number}000 habitants"))
            + &show("F", 8.0, 50.0, 820.0, "Rapport annuel")
            + &show("F", 8.0, 500.0, 820.0, &format!("Page {number} / 4"))
    };
    let contents: Vec<String> = (1..=4).map(page).collect();
    let document = document(&contents.iter().map(String::as_str).collect::<Vec<_>>());
    let running: Vec<_> =
        lines(&document).iter().map(|line| line.region == Region::Running).collect();
    assert_eq!(running, [false, true, true].repeat(4));
}

#[test]
fn what_some_pages_say_at_one_place_below_their_heading_is_no_running_head() {
    let page = |class: usize| {
        show("B", 14.0, 50.0, 40.0, "Informations")
            + &show("F", 10.0, 50.0, 60.0, &format!("Taille {class}"))
    };
    let contents: Vec<String> = [2, 2, 2, 3].map(page).to_vec();
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let document = document(&contents);
    assert!(lines(&document).iter().all(|line| line.region != Region::Running));
}

#[test]
fn labels_above_their_lists_at_the_top_of_all_pages_are_no_running_heads() {
    let page = |action: &str| {
        let column = |x: f32, label: &str| {
            show("B", 10.0, x, 40.0, label)
                + &show("F", 10.0, x, 54.0, &format!("{action} {label}"))
        };
        column(50.0, "Soins") + &column(200.0, "Parcours") + &column(350.0, "Crises")
    };
    let actions = ["Bilan", "Annuaire", "Relais", "Atelier", "Appui", "Plan", "Permanence"];
    let contents: Vec<String> = actions.map(page).to_vec();
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let document = document(&contents);
    assert!(lines(&document).iter().all(|line| line.region != Region::Running));
}

#[test]
fn a_footnote_mark_stays_in_its_line() {
    let content = show("F", 10.0, 50.0, 100.0, "Signature du CPOM")
        + &show("F", 6.0, 139.6, 96.0, "1")
        + &show("F", 10.0, 146.0, 100.0, "avec");
    assert_eq!(texts(&document(&[&content])), ["Signature du CPOM¹ avec"]);
}

#[test]
fn what_is_painted_twice_is_read_once_and_is_bold() {
    let content = show("F", 10.0, 50.0, 100.0, "Titre") + &show("F", 10.0, 50.3, 100.0, "Titre");
    let document = document(&[&content]);
    assert_eq!(texts(&document), ["Titre"]);
    assert!(lines(&document)[0].look.bold);
}

#[test]
fn a_turned_page_and_a_page_on_its_side_are_read_upright() {
    let text = show("F", 10.0, 50.0, 100.0, "Bonjour");
    for rotate in [0, 90, 180, 270] {
        let bytes = pages(&[&text], &format!("/Rotate {rotate}"), &["null".to_owned()]);
        let document = read(&bytes).unwrap();
        assert_eq!(texts(&document), ["Bonjour"], "{rotate}");
        let bbox = lines(&document)[0].bbox.unwrap();
        assert!((bbox.x0 - 50.0).abs() < 0.1 && (bbox.y1 - 102.5).abs() < 0.1, "{rotate} {bbox:?}");
    }
}

#[test]
fn text_outside_the_crop_box_is_dropped_and_places_count_from_its_corner() {
    let text = show("F", 10.0, 50.0, 100.0, "dedans") + &show("F", 10.0, 50.0, 700.0, "dehors");
    let bytes = pages(&[&text], "/CropBox[40 642 440 842]", &["null".to_owned()]);
    let document = read(&bytes).unwrap();
    assert_eq!(texts(&document), ["dedans"]);
    assert!((lines(&document)[0].bbox.unwrap().x0 - 10.0).abs() < 0.1);
    assert_eq!(document.pages[0].size, Some((400.0, 200.0)));
}

#[test]
fn invisible_text_is_kept_and_marked() {
    let content = format!("3 Tr {}", show("F", 10.0, 50.0, 100.0, "couche OCR"));
    assert!(lines(&document(&[&content]))[0].look.invisible);
}

#[test]
fn replacement_text_stands_for_what_is_painted() {
    let content = "/Span<</ActualText(office)>>BDC BT /F 10 Tf 50 700 Td (o#ce) Tj ET EMC";
    assert_eq!(texts(&document(&[content])), ["office"]);
}

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
fn the_structure_tree_gives_order_headings_and_paragraphs() {
    let marked = |id: u32, y: f32, text: &str| {
        format!("/P<</MCID {id}>>BDC {} EMC\n", show("F", 10.0, 50.0, y, text))
    };
    let content =
        marked(0, 130.0, "Second") + &marked(1, 100.0, "Titre") + &marked(2, 112.0, "Premier");
    let element = |kind: &str, id: u32| format!("<</S/{kind}/P 5 0 R/Pg 6 0 R/K {id}>>");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[6 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        stream("", &content),
        format!(
            "<</K[{}{}{}]/RoleMap<</Titre/H2>>>>",
            element("Titre", 1),
            element("P", 2),
            element("P", 0)
        ),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F 3 0 R>>>>>>"
            .to_owned(),
    ];
    let document = read(&file(&objects)).unwrap();
    assert_eq!(document.pages[0].order, "structure tree");
    assert_eq!(blocks(&document), ["Titre", "Premier", "Second"]);
    let headings: Vec<_> = lines(&document).iter().map(|line| line.look.heading).collect();
    assert_eq!(headings, [Some(2), None, None]);
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

#[test]
fn the_words_of_a_turned_line_stand_below_each_other() {
    let up = "BT /F 10 Tf 0 1 -1 0 500 300 Tm (deux mots) Tj ET";
    let document = document(&[&(show("F", 10.0, 50.0, 100.0, "Des lignes de texte droites") + up)]);
    let line = lines(&document).into_iter().find(|line| line.text == "deux mots").unwrap();
    let [first, second] = line.words.as_slice() else { panic!("{:?}", line.words) };
    assert!(first.y0 >= second.y1 - 0.01 && (first.y1 - 542.0).abs() < 0.1, "{first:?} {second:?}");
    assert_eq!((first.x0, first.x1), (second.x0, second.x1));
    assert!(first.x1 - first.x0 < 15.0, "{first:?}");
}

#[test]
fn a_letter_that_is_cut_by_the_edge_of_the_page_belongs_to_its_word() {
    let texts =
        texts_of(&(show("F", 20.0, -8.0, 100.0, "Mot") + &show("F", 20.0, 567.0, 200.0, "Milieu")));
    assert_eq!(texts, ["Mot", "Mili"]);
}

#[test]
fn a_line_end_within_a_string_is_room_and_no_unknown_letter() {
    let document = document(&["BT /F 10 Tf 50 700 Td (Nom\\tPrenom\\r\\n) Tj ET"]);
    assert_eq!(texts(&document), ["Nom Prenom"]);
    assert_eq!(document.defects, []);
}
