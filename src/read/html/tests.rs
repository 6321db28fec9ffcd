//! Pages and the lines that they print.

use super::read;
use crate::model::document::{Cell, Line, Region};

fn lines(page: &str) -> Vec<Line> {
    read(page).pages.remove(0).lines
}

fn texts(page: &str) -> Vec<String> {
    lines(page).into_iter().map(|line| line.text).collect()
}

#[test]
fn a_line_for_each_block_and_each_break() {
    for (page, expected) in [
        ("<p>Un  \n texte</p>suite", vec!["Un texte", "suite"]),
        ("<p>un<br>deux<br/> trois</p>", vec!["un", "deux", "trois"]),
        ("<b>gras</b> et <i>ital</i>ique", vec!["gras et italique"]),
        ("<ul><li>un<li>deux</ul>", vec!["un", "deux"]),
        ("<dl><dt>Taille<dd>2</dl>", vec!["Taille", "2"]),
        ("<table><tr><td>a<td>b</table>", vec!["a", "b"]),
        ("<div>a<div>b</div>c</div>", vec!["a", "b", "c"]),
        ("<pre>un\n  deux</pre>", vec!["un", "deux"]),
        ("<p>64&nbsp;000&#8239;pers&shy;onnes", vec!["64\u{a0}000\u{202f}pers\u{ad}onnes"]),
        ("<p>&nbsp;</p><p>a&nbsp;</p>", vec!["a"]),
        ("<a href=a>Un</a><a href=b>Deux</a>", vec!["Un Deux"]),
        ("<span style='display: block'>a</span>b", vec!["a", "b"]),
        ("<svg><title>x</title>y<text>Carte</text></svg>", vec!["Carte"]),
        ("43<sup>2</sup>, 1<sup>er</sup>", vec!["43², 1er"]),
        ("", vec![]),
    ] {
        assert_eq!(texts(page), expected, "{page}");
    }
}

#[test]
fn what_is_not_shown_is_not_printed() {
    let page = "<title></title><script>a</script><style>b</style><template>c</template>\
                <noscript>d</noscript><p hidden>e</p><p style='color:red;DISPLAY : none'>f</p>\
                <p aria-hidden=true>g</p><span class=sr-only>h</span><img alt=i><!-- j -->\
                <textarea>k</textarea>ok";
    assert_eq!(texts(page), ["ok"]);
}

#[test]
fn a_break_keeps_the_block_and_an_empty_line_ends_it() {
    let blocks = |page| lines(page).iter().map(|line| line.block).collect::<Vec<_>>();
    assert_eq!(blocks("<p>a<br>b</p><p>c"), [0, 0, 1]);
    assert_eq!(blocks("a<br><br>b<br>c"), [0, 1, 1]);
    assert_eq!(blocks("<p>Missions :<br>• un<br>• deux</p>"), [0, 1, 2]);
}

#[test]
fn looks_are_those_of_the_elements() {
    let lines = lines(
        "<h2>T</h2><p><b>a</b> <strong>b</strong></p><p><b>a</b> b</p>\
         <p style='font-weight:700'>c</p><h3><strong>d</strong></h3>",
    );
    let looks: Vec<_> = lines.iter().map(|l| (l.look.heading, l.look.bold)).collect();
    assert_eq!(
        looks,
        [(Some(2), false), (None, true), (None, false), (None, true), (Some(3), true)]
    );
}

#[test]
fn items_are_marked_once_and_nest() {
    let lines = lines(
        "<ul><li>un<ul><li><p>deux</p><p>suite</p></li></ul></li><li>• trois</li><li></li></ul>fin",
    );
    let looks: Vec<_> =
        lines.iter().map(|l| (l.text.as_str(), l.look.marker, l.look.indent)).collect();
    assert_eq!(
        looks,
        [
            ("un", Some(0), 0),
            ("deux", Some(0), 1),
            ("suite", None, 1),
            ("• trois", Some(2), 0),
            ("fin", None, 0),
        ]
    );
}

#[test]
fn a_number_and_what_it_counts_are_two_words() {
    let page = "<p><b>34</b><span>communes</span></p><p>m<i>2</i>, 20<b>h</b>30, 3<sup>e</sup></p>\
        <p><b>1</b><sup>er</sup> mai</p>";
    assert_eq!(texts(page), ["34 communes", "m2, 20h30, 3e", "1er mai"]);
}

#[test]
fn links_stand_where_their_text_stands() {
    let lines = lines("<p>Voir <a href=' mailto:a@b.fr '>l'<b>adresse</b></a>, <a name=x>ici</a>");
    let link = &lines[0].links[0];
    assert_eq!((link.start, link.end, link.target.as_str()), (5, 14, "mailto:a@b.fr"));
    assert_eq!(lines[0].links.len(), 1);
}

