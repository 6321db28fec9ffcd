//! `report.html`: it agrees with the files beside it, shows the source of every value, and asks
//! nobody for anything.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use recense::model::gap::GapCode;
use recense::model::record::{Community, Mission};
use recense::model::registry::{DocumentGap, GapList, Registry};
use recense::rules::Rules;
use scraper::{ElementRef, Html, Selector};

/// A file of the committed output.
fn output(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("output").join(name)).unwrap()
}

fn registry() -> Registry {
    serde_json::from_str(&output("registry.json")).unwrap()
}

fn gaps() -> GapList {
    serde_json::from_str(&output("gaps.json")).unwrap()
}

fn page() -> Html {
    Html::parse_document(&output("report.html"))
}

fn all<'a>(within: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    within.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The report of one document.
fn report_of(name: &str, document: &str, arguments: &[&str]) -> String {
    report_of_all(&[(name, document)], arguments)
}

/// The report of some documents.
fn report_of_all(documents: &[(&str, &str)], arguments: &[&str]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("drop"), dir.path().join("out"));
    fs::create_dir(&input).unwrap();
    for (name, document) in documents {
        fs::write(input.join(name), document).unwrap();
    }
    let mut command = Command::cargo_bin("recense").unwrap();
    command.arg("import").arg(input).arg("--quiet").args(arguments).arg("--out").arg(&out);
    assert!(command.output().unwrap().status.success());
    fs::read_to_string(out.join("report.html")).unwrap()
}

#[test]
fn the_matrix_says_what_the_registry_says() {
    let (page, registry) = (page(), registry());
    let rows = all(page.root_element(), "#matrix tbody tr");
    assert_eq!(rows.len(), registry.communities.len());
    for (row, entry) in rows.into_iter().zip(&registry.communities) {
        assert_eq!(text(all(row, "th a")[0]), entry.name);
        for mission in Mission::ALL {
            let cell = all(row, &format!("td[data-m={}]", mission.name()))[0];
            let class = cell.value().attr("class").unwrap();
            let field = format!("missions/{}", mission.name());
            let Some(current) = entry.current.get(&field) else {
                assert!(["m-absent", "m-conflict"].contains(&class), "{} {field}", entry.id);
                continue;
            };
            assert_eq!(class, format!("m-{}", current["status"].as_str().unwrap()));
            let actions = current["actions"].as_array().unwrap().len();
            if actions > 0 {
                assert_eq!(text(cell), actions.to_string(), "{} {field}", entry.id);
            }
        }
    }
}

#[test]
fn the_map_counts_the_cpts_of_each_department() {
    let (page, registry) = (page(), registry());
    let finistere = |code: &String| code == "29";
    let of_it = registry.communities.iter().filter(|entry| entry.departments.iter().any(finistere));
    let said = format!("Finistère (29) : {} CPTS", of_it.count());
    let titles: Vec<String> =
        all(page.root_element(), "svg path title").into_iter().map(text).collect();
    assert!(titles.contains(&said), "{said}: {titles:?}");
}

#[test]
fn the_list_of_gaps_is_that_of_the_file() {
    let (page, gaps) = (page(), gaps());
    let number = |row: &ElementRef<'_>| row.value().attr("data-n").unwrap().parse::<u64>().unwrap();
    let mut listed: BTreeMap<String, u64> = BTreeMap::new();
    for row in all(page.root_element(), "#gaps li[data-k]") {
        let code = row.value().attr("data-k").unwrap().to_owned();
        *listed.entry(code).or_default() += number(&row);
    }
    assert_eq!(listed, gaps.counts.by_code);
    let of_documents: u64 =
        all(page.root_element(), "#gaps .who:not([data-c]) li[data-k]").iter().map(number).sum();
    let of_communities: usize = gaps_of_each().iter().map(Vec::len).sum();
    assert_eq!(of_communities as u64 + of_documents, gaps.gaps.len() as u64);
}

