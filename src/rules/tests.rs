//! One broken rule file for each error, and what is said about it.

use std::collections::BTreeMap;

use crate::rules::Rules;

/// A family of documents, a vocabulary of one mission and one role: all that rules need to load.
const FAMILY: &str = r#"
[family]
id = "progress_report"
why = "It has fiches."
uses = ["shared"]
threshold = 1
evidence = [{ why = "It says so.", match = 'fiche', weight = 1 }]
"#;

const SHARED: &str = r#"
[[vocabulary]]
id = "missions"
why = "The missions."
term = [{ value = "quality", spelled = ["Qualité"] }]

[[vocabulary]]
id = "roles"
why = "The roles."
term = [{ value = "director", spelled = ["Directrice"] }]

[[vocabulary]]
id = "colours"
why = "No roles."
term = [{ value = "red", spelled = ["Rouge"] }]

[[pattern]]
id = "number"
why = "A number."
match = '\d+'
"#;

/// What loading says of a rule file in the folder of the family.
fn told(text: &str) -> String {
    told_of(&[("report/family.toml", FAMILY), ("report/x.toml", text), ("shared/w.toml", SHARED)])
}

fn told_of(files: &[(&str, &str)]) -> String {
    let files: BTreeMap<String, String> =
        files.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
    Rules::compile(&files).map_or_else(|error| error.to_string(), |_| "no error".to_owned())
}

/// A field rule with some keys more.
fn field(keys: &str) -> String {
    format!("[[field]]\nid = \"x\"\nwhy = \"It is so.\"\n{keys}\nexample = []\n")
}

