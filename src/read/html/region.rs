//! Which part of a page an element is: by landmark, and by the class names that the web has agreed
//! on.
//!
//! Elements and roles of the HTML and ARIA standards come first. Where a page has only `div`, its
//! class and id names say what a part is; the words are those of the common frameworks and consent
//! tools. A name never hides an element that holds the content itself (`has-sidebar` on `body`).

use std::collections::BTreeSet;

use ego_tree::NodeId;
use scraper::node::Element;
use scraper::{ElementRef, Html};

use crate::model::document::Region;
use crate::read::html::elements;
use crate::read::html::flow::Style;

/// What content an element stands in: a `header` of an article is part of the article.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Within {
    article: bool,
    main: bool,
}

/// Words of class and id names: `nav-menu`, `navMenu` and `site_nav` all hold `nav`. `social` alone
/// is not among them: in a French slug (`secteur-medico-social`) it is content.
const WORDS: &[(Region, &[&str])] = &[
    (
        Region::Dialog,
        &[
            "cookie",
            "cookies",
            "consent",
            "gdpr",
            "rgpd",
            "modal",
            "popup",
            "tarteaucitron",
            "didomi",
            "axeptio",
            "onetrust",
            "cookiebot",
            "cookiebanner",
            "cookieconsent",
        ],
    ),
    (
        Region::Navigation,
        &[
            "nav",
            "navbar",
            "navigation",
            "menu",
            "submenu",
            "megamenu",
            "breadcrumb",
            "breadcrumbs",
            "crumbs",
            "ariane",
            "share",
            "sharing",
            "socials",
            "social links",
            "social icons",
            "social media",
            "social networks",
            "social share",
            "addtoany",
            "sharedaddy",
            "skip",
            "skiplink",
            "skiplinks",
            "pager",
            "pagination",
        ],
    ),
    (Region::Header, &["masthead", "topbar", "site header"]),
    (
        Region::Aside,
        &["sidebar", "aside", "related", "recommended", "recommendations", "complementary"],
    ),
    (Region::Footer, &["footer", "colophon"]),
];

/// The most words of a name that follows a convention; a longer one is a title made into an anchor.
const NAME_WORDS: usize = 5;

/// Words before a name that say what an element *has*, not what it is: `with-sidebar`.
const HAVING: &[&str] = &["has", "have", "with", "without", "no", "not", "is", "hide"];

/// The content of the page, found before the walk.
pub(super) struct Landmarks {
    /// Elements that hold the content: no class name makes them anything else.
    content: BTreeSet<NodeId>,
    outside: Region,
}

impl Landmarks {
    pub fn new(html: &Html) -> Self {
        let named = |name| elements(html).filter(move |element| element.value().name() == name);
        let mut held: Vec<_> = elements(html).filter(|found| is_main(found.value())).collect();
        let titled = |main: &ElementRef<'_>| {
            main.descendants()
                .filter_map(ElementRef::wrap)
                .any(|found| found.value().name() == "h1")
        };
        let whole = held.iter().any(titled) || named("h1").next().is_none();
        let outside = if !held.is_empty() && whole { Region::Aside } else { Region::Main };
        if held.is_empty() {
            held = named("article").collect();
        }
        if held.is_empty() {
            held = named("h1").collect();
        }
        let mut content = BTreeSet::new();
        for element in held {
            content.insert(element.id());
            for ancestor in element.ancestors() {
                if !content.insert(ancestor.id()) {
                    break;
                }
            }
        }
        Self { content, outside }
    }

    /// The region of what stands in no landmark. Where a `main` holds the content with its title,
    /// the rest of the page is beside it; where the title stands outside, `main` does not hold all.
    pub fn outside(&self) -> Region {
        self.outside
    }

    /// Sets the region of an element.
    pub fn enter(&self, id: NodeId, element: &Element, style: &mut Style) {
        let landmark = landmark(element, style.within);
        let named =
            || (!self.content.contains(&id)).then(|| named(element, style.within)).flatten();
        // A footer's menu stays footer, a banner's buttons stay banner.
        let closed = matches!(style.region, Region::Dialog | Region::Footer);
        if let Some(region) = landmark.or_else(named).filter(|_| !closed) {
            style.region = region;
        }
        style.within.main |= is_main(element);
        style.within.article |= element.name() == "article";
    }
}

fn is_main(element: &Element) -> bool {
    element.name() == "main" || role(element) == "main"
}

fn role(element: &Element) -> &str {
    element.attr("role").and_then(|roles| roles.split_whitespace().next()).unwrap_or_default()
}

fn landmark(element: &Element, within: Within) -> Option<Region> {
    let modal = element.attr("aria-modal").is_some_and(|value| value == "true");
    match (element.name(), role(element)) {
        (_, "dialog" | "alertdialog") | ("dialog", _) => Some(Region::Dialog),
        _ if modal => Some(Region::Dialog),
        _ if is_main(element) => Some(Region::Main),
        (_, "navigation" | "menu" | "menubar" | "search") | ("nav" | "search" | "select", _) => {
            Some(Region::Navigation)
        }
        (_, "complementary") | ("aside", _) => Some(Region::Aside),
        (_, "banner") => Some(Region::Header),
        (_, "contentinfo") => Some(Region::Footer),
        ("header", _) if !within.article && !within.main => Some(Region::Header),
        ("footer", _) if !within.article => Some(Region::Footer),
        _ => None,
    }
}

/// What the class and id names say. The id of a heading or a section is an anchor made of its
/// title, and the header and footer of an article or a card belong to it.
fn named(element: &Element, within: Within) -> Option<Region> {
    let anchor = matches!(element.name(), "section" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
    let inside = within.article || within.main;
    element.classes().chain(element.id().filter(|_| !anchor)).find_map(|name| {
        let words = words(name);
        let having = words.first().is_some_and(|first| HAVING.contains(&first.as_str()));
        if having || words.len() > NAME_WORDS {
            return None;
        }
        let name = format!(" {} ", words.join(" "));
        let meant = |list: &[&str]| list.iter().any(|word| name.contains(&format!(" {word} ")));
        let (region, _) = WORDS.iter().find(|(_, list)| meant(list))?;
        (!inside || !matches!(region, Region::Header | Region::Footer)).then_some(*region)
    })
}

/// `siteNav-main_2` is `site`, `nav`, `main`, `2`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && lower) {
            words.push(String::new());
        }
        lower = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words("siteNav-main_2"), ["site", "nav", "main", "2"]);
        assert_eq!(words("NAV"), ["nav"]);
        assert!(words("--").is_empty());
    }
}
