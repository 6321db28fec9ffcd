//! What a page says of itself outside its text, one line each as `name: value`.

use scraper::{ElementRef, Html};
use serde_json::Value;

use crate::model::document::{Line, Region};
use crate::read::draft::Placed;
use crate::read::html::elements;

/// Names of `meta` elements (`name`, `property` or `itemprop`) that tell of a document's title, its
/// date, its publisher or its subject: HTML, Open Graph, Dublin Core, schema.org, citation tags.
const META: &[&str] = &[
    "og:title",
    "og:site_name",
    "og:updated_time",
    "article:published_time",
    "article:modified_time",
    "description",
    "og:description",
    "author",
    "publisher",
    "date",
    "datepublished",
    "datemodified",
    "dc.title",
    "dc.date",
    "dc.date.issued",
    "dc.date.created",
    "dc.creator",
    "dc.publisher",
    "dcterms.title",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.modified",
    "dcterms.publisher",
    "citation_title",
    "citation_publication_date",
    "citation_date",
    "last-modified",
];

/// The lines of the head: the title, the `meta` elements in their order, JSON-LD, and `time: …` for
/// the first dated `time` of the content.
pub(super) fn lines(html: &Html) -> Vec<Placed> {
    let mut head = Vec::new();
    for element in elements(html) {
        match element.value().name() {
            "title" if !in_drawing(element) => head.push(("title".into(), text(element))),
            "meta" => head.extend(meta(element)),
            _ => {}
        }
    }
    let scripts = elements(html).filter(|element| {
        element.value().name() == "script"
            && element.attr("type").is_some_and(|kind| kind.trim() == "application/ld+json")
    });
    for script in scripts {
        if let Ok(value) = serde_json::from_str::<Value>(&script.text().collect::<String>()) {
            linked_data(&value, &mut head);
        }
    }
    head.extend(time(html).map(|value| ("time".into(), value)));
    head.into_iter().filter(|(_, value)| !value.is_empty()).map(place).collect()
}

fn place((name, value): (String, String)) -> Placed {
    let text = format!("{name}: {value}");
    Placed { line: Line { text, region: Region::Head, ..Line::default() }, begins: true }
}

/// The language of the page: the primary subtag of `lang`.
pub(super) fn language(html: &Html) -> Option<String> {
    let root = elements(html).find(|element| element.value().name() == "html")?;
    let declared = root.attr("lang").or_else(|| root.attr("xml:lang"))?;
    let primary = declared.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let valid = (2..=3).contains(&primary.len()) && primary.chars().all(|c| c.is_ascii_lowercase());
    valid.then_some(primary)
}

/// An SVG picture has a `title` too.
fn in_drawing(element: ElementRef<'_>) -> bool {
    let names = element.ancestors().filter_map(ElementRef::wrap);
    names.take(8).any(|ancestor| ancestor.value().name() == "svg")
}

fn text(element: ElementRef<'_>) -> String {
    collapse(&element.text().collect::<String>())
}

fn collapse(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn meta(element: ElementRef<'_>) -> Option<(String, String)> {
    let names = ["property", "name", "itemprop", "http-equiv"].into_iter();
    let name = names
        .filter_map(|attribute| element.attr(attribute))
        .map(|name| name.trim().to_ascii_lowercase())
        .find(|name| META.contains(&name.as_str()))?;
    Some((name, collapse(element.attr("content")?)))
}

/// Title, date and publisher of a schema.org description, at the top level or one below: an
/// object, a list of them, or a `@graph`.
fn linked_data(value: &Value, head: &mut Vec<(String, String)>) {
    let top = match value {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    };
    let nodes = top.into_iter().flat_map(|node| match node.get("@graph") {
        Some(Value::Array(items)) => items.iter().collect(),
        _ => vec![node],
    });
    for node in nodes {
        for key in ["headline", "datePublished", "dateModified"] {
            if let Some(text) = node.get(key).and_then(Value::as_str) {
                head.push((key.into(), collapse(text)));
            }
        }
        if let Some(name) = node.pointer("/publisher/name").and_then(Value::as_str) {
            head.push(("publisher".into(), collapse(name)));
        }
    }
}

/// The first dated `time` of the content: of `main`, else of the first `article` that is not beside
/// the content, else of the page.
fn time(html: &Html) -> Option<String> {
    let named = |name| elements(html).filter(move |element| element.value().name() == name);
    let beside = |element: &ElementRef<'_>| {
        let mut around = element.ancestors().filter_map(ElementRef::wrap);
        around.any(|outer| matches!(outer.value().name(), "aside" | "nav" | "footer"))
    };
    let article = || named("article").find(|article| !beside(article));
    let scope = named("main").next().or_else(article).or_else(|| named("body").next())?;
    let dated = scope.descendants().filter_map(ElementRef::wrap).find_map(|element| {
        (element.value().name() == "time").then(|| element.attr("datetime")).flatten()
    })?;
    Some(collapse(dated))
}
