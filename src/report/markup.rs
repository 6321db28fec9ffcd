//! What stands on the page by the thousand, as HTML: values, where they stand, what is missing.
//!
//! The pieces of the page are templates. These lists are written here, for a machine that runs
//! templates takes most of the report's time over them.

use std::fmt::{self, Display, Write as _};

use minijinja::HtmlEscape;
use serde::{Serialize, Serializer};

use crate::report::fiche::{Fact, Said};
use crate::report::hole::Hole;
use crate::report::source::Cited;
use crate::report::speech::Speech;
use crate::report::value::Item;

/// A piece of HTML: templates write it as it is (`safe`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Markup(String);

impl Markup {
    /// Items that stand at one place, with their sources.
    pub fn of(items: &[Item], sources: &[Cited], speech: &Speech) -> Self {
        let mut html = String::new();
        for (number, item) in items.iter().enumerate() {
            if number > 0 {
                push(&mut html, HtmlEscape(speech.say("place.list")));
            }
            push(&mut html, item);
        }
        for source in sources {
            push(&mut html, format_args!(" {source}"));
        }
        Self(html)
    }

    /// Each in an element of its own.
    pub fn elements(all: &[Self], element: &str) -> Self {
        let mut html = String::new();
        for Self(one) in all {
            push(&mut html, format_args!("<{element}>{one}</{element}>\n"));
        }
        Self(html)
    }

    /// The entries of a list of facts.
    pub fn facts(facts: &[Fact], speech: &Speech) -> Self {
        let mut html = String::new();
        for Fact { field, conflict, stands, more } in facts {
            let term = format!("fact.{field}");
            push(&mut html, format_args!("<div><dt>{}</dt>\n", HtmlEscape(speech.say(&term))));
            if *conflict {
                let conflict = HtmlEscape(speech.say("community.conflict"));
                push(&mut html, format_args!(r#"<dd class="conflict">{conflict}</dd>"#));
            }
            for (number, Self(one)) in (1..).zip(stands) {
                push(&mut html, format_args!("<dd>{one}"));
                if number == stands.len() && *more > 0 {
                    let documents = speech.count("documents", *more as u64);
                    let more = speech.tell("community.more", &[("documents", documents)]);
                    let more = HtmlEscape(&more);
                    push(&mut html, format_args!(r#" <span class="src">{more}</span>"#));
                }
                html.push_str("</dd>\n");
            }
            html.push_str("</div>\n");
        }
        Self(html)
    }

    /// The items of a list of what each document said; empty if there are none.
    pub fn said(all: &[Said], speech: &Speech) -> Self {
        let mut html = String::new();
        for Said { field, as_of, text, sources } in all {
            let field = format!("fact.{field}");
            let field = HtmlEscape(speech.say(&field));
            let undated = || speech.say("documents.undated").to_owned();
            let when = as_of.as_deref().map_or_else(undated, |date| speech.date(date));
            let (when, text) = (HtmlEscape(&when), HtmlEscape(text));
            push(
                &mut html,
                format_args!(r#"<li><b>{field}</b> <span class="when">{when}</span> {text}"#),
            );
            for source in sources {
                push(&mut html, format_args!(" {source}"));
            }
            html.push_str("</li>\n");
        }
        Self(html)
    }

    /// A list of holes; empty if there are none.
    pub fn holes(holes: &[Hole], speech: &Speech) -> Self {
        let mut html = String::new();
        if holes.is_empty() {
            return Self(html);
        }
        html.push_str("<ul class=\"holes\">\n");
        for Hole { code, severity, message, gaps, sources, .. } in holes {
            let (tag, kind) = (format!("severity.{severity}"), format!("code.{code}"));
            let (tag, kind) = (HtmlEscape(speech.say(&tag)), HtmlEscape(speech.say(&kind)));
            let message = HtmlEscape(message);
            push(
                &mut html,
                format_args!(
                    r#"<li data-k="{code}" data-v="{severity}" data-n="{gaps}"><span class="tag v-{severity}">{tag}</span> <span class="kind">{kind}</span> <span class="what">{message}</span>"#
                ),
            );
            for source in sources {
                push(&mut html, format_args!(" {source}"));
            }
            html.push_str("</li>\n");
        }
        html.push_str("</ul>\n");
        Self(html)
    }

    /// True if there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A `String` takes whatever is written to it.
fn push(html: &mut String, text: impl Display) {
    let _ = write!(html, "{text}");
}

impl Display for Item {
    fn fmt(&self, html: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(label) = &self.label {
            write!(html, r#"<span class="label">{}</span> "#, HtmlEscape(label))?;
        }
        let text = HtmlEscape(&self.text);
        match &self.href {
            Some(to) => write!(html, r#"<a href="{}" rel="noreferrer">{text}</a>"#, HtmlEscape(to)),
            None => write!(html, "{text}"),
        }
    }
}

impl Display for Cited {
    fn fmt(&self, html: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { document, place, .. } = self;
        write!(html, r##"<span class="src"><a href="#d{document}">[{document}]</a>"##)?;
        if !place.is_empty() {
            write!(html, " {}", HtmlEscape(place))?;
        }
        if let Some(how) = &self.inferred {
            write!(html, " <em>{}</em>", HtmlEscape(how))?;
        }
        if let Some(words) = &self.words {
            write!(html, r#" <span class="raw">{}</span>"#, HtmlEscape(words))?;
        }
        html.write_str("</span>")
    }
}

/// As HTML: nothing else is made of it.
impl Serialize for Cited {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    #[test]
    fn what_a_document_prints_is_never_markup() {
        let rules = Rules::bundled().unwrap();
        let speech = Speech::new(rules.wording(), "fr");
        let item = |text: &str, href: Option<&str>| Item {
            label: Some("<b>".to_owned()),
            text: text.to_owned(),
            href: href.map(str::to_owned),
            below: String::new(),
        };
        let cited = Cited {
            document: 3,
            place: "p. 1".to_owned(),
            words: Some("« <script> & » ".to_owned()),
            inferred: Some("déduit".to_owned()),
        };
        let items = [item("1 < 2", None), item("a", Some("https://x.example/?a=\"&b"))];
        let Markup(html) = Markup::of(&items, &[cited], &speech);
        assert_eq!(
            html,
            "<span class=\"label\">&lt;b&gt;</span> 1 &lt; 2, \
             <span class=\"label\">&lt;b&gt;</span> \
             <a href=\"https:&#x2f;&#x2f;x.example&#x2f;?a=&quot;&amp;b\" rel=\"noreferrer\">a</a> \
             <span class=\"src\"><a href=\"#d3\">[3]</a> p. 1 <em>déduit</em> \
             <span class=\"raw\">« &lt;script&gt; &amp; » </span></span>"
        );
    }
}