/// The codes of the gaps of each entry of the registry: its own, and those of what its documents say of it.
fn gaps_of_each() -> Vec<Vec<String>> {
    let registry = registry();
    let mut of_each = vec![Vec::new(); registry.communities.len()];
    for DocumentGap { document, gap } in gaps().gaps {
        let Some(community) = gap.pointer.strip_prefix("/communities/") else { continue };
        let number = community.split('/').next().unwrap();
        let said = format!("/communities/{number}/");
        let entry = match document {
            None => Some(number.parse().unwrap()),
            Some(document) => registry.communities.iter().position(|entry| {
                let mut statements = entry.statements.iter();
                statements.any(|one| one.document == document && one.pointer.starts_with(&said))
            }),
        };
        if let Some(entry) = entry {
            of_each[entry].push(gap.code.name().to_owned());
        }
    }
    of_each.iter_mut().for_each(|codes| codes.sort());
    of_each
}

#[test]
fn each_row_of_the_matrix_has_the_gaps_of_the_file() {
    let page = page();
    let rows = all(page.root_element(), "#matrix tbody tr");
    for (number, (row, codes)) in rows.into_iter().zip(gaps_of_each()).enumerate() {
        assert_eq!(text(all(row, "td.n")[0]), codes.len().to_string(), "row {number}");
        let listed = all(page.root_element(), &format!("#gaps .who[data-c='{number}'] li[data-k]"));
        let mut listed: Vec<&str> = listed
            .iter()
            .flat_map(|one| {
                let times = one.value().attr("data-n").unwrap().parse().unwrap();
                std::iter::repeat_n(one.value().attr("data-k").unwrap(), times)
            })
            .collect();
        listed.sort_unstable();
        assert_eq!(listed, codes, "row {number}");
    }
}

#[test]
fn every_value_is_shown_with_its_source() {
    let (page, registry) = (page(), registry());
    let mut sources = 0;
    for entry in &registry.communities {
        let article = all(page.root_element(), &format!("article#c-{}", entry.id))[0];
        let fields = Community::FIELDS.iter().filter(|field| entry.current.contains_key(**field));
        assert!(all(article, "dl > div").len() >= fields.count(), "{}", entry.id);
        for value in all(article, "dd:not(.conflict)") {
            let cited = all(value, ".src a");
            assert!(!cited.is_empty(), "{}: {}", entry.id, text(value));
            sources += cited.len();
        }
        let shown = all(article, ".columns li");
        for mission in Mission::ALL {
            let current = entry.current.get(&format!("missions/{}", mission.name()));
            let actions = current.and_then(|current| current["actions"].as_array());
            for action in actions.into_iter().flatten() {
                let action = action.as_str().unwrap().split_whitespace().collect::<Vec<_>>();
                let action = action.join(" ");
                let mut of_it = shown.iter().filter(|li| text(**li).starts_with(&action));
                assert!(of_it.any(|li| !all(*li, ".src a").is_empty()), "{}: {action}", entry.id);
            }
        }
    }
    assert!(sources > 500, "{sources}");
}

