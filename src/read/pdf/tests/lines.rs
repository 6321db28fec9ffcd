//! Words, lines and their places.

use super::{document, lines, texts, texts_of};
use crate::read::pdf::read;
use crate::read::pdf::sample::{pages, show};

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

/// A line whose spaces are 18 points wide.
fn spread(y: f32, text: &str) -> String {
    format!("BT /F 10 Tf 15 Tw 1 0 0 1 50 {} Tm ({text}) Tj 0 Tw ET\n", 842.0 - y)
}

#[test]
fn words_set_far_apart_are_a_line_if_it_goes_on_below() {
    let words = "Vivre et faire vivre les liens";
    let item = |y: f32, rest: &str| spread(y, words) + &show("F", 10.0, 50.0, y + 12.0, rest);
    let page = item(100.0, "entre nous") + &item(260.0, "entre eux");
    assert_eq!(texts_of(&page), [words, "entre nous", words, "entre eux"]);
    // The second of them stands above a cell: a row of labels over a row of values.
    let page = page + &show("F", 10.0, 90.56, 112.0, "12") + &show("F", 10.0, 90.56, 272.0, "34");
    assert!(!texts_of(&page).contains(&words.to_owned()));
}

#[test]
fn a_bold_label_and_a_plain_value_that_stand_apart_are_two() {
    // "Co-présidence" is 69.5 points wide.
    let fact = |y: f32, gap: f32| {
        show("B", 10.0, 50.0, y, "Co-présidence")
            + &show("F", 10.0, 119.5 + gap, y, "Claire MARTIN et Luc MOREL")
    };
    let texts = texts_of(&(fact(100.0, 9.0) + &fact(120.0, 3.0)));
    let whole = "Co-présidence Claire MARTIN et Luc MOREL";
    assert_eq!(texts, ["Co-présidence", "Claire MARTIN et Luc MOREL", whole]);
    // The bold words that an item begins with are no label.
    let bullet = |x: f32| show("F", 10.0, x, 100.0, "•");
    for x in [30.0, 44.0] {
        let texts = texts_of(&(bullet(x) + &fact(100.0, 9.0)));
        assert!(texts.iter().any(|text| text.ends_with(whole)), "{x}: {texts:?}");
    }
}
