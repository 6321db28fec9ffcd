use super::*;
use crate::model::document::{Line, Look, MediaType, Page, Rect, Word};

/// The text of one block of wrapped lines, in a document with `others` as a block of lines before it.
fn joined(others: &[&str], lines: &[&str]) -> String {
    let line = |text: &&str, block| Line { text: text.to_string(), block, ..Line::default() };
    let before = others.iter().map(|text| line(text, 1));
    let lines = before.chain(lines.iter().map(|text| line(text, 0))).collect();
    let document = Document {
        media_type: MediaType::Text,
        paginated: false,
        pages: vec![Page { lines, ..Page::default() }],
        declared_language: None,
        defects: Vec::new(),
    };
    blocks(&document).pop().map(|block| block.text).unwrap_or_default()
}

#[test]
fn a_divided_word_in_capitals_is_joined_if_it_stands_undivided_elsewhere() {
    let others = ["une réu-", "nion de", "la commis-", "sion, l'InterCPTS", "et l'ATELIER"];
    let wrapped = |lines: &[&str]| joined(&others, lines);
    assert_eq!(wrapped(&["16 juin : ATE-", "LIER"]), "16 juin : ATELIER");
    assert_eq!(wrapped(&["mission Inter-", "CPTS"]), "mission InterCPTS");
    assert_eq!(wrapped(&["journée ville-", "Ouest"]), "journée ville-Ouest");
}

#[test]
fn wrapped_lines_are_joined_by_a_space() {
    assert_eq!(joined(&[], &["Ateliers pour", "les aidants"]), "Ateliers pour les aidants");
}

#[test]
fn a_hyphen_stays_unless_the_joined_word_is_known() {
    assert_eq!(joined(&[], &["accueil à Saint-", "gildas"]), "accueil à Saint-gildas");
    assert_eq!(joined(&["la prévention"], &["la pré-", "vention"]), "la prévention");
    assert_eq!(
        joined(&[], &["communes d'Ancenis-", "Saint-Géréon"]),
        "communes d'Ancenis-Saint-Géréon"
    );
    assert_eq!(joined(&["MSUstagiaire"], &["accueil MSU-", "stagiaire"]), "accueil MSU-stagiaire");
}

#[test]
fn a_line_that_breaks_behind_a_slash_goes_on_without_a_space() {
    assert_eq!(
        joined(&[], &["violences intra familiales/", "conjugales"]),
        "violences intra familiales/conjugales"
    );
    assert_eq!(joined(&[], &["santé mentale /", "addictions"]), "santé mentale / addictions");
}

#[test]
fn a_document_that_hyphenates_has_its_words_mended() {
    let lines = ["la pré-", "vention des cata-", "strophes"];
    assert_eq!(joined(&[], &lines), "la prévention des catastrophes");
}

#[test]
fn a_broken_address_is_one_word() {
    let mail = ["écrire à contact@cpts-", "rive.example"];
    assert_eq!(joined(&[], &mail), "écrire à contact@cpts-rive.example");
    assert_eq!(joined(&[], &["contact@rive", ".example"]), "contact@rive.example");
    assert_eq!(joined(&[], &["www.rives", "ante.example"]), "www.rivesante.example");
    let cut = |lines: &[&str]| joined(&[], lines);
    assert_eq!(
        cut(&["Contact : cptsrive", "sante@poste.example"]),
        "Contact : cptsrivesante@poste.example"
    );
    assert_eq!(
        cut(&["Contact : la.rive", "sante@poste.example"]),
        "Contact : la.rivesante@poste.example"
    );
    assert_eq!(cut(&["Contact : rive@poste.f", "r"]), "Contact : rive@poste.fr");
    assert_eq!(cut(&["Contact : rive@pos", "te.example"]), "Contact : rive@poste.example");
    assert_eq!(
        cut(&["écrire à la rive", "sante@poste.example"]),
        "écrire à la rive sante@poste.example"
    );
    assert_eq!(cut(&["sur rive@poste.fr", "ou"]), "sur rive@poste.fr ou");
    assert_eq!(
        joined(&[], &["voir www.rive.example", "pour agir."]),
        "voir www.rive.example pour agir."
    );
}

#[test]
fn every_character_knows_its_place() {
    let line = |text: &str| Line { text: text.to_owned(), ..Line::default() };
    let document = Document {
        media_type: MediaType::Text,
        paginated: false,
        pages: vec![Page { lines: vec![line("• un"), line("deux")], ..Page::default() }],
        declared_language: None,
        defects: Vec::new(),
    };
    let spans = blocks(&document).pop().map(|block| block.spans(2..7)).unwrap_or_default();
    let texts: Vec<String> = spans.into_iter().map(|span| document.text(span)).collect();
    assert_eq!(texts, ["un", "de"]);
}

#[test]
fn an_address_that_lost_its_last_letter_to_the_next_line_gets_it_back() {
    assert_eq!(joined(&[], &["contact@rives-vals.co", "m"]), "contact@rives-vals.com");
    assert_eq!(
        joined(&[], &["contact@rives-vals.fr", "à Vannes"]),
        "contact@rives-vals.fr à Vannes"
    );
}

/// A line at a left and a right edge, 10 points high.
fn placed(block: u32, y: f32, text: &str, x1: f32) -> Line {
    let word = text.split(' ').next().unwrap_or_default().chars().count();
    let bbox = Some(Rect { x0: 50.0, y0: y, x1, y1: y + 10.0 });
    let words = vec![Word {
        start: 0,
        end: word,
        x0: 50.0,
        x1: 50.0 + 5.0 * word as f32,
        y0: 0.0,
        y1: 0.0,
    }];
    let look = Look { size: Some(10.0), ..Look::default() };
    Line { text: text.to_owned(), block, bbox, words, look, ..Line::default() }
}

#[test]
fn lines_that_end_where_they_end_say_nothing_of_hyphenation() {
    // Two broken words among forty facts, each on a line of its own.
    let mut lines = Vec::new();
    for (number, (first, rest)) in
        [("une réu-", "nion de soir"), ("la com-", "mune")].into_iter().enumerate()
    {
        let y = 100.0 * number as f32;
        lines.push(placed(number as u32, y, first, 400.0));
        lines.push(placed(number as u32, y + 12.0, rest, 120.0));
    }
    for number in 0..40 {
        let y = 300.0 + 12.0 * number as f32;
        lines.push(placed(9, y, "Taille de la CPTS", if number == 20 { 400.0 } else { 150.0 }));
    }
    let document = Document {
        media_type: MediaType::Pdf,
        paginated: true,
        pages: vec![Page { lines, ..Page::default() }],
        declared_language: None,
        defects: Vec::new(),
    };
    assert_eq!(blocks(&document)[0].text, "une réunion de soir");
}
