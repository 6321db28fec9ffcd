use crate::model::document::{Document, Line};
use crate::read::pdf::read;
use crate::read::pdf::sample::{file, show, stream};

/// A page with a label and these widgets; `form` goes into the form's dictionary.
fn document(form: &str, widgets: &[&str]) -> Document {
    let numbers: String = (6..).take(widgets.len()).map(|at| format!("{at} 0 R ")).collect();
    let mut objects = vec![
        format!(
            "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{numbers}]\
             /DR<</Font<</Cour 3 0 R>>>>{form}>>>>"
        ),
        "<</Type/Pages/Count 1/Kids[4 0 R]/MediaBox[0 0 595 842]>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Annots[{numbers}]\
             /Resources<</Font<</F 3 0 R>>>>>>"
        ),
        stream("", &show("F", 10.0, 50.0, 100.0, "Nom :")),
    ];
    objects.extend(
        widgets
            .iter()
            .map(|widget| format!("<</Type/Annot/Subtype/Widget/Rect[150 600 350 620]{widget}>>")),
    );
    read(&file(&objects)).unwrap()
}

fn lines(document: &Document) -> Vec<&Line> {
    document.pages.iter().flat_map(|page| &page.lines).skip(1).collect()
}

fn texts(form: &str, widget: &str) -> Vec<String> {
    lines(&document(form, &[widget])).iter().map(|line| line.text.clone()).collect()
}

#[test]
fn a_text_field_without_an_appearance_shows_its_value_in_its_box() {
    let document = document("/DA(/Cour 10 Tf)", &["/FT/Tx/V(Val Clair)"]);
    let line = lines(&document)[0];
    assert_eq!(line.text, "Val Clair");
    let bbox = line.bbox.unwrap();
    assert_eq!((bbox.x0, bbox.x1), (152.0, 152.0 + 9.0 * 6.0));
    assert!(bbox.y0 > 222.0 && bbox.y1 < 242.0, "{bbox:?}");
    assert_eq!(line.look.size, Some(10.0));
    let document = self::document("/DA(/Cour 10 Tf)", &["/FT/Tx/V(Val Clair)/BS<</W 1>>"]);
    assert_eq!(lines(&document)[0].bbox.unwrap().x0, 153.0);
}

#[test]
fn the_value_and_all_else_may_stand_above_the_widget() {
    for field in [
        "/FT/Tx/V<FEFF00380035002000360037003600202010>/DA(0 g /Cour 9 Tf)/Q 2",
        "/Parent<</FT/Tx/Q 2/Parent<</V<EFBBBF38352036373620E28090>/DA(/Cour 9 Tf)>>>>",
    ] {
        let document = document("/DA(/Other 30 Tf)/Q 1", &[field]);
        let line = lines(&document)[0];
        assert_eq!(line.text, "85 676 ‐", "{field}");
        let bbox = line.bbox.unwrap();
        assert!((bbox.x1 - 348.0).abs() < 0.01, "{bbox:?}");
        assert_eq!(line.look.size, Some(9.0));
    }
}

#[test]
fn a_size_of_nought_is_the_boxs_and_a_font_that_is_not_there_helvetica() {
    let document = document("", &["/FT/Tx/V(Val Clair)/DA(/None 0 Tf)"]);
    let line = lines(&document)[0];
    assert!((line.look.size.unwrap() - 13.4).abs() < 0.05, "{:?}", line.look.size);
    let width = 0.667 + 0.556 + 0.222 + 0.278 + 0.722 + 0.222 + 0.556 + 0.222 + 0.333;
    assert!((line.bbox.unwrap().width() - 13.4 * width).abs() < 0.05);
}

#[test]
fn several_lines_are_broken_within_their_box() {
    let field = "/FT/Tx/Ff 4096/Rect[150 500 250 620]/DA(/Cour 10 Tf)\
                 /V(Accueil des stagiaires\\rAnnuaire des membres)";
    let document = document("", &[field]);
    let lines = lines(&document);
    let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["Accueil des", "stagiaires", "Annuaire des", "membres"]);
}

#[test]
fn what_is_too_long_for_its_box_is_made_smaller_and_not_cut() {
    let value = "mot ".repeat(100);
    for flags in ["", "/Ff 4096"] {
        let document = document("", &[&format!("/FT/Tx/DA(/Cour 12 Tf){flags}/V({value})")]);
        let lines = lines(&document);
        let boxes: Vec<_> = lines.iter().filter_map(|line| line.bbox).collect();
        assert!(boxes.iter().all(|bbox| bbox.x0 >= 150.0 && bbox.x1 <= 350.0), "{boxes:?}");
        let words: usize = lines.iter().map(|line| line.text.matches("mot").count()).sum();
        assert_eq!(words, 100, "{flags}");
    }
}