/// Compares what is said of each text, and shows all differences at once.
#[track_caller]
fn compare(cases: &[(String, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (told(text), expected))
        .filter(|(told, expected)| told != *expected)
        .map(|(told, expected)| format!("says      {told}\nexpected  {expected}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

#[test]
fn a_family_and_its_words_are_enough() {
    assert_eq!(told(""), "no error");
    assert_eq!(
        told_of(&[("shared/w.toml", SHARED)]),
        "rules: no file has a [family] table; a rules folder has one sub-folder for each document family"
    );
}

#[test]
fn a_key_or_name_that_does_not_exist_is_told_with_the_nearest_one() {
    compare(&[
        (field("sets = \"figure\"\nlable = [\"A\"]"), r#"report/x.toml:5:1: unknown key `lable`; did you mean "label"?"#),
        ("[[fields]]".to_owned(), r#"report/x.toml:1:3: unknown key `fields`; did you mean "field"?"#),
        ("[[field]]\nid = \"x\"".to_owned(), "report/x.toml:1:1: missing key `why`"),
        ("[[field]\n".to_owned(), "report/x.toml:1:9: unclosed array table, expected `]`"),
        (field("sets = \"community.populaton\"\nlabel = [\"A\"]"), r#"report/x.toml:4:8: unknown target "community.populaton"; did you mean "community.population"?"#),
        (field("sets = \"community.population\"\nlabel = [\"A\"]\nas = \"populaton\""), r#"report/x.toml:6:6: unknown normaliser "populaton"; did you mean "population"?"#),
        (field("sets = \"community.officer\"\nlabel_from = \"role\""), r#"report/x.toml:5:14: unknown vocabulary "role"; did you mean "roles"?"#),
        (field("sets = \"figure\"\nmatch = ['a {numbr}']"), r#"report/x.toml:5:14: unknown vocabulary or pattern "numbr"; did you mean "number"?"#),
        (field("sets = \"figure\"\nmatch = ['a (?P<vale>b)']"), r#"report/x.toml:5:17: unknown capture for a figure "vale"; did you mean "value"?"#),
        (field("sets = \"figure\"\nmatch = ['a']\nwith = { subjet = \"members\" }"), r#"report/x.toml:6:10: unknown part of `with` for a figure "subjet"; did you mean "subject"?"#),
        (field("sets = \"community.milestone\"\nwhere = \"sentence\"\nmatch = ['a']\nwith = { kind = \"opened\" }"), r#"report/x.toml:7:10: "opened" is no kind of milestone; the contract lists the kinds"#),
        (field("sets = \"figure\"\nmatch = ['a']\nwhere = \"document\"\nas = 1"), "report/x.toml:7:6: invalid type: integer `1`, expected a string"),
        (
            "[[token]]\nid = \"x\"\nwhy = \"-\"\nmatch = 'a'\ngap = \"vacent\"\non = []\nexample = []"
                .to_owned(),
            r#"report/x.toml:5:7: unknown gap code "vacent"; did you mean "vacant"?"#,
        ),
        ("[[list]]\nid = \"x\"\nwhy = \"-\"\nsection = \"mission\"".to_owned(), r#"report/x.toml:4:11: unknown section "mission"; there is none"#),
        ("[[expect]]\nid = \"x\"\nwhy = \"-\"\nfield = \"popultion\"".to_owned(), r#"report/x.toml:4:9: unknown field "popultion"; did you mean "population"?"#),
        ("[[expect]]\nid = \"x\"\nwhy = \"-\"\nfield = \"population\"".to_owned(), r#"report/x.toml:4:9: no rule of the family sets the field "population""#),
        (
            field("sets = \"figure\"\nmatch = ['a']\nwhere = \"record\""),
            r#"report/x.toml:2:6: a figure is not looked for where = "record"; rules/README.md says where each target is looked for"#,
        ),
        (
            field("sets = \"community.email\"\nlabel = [\"A\"]\nas = \"email\"\nwhere = \"record\"\nmatch = ['a']"),
            "report/x.toml:8:10: inside of a record nothing looks for an expression; the value of a fiche stands behind a `label`",
        ),
        (
            field("sets = \"community.milestone\"\nwhere = \"record\"\nlabel = [\"A\"]\nas = \"email\""),
            "report/x.toml:7:6: a community.milestone behind a label is not read so; `as` is one of: date",
        ),
        (
            field("sets = \"figure\"\nmatch = ['a']\nwith = { subject = \"fiches\" }")
                + "[[expect]]\nid = \"y\"\nwhy = \"-\"\nfigure = \"fiche\"\ncounts = \"communities\"",
            r#"report/x.toml:11:10: no rule of the family sets the figure "fiche"; did you mean "fiches"?"#,
        ),
        (
            "[[expect]]\nid = \"x\"\nwhy = \"-\"\nfigure = \"a\"\ncounts = \"comunities\"".to_owned(),
            r#"report/x.toml:5:10: unknown count "comunities"; did you mean "communities"?"#,
        ),
    ]);
}

#[test]
fn a_bad_expression_is_told_at_its_character() {
    let with = |expression: &str| field(&format!("sets = \"figure\"\nmatch = [{expression}]"));
    compare(&[
        (with(r"'a('"), "report/x.toml:5:12: bad regular expression: unclosed group"),
        (with(r"'''ab)'''"), "report/x.toml:5:15: bad regular expression: unopened group"),
        // Behind a fragment, and inside of what follows one.
        (
            with(r"'{number} of {number} ('"),
            "report/x.toml:5:32: bad regular expression: unclosed group",
        ),
        (
            with(r"'{number}{2,1}'"),
            "report/x.toml:5:19: bad regular expression: invalid repetition count range, the start must be <= the end",
        ),
        // A string with escapes is longer in the file than its value.
        (
            with(r#""\u00e9\\d \"a[""#),
            "report/x.toml:5:24: bad regular expression: unclosed character class",
        ),
        (
            with(r"'population de l’été'"),
            r#"report/x.toml:5:26: '’' never matches; expressions see plain apostrophes, quotes and dashes: write "'""#,
        ),
        (
            with(r"'{number} Habitants'"),
            r#"report/x.toml:5:20: 'H' never matches; expressions see no capitals and no accents: write "h"; a field can say `case = true`"#,
        ),
        (
            with(r"'[é]'"),
            r#"report/x.toml:5:12: 'é' never matches; expressions see no capitals and no accents: write "e"; a field can say `case = true`"#,
        ),
        (with(r"'(?i)Habitants \W\p{Lu}'"), "no error"),
        (
            with(r"'l’an'") + "case = true",
            r#"report/x.toml:5:12: '’' never matches; expressions see plain apostrophes, quotes and dashes: write "'""#,
        ),
    ]);
    assert_eq!(told(&with("'Été \\d'").replace("match", "case = true\nmatch")), "no error");
}

#[test]
fn two_rules_for_one_text_are_a_tie() {
    let record = |keys: &str| {
        field(&format!("sets = \"community.email\"\nwhere = \"record\"\n{keys}\nas = \"email\""))
    };
    let other = |keys: &str| record(keys).replace("id = \"x\"", "id = \"y\"");
    let top = |keys: &str| field(&format!("sets = \"document.title\"\nwhere = \"top\"\n{keys}"));
    let other_top = |keys: &str| top(keys).replace("id = \"x\"", "id = \"y\"");
    let section = "[[section]]\nid = \"s\"\nwhy = \"-\"\nexample = []\nlabel_from = ";
    let token = "[[token]]\nwhy = \"-\"\nmatch = 'a'\ngap = \"vacant\"\nexample = []\n";
    let ignore = "[[ignore]]\nwhy = \"-\"\n";
    compare(&[
        (
            record("label = [\"E-mail\"]") + &record("label = [\"Mail\"]"),
            r#"report/x.toml:10:6: two rules are called "x"; an id names one rule of its file"#,
        ),
        (
            record("label = [\"E-mail\"]") + &other("label = [\"Mail\", \"E–MAIL\"]"),
            r#"report/x.toml:14:18: "e-mail" is a label of report/x/x too; a label belongs to one rule: take it out of the other"#,
        ),
        (
            record("label = [\"E-mail\", \"e-mail\"]"),
            r#"report/x.toml:6:20: "e-mail" is listed twice; case, accents, apostrophes and dashes do not matter"#,
        ),
        (
            record("label = [\"qualite\"]") + section + "\"missions\"",
            r#"report/x.toml:13:14: "qualite" is a label of report/x/x too; a label belongs to one rule: take it out of the other"#,
        ),
        (
            section.to_owned() + "\"colours\"",
            r#"report/x.toml:5:14: "red" of the vocabulary "colours" is no mission; the contract lists them"#,
        ),
        (
            record("label_from = \"colours\"")
                .replace("community.email", "community.officer")
                .replace("as = \"email\"", "as = \"persons\""),
            r#"report/x.toml:6:14: "red" of the vocabulary "colours" is no role; the contract lists them"#,
        ),
        (
            top("match = ['a', 'a']"),
            "report/x.toml:6:15: this expression stands here twice; the second one can never apply",
        ),
        (
            top("match = ['a']") + &other_top("match = ['b', 'a']"),
            r#"report/x.toml:13:15: "y" never applies; report/x/x comes first and takes the same text"#,
        ),
        (top("match = ['a']\nunless = ['c']") + &other_top("match = ['a']"), "no error"),
        (
            format!(
                "{token}id = \"x\"\non = [\"field\", \"officer\"]\n{token}id = \"y\"\non = [\"field\"]"
            ),
            r#"report/x.toml:10:9: "y" never applies; report/x/x comes first and takes the same text"#,
        ),
        (
            format!(
                "{token}id = \"x\"\non = [\"field\"]\n{token}id = \"y\"\non = [\"field\", \"officer\"]"
            ),
            "no error",
        ),
        (
            format!("{token}id = \"x\"\non = []"),
            r#"report/x.toml:6:6: "x" applies nowhere; `on` says where"#,
        ),
        (
            format!("{ignore}id = \"x\"\nmatch = 'a'\n{ignore}id = \"y\"\nmatch = 'a'"),
            r#"report/x.toml:8:9: "y" never applies; report/x/x comes first and takes the same text"#,
        ),
        (
            format!(
                "{ignore}id = \"x\"\nregion = [\"head\", \"aside\"]\n{ignore}id = \"y\"\nregion = [\"aside\"]"
            ),
            r#"report/x.toml:7:6: "y" never applies; report/x/x comes first and takes the same text"#,
        ),
        (
            format!(
                "{ignore}id = \"x\"\noutside_records = true\n{ignore}id = \"y\"\noutside_records = true"
            ),
            r#"report/x.toml:7:6: "y" never applies; report/x/x comes first and takes the same text"#,
        ),
        (
            format!("{ignore}id = \"x\"\nmatch = 'a'\noutside_records = true"),
            "report/x.toml:3:6: an ignore rule has one of `match`, `region` and `outside_records`",
        ),
    ]);
}

#[test]
fn a_rule_says_why_and_has_a_name() {
    compare(&[
        (
            field("sets = \"figure\"\nmatch = ['a']").replace("It is so.", " "),
            r#"report/x.toml:2:6: "x" does not say why; `why` is for whoever has to decide whether the rule still holds"#,
        ),
        (
            field("sets = \"figure\"\nmatch = ['a']").replace("\"x\"", "\"A rule\""),
            r#"report/x.toml:2:6: "A rule" cannot be an id; an id is small letters, digits and dashes, a letter first"#,
        ),
        (
            field("sets = \"figure\""),
            "report/x.toml:2:6: a field needs `label`, `label_from` or `match`",
        ),
        (
            "[[index]]\nid = \"x\"\nwhy = \"-\"\nmatch = 'a'\nexample = []".to_owned(),
            "report/x.toml:4:9: the expression has no capture (?P<name>…)",
        ),
    ]);
}

#[test]
fn lists_of_words_have_one_name_and_a_spelling_has_one_value() {
    let words = "[[vocabulary]]\nid = \"a\"\nwhy = \"-\"\nterm = ";
    compare(&[
        (
            format!("{words}[{{ value = \"b\", spelled = [\"Été\", \"ete\"] }}]"),
            r#"report/x.toml:4:42: "ete" is listed twice; case, accents, apostrophes and dashes do not matter"#,
        ),
        (
            format!(
                "{words}[{{ value = \"b\", spelled = [\"x\"] }}, {{ value = \"c\", spelled = [\"X\"] }}]"
            ),
            r#"report/x.toml:4:69: "X" spells "b" already; a spelling stands for one value"#,
        ),
        (
            "[[pattern]]\nid = \"colours\"\nwhy = \"-\"\nmatch = 'a'".to_owned(),
            r#"shared/w.toml:13:6: "colours" is the name of a list in report/x.toml too; vocabularies and patterns share one list of names"#,
        ),
    ]);
}

#[test]
fn a_folder_is_one_family_or_used_by_one() {
    let rule = "[[ignore]]\nid = \"x\"\nwhy = \"-\"\nmatch = 'a'";
    let base = [("report/family.toml", FAMILY), ("shared/w.toml", SHARED)];
    assert_eq!(
        told_of(&[base[0], base[1], ("other/x.toml", rule)]),
        r#"other/x.toml:2:6: no family uses the rules of "other"; name the folder in the `uses` of a family"#
    );
    assert_eq!(
        told_of(&[base[0], base[1], ("report/more.toml", FAMILY)]),
        r#"report/more.toml:3:6: the family of "report" is described in report/family.toml too; a folder has one [family] table"#
    );
    assert_eq!(
        told_of(&[("report/family.toml", &FAMILY.replace("shared", "sharde")), base[1]]),
        r#"report/family.toml:5:9: unknown folder of rules "sharde"; did you mean "shared"?"#
    );
    assert_eq!(
        told_of(&[("report/family.toml", &FAMILY.replace("report\"", "reprot\"")), base[1]]),
        r#"report/family.toml:3:6: unknown family "progress_reprot"; did you mean "progress_report"?"#
    );
}
