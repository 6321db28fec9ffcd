//! The layout of runs of letters, boxes and pictures, at any place and in any order.
//!
//! Places are on a grid of half points: what stands level, touches or lies within is then common.
#![no_main]

use arbitrary::Arbitrary;
use recense::read::pdf::fuzzing::{Painted, Run, layout};

#[derive(Arbitrary, Debug)]
struct Page {
    runs: Vec<AnyRun>,
    painted: Vec<([i16; 4], u8)>,
}

#[derive(Arbitrary, Debug)]
struct AnyRun {
    text: String,
    at: (i16, i16),
    size: u8,
    spacing: i8,
    angle: i16,
    look: u8,
}

fn half(value: i16) -> f32 {
    f32::from(value) / 2.0
}

libfuzzer_sys::fuzz_target!(|page: Page| {
    let run = |run: AnyRun| Run {
        text: run.text,
        at: (half(run.at.0), half(run.at.1)),
        size: f32::from(run.size.max(1)) / 4.0,
        spacing: f32::from(run.spacing) / 64.0,
        angle: if run.look & 12 == 0 { run.angle % 181 } else { 0 },
        bold: run.look & 1 != 0,
        invisible: run.look & 2 != 0,
    };
    let runs: Vec<Run> = page.runs.into_iter().map(run).collect();
    let painted = page.painted.into_iter();
    let painted: Vec<Painted> =
        painted.map(|(corners, kind)| Painted { corners: corners.map(half), kind }).collect();
    layout(&runs, &painted);
});