#[test]
fn regions_follow_landmarks_and_conventions() {
    for (page, expected) in [
        ("<nav>x</nav>", Region::Navigation),
        ("<header><nav>x</nav></header>", Region::Navigation),
        ("<header>x</header>", Region::Header),
        ("<article><header>x</header></article>", Region::Main),
        ("<main><header>x</header></main>", Region::Main),
        ("<article><footer>x</footer></article>", Region::Main),
        ("<footer><nav>x</nav></footer>", Region::Footer),
        ("<aside><article>x</article></aside>", Region::Aside),
        ("<div role=complementary>x</div>", Region::Aside),
        ("<div role=dialog><p>x</div>", Region::Dialog),
        ("<div id=tarteaucitronRoot>x</div>", Region::Dialog),
        ("<div class='block cookie-banner'>x</div>", Region::Dialog),
        ("<div class=fr-breadcrumb>x</div>", Region::Navigation),
        ("<a class='skip-link'>x</a>", Region::Navigation),
        ("<div class=mainNav>x</div>", Region::Navigation),
        ("<div id=right_sidebar>x</div>", Region::Aside),
        ("<div class=site-footer>x</div>", Region::Footer),
        ("<div class='has-sidebar'>x</div>", Region::Main),
        ("<div class=sidebar><h1>x</h1></div>", Region::Main),
        ("<div class=menu><main>x</main></div>", Region::Main),
        ("<div class=navigator>x</div>", Region::Main),
        ("<div class=social-links>x</div>", Region::Navigation),
        ("<div id=secteur-medico-social>x</div>", Region::Main),
        ("<h2 id=menu>x</h2>", Region::Main),
        ("<div id=un-menu-pour-bien-vieillir-chez-soi>x</div>", Region::Main),
        ("<main><div class=card-footer>x</div></main>", Region::Main),
        ("<div>x</div>", Region::Main),
    ] {
        let found = lines(page).iter().find(|line| line.text == "x").map(|line| line.region);
        assert_eq!(found, Some(expected), "{page}");
    }
}

#[test]
fn beside_a_main_with_its_title_nothing_is_content() {
    let region = |page| lines(page).last().unwrap().region;
    assert_eq!(region("<main><h1>T</h1></main><div>x</div>"), Region::Aside);
    assert_eq!(region("<h1>T</h1><main>a</main><div>x</div>"), Region::Main);
    assert_eq!(region("<article>a</article><div>x</div>"), Region::Main);
}

#[test]
fn a_data_table_has_cells_and_a_layout_table_none() {
    let cells = |page| lines(page).iter().map(|l| l.look.cell.is_some()).collect::<Vec<_>>();
    for (page, data) in [
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", true),
        ("<table><tr><th>a<td>b</table>", true),
        ("<table><tr><td><p>a</p><td><p>b</p><tr><td><p>c</p><td><p>d</p></table>", true),
        ("<table><tr><th>a<td><ul><li>b</ul></table>", true),
        ("<table role=presentation><tr><th>a<td>b</table>", false),
        ("<table><tr><td>a<td>b</table>", false),
        ("<table><tr><td>a<tr><td>b</table>", false),
        ("<table><tr><td><h2>a</h2><td>b<tr><td>c<td>d</table>", false),
        ("<table><tr><td><p>a<p>b<p>c<p>d<p>e</td><td>f<tr><td>g<td>h</table>", false),
        ("<table><tr><td><table><tr><td>a</table><td>b<tr><td>c<td>d</table>", false),
    ] {
        assert!(cells(page).into_iter().all(|cell| cell == data), "{page}");
    }
}

#[test]
fn cells_know_their_place_behind_spans() {
    let lines = lines(
        "<table><tr><th rowspan=2>a<th colspan=2>b<tr><td>c<td>d<tr><td>e</table>\
         <table><tr><th>f<td>g</table>",
    );
    let cells: Vec<_> = lines.iter().filter_map(|line| line.look.cell).collect();
    let cell = |table, row, column, header| Cell { table, row, column, header };
    assert_eq!(
        cells,
        [
            cell(0, 0, 0, true),
            cell(0, 0, 1, true),
            cell(0, 1, 1, false),
            cell(0, 1, 2, false),
            cell(0, 2, 0, false),
            cell(1, 0, 0, true),
            cell(1, 0, 1, false),
        ]
    );
}

#[test]
fn the_head_comes_first_as_names_and_values() {
    let page = r#"<html lang="fr-FR"><head><title> La
        lettre </title><meta property="og:site_name" content="Le Site"><meta name="viewport"
        content="x"><meta name="DC.date" content="2024-03-01"><script type="application/ld+json">
        {"@graph": [{"@type": "Article", "datePublished": "2024-03-02", "headline": "Titre",
        "publisher": {"name": "Éditeur"}}]}</script></head>
        <body><time datetime="2020">x</time>
        <aside><article><time datetime="2021">x</time></article></aside><article><time datetime="2024-03-03">3 mars</time>"#;
    let document = read(page);
    assert_eq!(document.declared_language.as_deref(), Some("fr"));
    let head = document.pages[0].lines.iter().filter(|line| line.region == Region::Head);
    let head: Vec<_> = head.map(|line| line.text.as_str()).collect();
    assert_eq!(
        head,
        [
            "title: La lettre",
            "og:site_name: Le Site",
            "dc.date: 2024-03-01",
            "headline: Titre",
            "datePublished: 2024-03-02",
            "publisher: Éditeur",
            "time: 2024-03-03",
        ]
    );
}

#[test]
fn a_page_that_nests_too_deep_is_cut_and_told() {
    let page = format!("<p>Début</p>{}fin", "<div>".repeat(100_000));
    let document = read(&page);
    assert_eq!(document.pages[0].lines[0].text, "Début");
    assert_eq!(document.defects.len(), 1);
}
