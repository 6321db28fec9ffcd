//! Where the time of reading goes: `cargo bench --features bench`.
//!
//! Each stage holds those before it, so a stage's own share is the difference to the one above:
//! load, inflate, tokens (the floor under everything), glyphs, text (with the layout), record
//! (with the rules and JSON). `rules` is what every start pays.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot go on has failed"
)]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use recense::read::pdf::stages;
use recense::rules::Rules;
use recense::write::to_json;

/// Fixtures of four producers: slides, a grid, a tagged report, columns.
const DOCUMENTS: [&str; 4] = [
    "progress-report/normandie-diapositives-2025-06.pdf",
    "progress-report/grand-est-grille-2024-11.pdf",
    "progress-report/centre-val-de-loire-puces-dessinees-2026-02.pdf",
    "newsletter/bulletin-alpes-cesure-2025-03.pdf",
];

/// The fixtures, or what `RECENSE_BENCH` names: a PDF or a folder of them.
fn documents() -> Vec<PathBuf> {
    let Some(given) = std::env::var_os("RECENSE_BENCH").map(PathBuf::from) else {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        return DOCUMENTS.iter().map(|name| fixtures.join(name)).collect();
    };
    let Ok(entries) = fs::read_dir(&given) else { return vec![given] };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "pdf"));
    files.sort();
    files
}

fn reading(criterion: &mut Criterion) {
    let rules = Rules::bundled().unwrap();
    for path in documents() {
        let bytes = fs::read(&path).unwrap();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if recense::read::read(&bytes, &name).is_err() {
            continue;
        }
        let mut group = criterion.benchmark_group(name.as_ref());
        group.throughput(Throughput::Bytes(bytes.len() as u64)).sample_size(20);
        group.bench_function("1 load", |b| b.iter(|| stages::load(black_box(&bytes))));
        group.bench_function("2 inflate", |b| b.iter(|| stages::inflate(black_box(&bytes))));
        group.bench_function("3 tokens", |b| b.iter(|| stages::tokens(black_box(&bytes))));
        group.bench_function("4 glyphs", |b| b.iter(|| stages::glyphs(black_box(&bytes))));
        group.bench_function("5 text", |b| {
            b.iter(|| recense::read::read(black_box(&bytes), &name).unwrap())
        });
        group.bench_function("6 record", |b| {
            b.iter(|| {
                let reading = recense::read(black_box(&bytes), &name, &rules).unwrap();
                to_json(&reading.record).unwrap()
            })
        });
        group.finish();
    }
}

fn rules(criterion: &mut Criterion) {
    criterion.bench_function("rules", |b| b.iter(|| Rules::bundled().unwrap()));
}

criterion_group!(benches, rules, reading);
criterion_main!(benches);