#[test]
fn every_reference_leads_into_the_page_or_to_an_address_that_a_document_gives() {
    let page = page();
    let mut places: BTreeMap<&str, u64> = BTreeMap::new();
    for place in all(page.root_element(), "[id]") {
        *places.entry(place.value().attr("id").unwrap()).or_default() += 1;
    }
    assert!(places.values().all(|times| *times == 1), "{places:?}");
    for link in all(page.root_element(), "[href]") {
        let target = link.value().attr("href").unwrap();
        if let Some(id) = target.strip_prefix('#') {
            assert!(places.contains_key(id), "{target}");
        } else {
            let known = ["https://", "http://", "mailto:"].iter().any(|s| target.starts_with(s));
            assert!(known && link.value().name() == "a", "{target}");
        }
    }
    for loaded in ["[src]", "link", "img", "iframe", "object", "embed", "base", "[style*=url]"] {
        assert!(all(page.root_element(), loaded).is_empty(), "{loaded}");
    }
    let style = text(all(page.root_element(), "style")[0]);
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn what_a_document_prints_is_text_and_never_part_of_the_page() {
    let document = "# CPTS du <script>alert(1)</script> Val\n\nCommuniqué de presse\n\nLa CPTS du \
                    \"><img src=x onerror=alert(1)> Val compte 41 200 habitants.\n\n<b>x</b> & y";
    let page = Html::parse_document(&report_of("piège<i>.txt", document, &[]));
    assert_eq!(all(page.root_element(), "script").len(), 1);
    assert!(all(page.root_element(), "img").is_empty());
    assert!(all(page.root_element(), "[onerror]").is_empty());
    assert!(text(page.root_element()).contains("piège<i>.txt"));
}

#[test]
fn what_changed_stands_under_the_date_of_the_document_that_says_so() {
    let edition = |date: &str, people: &str, president: &str, action: &str| {
        format!(
            "# État d'avancement des CPTS\n\n{date}\n\n## CPTS du Val Clair - 44\n\n### Informations \
             de la CPTS\n\n**Population :** {people} habitants\n\n**Taille de la CPTS :** Taille 2\n\n\
             **Présidente :** {president}\n\n### Accès aux soins\n\n- Permanence du samedi\n\n\
             - {action}\n\n### Prévention\n\n- Bus du dépistage\n"
        )
    };
    let old = edition("Janvier 2025", "41 200", "Ada MARTIN", "Maison de garde");
    let new = edition("Janvier 2026", "43 000", "Bérénice PETIT", "Annuaire des soins");
    let page = report_of_all(&[("2025.md", &old), ("2026.md", &new)], &[]);
    let page = Html::parse_document(&page);
    let changes = all(page.root_element(), "#changes")[0];
    assert_eq!(text(all(changes, "h3")[0]), "Document de janvier 2026");
    let told = text(changes);
    for part in ["avant 41 200 habitants", "après 43 000 habitants"] {
        assert!(told.contains(part), "{told}");
    }
    let texts = |selector| all(changes, selector).into_iter().map(text).collect::<Vec<_>>();
    assert!(texts(".added").contains(&"ajouté Annuaire des soins".to_owned()), "{told}");
    assert!(texts(".dropped").contains(&"retiré Maison de garde".to_owned()), "{told}");
    assert!(!told.contains("Permanence du samedi") && !told.contains("Bus du dépistage"));
    let history = all(page.root_element(), "#c-cpts-du-val-clair details")[0];
    assert!(text(history).contains("Ada Martin"), "{}", text(history));
}

#[test]
fn the_page_speaks_the_language_that_was_asked_for() {
    let fixture = "fixtures/progress-report/bretagne-fiches-2025-03.md";
    let document = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(fixture)).unwrap();
    for (language, title) in [("fr", "Registre des CPTS"), ("en", "Register of CPTS")] {
        let page = report_of("x.md", &document, &["--lang", language]);
        let page = Html::parse_document(&page);
        assert_eq!(page.root_element().value().attr("lang"), Some(language));
        assert_eq!(text(all(page.root_element(), "h1")[0]), title);
    }
}

#[test]
fn both_catalogues_have_the_same_words_and_one_for_each_code() {
    let words = |language| {
        let rules = Rules::bundled().unwrap().speaking(language).unwrap();
        rules.wording().keys().map(str::to_owned).collect::<Vec<_>>()
    };
    let french = words("fr");
    assert_eq!(french, words("en"));
    for code in GapCode::ALL {
        assert!(french.contains(&format!("code.{}", code.name())), "{}", code.name());
    }
    for mission in Mission::ALL {
        assert!(french.contains(&format!("mission.{}", mission.name())));
    }
    for field in Community::FIELDS.iter().filter(|field| **field != "missions") {
        assert!(french.contains(&format!("fact.{field}")), "{field}");
    }
}

#[test]
fn no_word_is_missing_in_the_page() {
    let rules = Rules::bundled().unwrap();
    let page = page();
    let shown = text(all(page.root_element(), "main")[0]);
    let tables: Vec<String> = rules
        .wording()
        .keys()
        .filter_map(|key| Some(format!(" {}.", key.split_once('.')?.0)))
        .collect();
    for table in tables {
        let found = shown.match_indices(&table).map(|(at, _)| &shown[at..]);
        for rest in found {
            let key: String = rest.chars().take(40).collect();
            // A sentence may end in such a word; a key goes on behind the point.
            assert!(!rest[table.len()..].starts_with(|c: char| c.is_ascii_lowercase()), "{key}");
        }
    }
}
