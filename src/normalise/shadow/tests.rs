use proptest::prelude::*;

use super::*;

#[test]
fn folding_drops_what_means_nothing() {
    for (printed, folded) in [
        ("", ""),
        ("Plain ASCII text", "plain ascii text"),
        ("Élus réunis à L’Haÿ", "elus reunis a l'hay"),
        ("E\u{301}lus", "elus"),
        ("cœur, Ægide, STRAẞE", "coeur, aegide, strasse"),
        ("la ﬁche eﬃcace", "la fiche efficace"),
        ("1ᵉʳ octobre", "1er octobre"),
        ("44 – 49 — 35 ‑ 2−1", "44 - 49 - 35 - 2-1"),
        ("« Ici » “là” „bas”", "\" ici \" \"la\" \"bas\""),
        ("85\u{202F}676\u{A0}habitants", "85 676 habitants"),
        ("un \t\n  deux", "un deux"),
        ("pluri\u{AD}pro\u{200B}fessionnel", "pluriprofessionnel"),
        ("régio\u{AD}\n  nale", "regionale"),
        ("etc…", "etc..."),
    ] {
        assert_eq!(fold(printed), folded, "{printed:?}");
    }
}

#[test]
fn the_printed_shadow_keeps_case_and_accents() {
    for (printed, shadow) in [
        ("Gaëlle D’ARTAGNAN", "Gaëlle D'ARTAGNAN"),
        ("Gae\u{308}lle\u{A0}\u{A0}GUILBAUD", "Gaëlle GUILBAUD"),
        ("la ﬁche", "la fiche"),
        ("contact@cpts‐nord.fr", "contact@cpts-nord.fr"),
    ] {
        assert_eq!(Shadow::printed(printed).text, shadow, "{printed:?}");
    }
}

#[test]
fn a_match_is_cited_from_the_original() {
    let text = "Le cœur\u{A0}: 85\u{202F}676 habitants, E\u{301}lus";
    let shadow = Shadow::folded(text);
    for (wanted, printed) in
        [("coeur", "cœur"), ("85 676", "85\u{202F}676"), ("elus", "E\u{301}lus"), ("e", "e")]
    {
        let start = shadow.text.find(wanted).unwrap();
        let source = shadow.source(start..start + wanted.len());
        assert_eq!(cited(text, source), printed);
    }
}

#[test]
fn what_was_dropped_at_the_edges_is_not_cited() {
    let text = "a \u{200B} b\u{AD}c";
    let shadow = Shadow::folded(text);
    assert_eq!(shadow.text, "a bc");
    assert_eq!(cited(text, shadow.source(0..1)), "a");
    assert_eq!(cited(text, shadow.source(2..4)), "b\u{AD}c");
}

#[test]
fn an_empty_range_is_an_empty_place() {
    for text in ["", "abc", "é à"] {
        let shadow = Shadow::folded(text);
        assert_eq!(shadow.source(0..0), 0..0);
        let end = shadow.text.len();
        assert_eq!(shadow.source(end..end), text.chars().count()..text.chars().count());
    }
}

#[test]
fn a_slug_is_never_empty() {
    assert_eq!(slug("État d’avancement (2026)"), "etat-d-avancement-2026");
    assert_eq!(slug("/ - …"), "document");
    assert_eq!(slug_or("???", "cpts"), "cpts");
}

#[test]
fn the_short_way_for_usual_letters_gives_what_the_long_way_does() {
    for c in ('\0'..'\u{180}').filter(|c| is_mark(*c) || unaccented(*c).is_some()) {
        let text = c.to_string();
        let mut shadow = Builder::of(&text);
        match punctuation(c) {
            Folded::To(c) => shadow.push(c, 0),
            Folded::Nothing => {}
            Folded::Letter => decompose_compatible(c, |c| shadow.push_folded(c, 0)),
        }
        assert_eq!(Shadow::folded(&format!("{c}…")).source(0..1), 0..1);
        assert_eq!(fold(&format!("{c}…")), shadow.finish().text + "...", "{c:?}");
    }
}

proptest! {
    #[test]
    fn every_place_of_a_shadow_lies_in_the_original(text in any::<String>()) {
        let length = text.chars().count();
        for shadow in [Shadow::folded(&text), Shadow::printed(&text)] {
            let mut before = 0;
            for (start, c) in shadow.text.char_indices() {
                let source = shadow.source(start..start + c.len_utf8());
                prop_assert!(source.start < source.end && source.end <= length);
                prop_assert!(before <= source.start);
                before = source.start;
            }
        }
    }

    #[test]
    fn a_usual_text_has_the_fold_of_its_shadow(text in "[a-zA-ZÀ-ÿ0-9 `’.,()-]{0,12}") {
        prop_assert_eq!(fold(&text), Shadow::folded(&text).text);
    }

    #[test]
    fn folding_twice_is_folding_once(text in any::<String>()) {
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
        prop_assert_eq!(key(&key(&text)), key(&text));
    }
}