#[test]
fn a_choice_is_shown_by_its_name() {
    let options = "/Opt[[(dep)(Departement)][(reg)(Region)](Commune)]";
    for (value, flags, shown) in [
        ("(reg)", 1 << 17, &["Region"][..]),
        ("(Commune)", 1 << 17, &["Commune"]),
        ("(other)", 1 << 17, &["other"]),
        ("[(dep)(Commune)]", 0, &["Departement", "Commune"]),
    ] {
        let field = format!("/FT/Ch/Rect[150 580 350 620]{options}/V{value}/Ff {flags}");
        assert_eq!(texts("", &field), shown, "{value}");
    }
}

#[test]
fn characters_in_cells_are_one_word() {
    let document = document("", &["/FT/Tx/Ff 16777216/MaxLen 5/V(72000)/DA(/Cour 10 Tf)"]);
    let line = lines(&document)[0];
    assert_eq!((line.text.as_str(), line.words.len()), ("72000", 1));
    assert_eq!(line.bbox.map(|bbox| (bbox.x0, bbox.x1)), Some((150.0, 350.0)));
}

#[test]
fn an_appearance_is_what_is_shown_unless_it_is_empty_or_out_of_date() {
    let texts = |form: &str, operators: &str| {
        let objects = [
            format!("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]{form}>>>>"),
            "<</Type/Pages/Count 1/Kids[4 0 R]/MediaBox[0 0 595 842]>>".to_owned(),
            stream("/Subtype/Form/BBox[0 0 200 20]", operators),
            "<</Type/Page/Parent 2 0 R/Annots[5 0 R]>>".to_owned(),
            "<</Subtype/Widget/Rect[150 600 350 620]/AP<</N 3 0 R>>/FT/Tx/V(valeur)>>".to_owned(),
        ];
        let document = read(&file(&objects)).unwrap();
        let lines = document.pages.iter().flat_map(|page| &page.lines);
        lines.map(|line| line.text.clone()).collect::<Vec<_>>()
    };
    let painted = "/Tx BMC BT /F 9 Tf 2 5 Td (ancien) Tj ET EMC";
    assert_eq!(texts("", painted), ["ancien"]);
    assert_eq!(texts("/NeedAppearances true", painted), ["valeur"]);
    assert_eq!(texts("", "0 0 200 20 re S /Tx BMC EMC"), ["valeur"]);
}

#[test]
fn what_is_hidden_or_no_text_is_not_written() {
    for field in [
        "/FT/Tx/V(x)/F 2",
        "/FT/Tx/V(x)/F 32",
        "/FT/Tx/V(secret)/Ff 8192",
        "/FT/Btn/V/Yes",
        "/FT/Sig/V<</Contents(x)>>",
        "/FT/Tx",
        "/FT/Tx/V 12",
        "/FT/Tx/V(x)/Rect[700 600 800 620]",
        "/V(x)",
    ] {
        let field = field.replacen("/FT", "/F 4/FT", usize::from(!field.contains("/F ")));
        assert_eq!(texts("", &field), <[&str; 0]>::default(), "{field}");
    }
    assert_eq!(texts("", "/Subtype/FreeText/Contents(note)/DA(/Cour 9 Tf)"), ["note"]);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    #[test]
    fn any_field_is_read_to_its_end(
        rect in "(-?[0-9]{1,4}(\\.[0-9])? ){0,4}", da in "[-/a-zA-Z0-9 .<>]{0,20}|/Cour -?[0-9]{1,6} Tf",
        flags in 0_u32..1 << 27, q in -3..5, most in -2..9, turn in -90..400,
        value in "[a-zé \n\r\t\u{FB01}]{0,60}", kind in "Tx|Ch|Btn",
    ) {
        let value: String = value.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        let _ = document("", &[&format!(
            "/Parent 6 0 R/FT/{kind}/Rect[{rect}]/DA({da})/Ff {flags}/Q {q}/MaxLen {most}\
             /MK<</R {turn}>>/V<FEFF{value}>/Opt[(a)[(b)(c)]]"
        )]);
    }
}
