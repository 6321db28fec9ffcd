//! What applying rules costs, by the number of rules and by the number of lines.
//!
//! Rules beside the bundled ones are made up: each needs a word of its own, as rules do. Twice as
//! many rules do not take twice the time, because one pass over a text tells which of them could
//! match; twice as many lines do.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]
#![allow(missing_docs, reason = "criterion's macros make public functions")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use recense::extract::extract;
use recense::model::document::Document;
use recense::read;
use recense::rules::{Rules, files, lint};

/// The bundled rules and so many more for narrative documents.
fn rules(more: usize) -> BTreeMap<String, String> {
    let mut all = files(None).unwrap();
    let mut text = String::new();
    for number in 0..more {
        let word = word(number);
        write!(
            text,
            "[[field]]\nid = \"made-up-{number}\"\nwhy = \"Made up.\"\nsets = \"community.milestone\"\n\
             where = \"sentence\"\nas = \"date\"\nwith = {{ kind = \"launched\" }}\n\
             match = ['''(?P<value>\\d{{1,2}} (?:{{months}}) \\d{{4}}).{{0,60}}\\b{word}\\b''']\n\
             example = [{{ text = \"le 3 mars 2024, {word}\", expect = true }}, \
             {{ text = \"{word}\", expect = false }}]\n"
        )
        .unwrap();
    }
    all.insert("narrative/made-up.toml".to_owned(), text);
    all
}

/// A word of its own for each number.
fn word(number: usize) -> String {
    let letters = b"bdfgklmnprstvz";
    let syllable = |part: usize| format!("{}a", char::from(letters[part % letters.len()]));
    (0..4).map(|place| syllable(number / letters.len().pow(place))).collect::<String>() + "x"
}

/// An article of so many lines; what is said of the CPTS comes back every ten.
fn article(lines: usize) -> Document {
    let mut text = "# La CPTS du Val Clair se présente\n\n".to_owned();
    for line in 0..lines {
        let sentence = match line % 10 {
            0 => "La CPTS du Val Clair couvre 40 000 habitants depuis le 3 mars 2024.",
            3 => "Présidée par Camille Martin, elle compte 120 adhérents.",
            6 => "Une réunion d'information aura lieu le 12 juin à la salle des fêtes.",
            _ => "Les soignants du territoire se retrouvent pour parler de leurs projets communs.",
        };
        text.push_str(sentence);
        text.push_str("\n\n");
    }
    read::read(text.as_bytes(), "article.md").unwrap()
}

fn applying(criterion: &mut Criterion) {
    let document = article(200);
    let mut group = criterion.benchmark_group("200 lines by rules");
    for more in [0, 100, 200, 400, 800] {
        let rules = Rules::compile(&rules(more)).unwrap();
        group.bench_with_input(
            BenchmarkId::from_parameter(rules.all().count()),
            &rules,
            |b, rules| {
                b.iter(|| extract(black_box(&document), rules));
            },
        );
    }
    group.finish();
    let rules = Rules::bundled().unwrap();
    let mut group = criterion.benchmark_group("bundled rules by lines");
    for lines in [100, 200, 400, 800] {
        let document = article(lines);
        group.throughput(Throughput::Elements(lines as u64));
        group.bench_with_input(BenchmarkId::from_parameter(lines), &document, |b, document| {
            b.iter(|| extract(black_box(document), &rules));
        });
    }
    group.finish();
}

fn checking(criterion: &mut Criterion) {
    let files = files(None).unwrap();
    criterion.bench_function("lint the bundled rules", |b| b.iter(|| lint(black_box(&files))));
    let rules = Rules::bundled().unwrap();
    criterion.bench_function("run their examples", |b| {
        b.iter(|| recense::run_examples(black_box(&rules)))
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = applying, checking
}
criterion_main!(benches);
