//! Joining the outputs of several imports into what one import of all their inputs would have
//! written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::model::SCHEMA_VERSION;
use crate::model::digest::sha256;
use crate::model::run::{Input, Outcome, Run};
use crate::pipeline::batch::Watch;
use crate::pipeline::finish::{Finish, Made};
use crate::pipeline::gazetteer::gazetteer;
use crate::pipeline::judgements::judgements;
use crate::pipeline::parts::Parts;
use crate::pipeline::shelf::Shelf;
use crate::pipeline::state::{Kept, State};
use crate::pipeline::{SetupError, json, refused_at};
use crate::rules::Rules;
use crate::write::{Folder, is_name, record_path, stage_file};

/// An input with the output that has it.
struct From<'a> {
    output: &'a Path,
    input: Input,
    state: &'a State,
}

/// Joins outputs into another; `rules` has the words of conflicts.
pub fn gather(
    outputs: &[PathBuf],
    into: &Path,
    rules: &Rules,
    table: Option<&Path>,
    watch: &dyn Watch,
) -> Result<Run, SetupError> {
    let place = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if let Some(own) = outputs.iter().find(|output| place(output) == place(into)) {
        return Err(SetupError::InputIsOutput(own.clone()));
    }
    let mut runs = Vec::new();
    let mut readings = Vec::new();
    for output in outputs {
        readings.push(Folder::read(output)?);
        let run: Run = json(&output.join("run.json"))?;
        runs.push((output.as_path(), run, State::read(output)));
    }
    one_kind(&runs, rules)?;
    let folder = Folder::open(into)?;
    let mut inputs: BTreeMap<String, From<'_>> = BTreeMap::new();
    for (output, run, state) in &runs {
        for input in &run.inputs {
            let from = From { output, input: input.clone(), state };
            let Some(other) = inputs.get(&input.path) else {
                inputs.insert(input.path.clone(), from);
                continue;
            };
            if other.input.sha256 != input.sha256 {
                let outputs = [other.output.to_owned(), output.to_path_buf()];
                return Err(SetupError::OnePath { path: input.path.clone(), outputs });
            }
            // One machine had more time for it than the other.
            if input.outcome.has_record() && !other.input.outcome.has_record() {
                inputs.insert(input.path.clone(), from);
            }
        }
    }
    watch.start(inputs.len());
    let firsts = firsts(&inputs);
    let judgements = judgements(into)?;
    let gazetteer = gazetteer(table)?;
    let shelf = Shelf::new(into);
    let mut made = Vec::new();
    for from in inputs.values() {
        let hash = from.input.sha256.as_deref();
        let first = hash.and_then(|hash| firsts.get(hash)).copied();
        let one = match from.input.outcome {
            Outcome::Skipped => without_record(from),
            _ if first.is_some_and(|first| first != from.input.path) => {
                duplicate(&from.input).into()
            }
            outcome if outcome.has_record() => with_record(from, &folder, &shelf)?,
            _ => without_record(from),
        };
        watch.end(&one.input);
        made.push(one);
    }
    let known = State::read(into).beside;
    let finish = Finish {
        rules,
        folder: &folder,
        judgements: &judgements,
        gazetteer: &gazetteer,
        shelf: &shelf,
        known: &known,
        redact: runs.first().and_then(|(_, run, _)| run.redact),
        watch,
    };
    finish.finish(made, rules.fingerprint())
}

/// For each content the input that is read of several with the same bytes: the first that is a
/// document, or of those that one machine could read and another not, the first that was read.
fn firsts<'i>(inputs: &'i BTreeMap<String, From<'_>>) -> BTreeMap<&'i str, &'i str> {
    let documents = || inputs.values().filter(|from| from.input.outcome != Outcome::Skipped);
    let mut firsts = BTreeMap::new();
    let read = documents().filter(|from| from.input.outcome.has_record());
    for From { input, .. } in read.chain(documents()) {
        if let Some(hash) = &input.sha256 {
            firsts.entry(hash.as_str()).or_insert(input.path.as_str());
        }
    }
    firsts
}

/// All runs were made by these rules, in this language, by this version, and leave out the same.
fn one_kind(runs: &[(&Path, Run, State)], rules: &Rules) -> Result<(), SetupError> {
    let redact = runs.first().and_then(|(_, run, _)| run.redact);
    for (output, run, _) in runs {
        let cause = if run.schema_version != SCHEMA_VERSION {
            "was made by another version of this program"
        } else if run.rules != rules.fingerprint() {
            "was made by other rules or in another language (--rules, --lang)"
        } else if run.redact != redact {
            "leaves out other personal data than the first one (--redact)"
        } else {
            continue;
        };
        return Err(SetupError::OtherKind { output: output.to_path_buf(), cause });
    }
    Ok(())
}

/// An input that the joined output has the record of.
fn with_record(from: &From<'_>, folder: &Folder, shelf: &Shelf) -> Result<Made, SetupError> {
    let id = from.input.document.clone().unwrap_or_default();
    let state = from.state.inputs.get(&from.input.path);
    let names = [Some(&id), state.map(|known| &known.key)];
    if !names.into_iter().flatten().all(|name| is_name(name)) {
        let cause = "names a record by what is no id";
        return Err(SetupError::OtherKind { output: from.output.to_owned(), cause });
    }
    let file = from.output.join(record_path(&id));
    let text = fs::read_to_string(&file).map_err(refused_at(&file))?;
    let parts = Parts::of_text(text.as_bytes()).map_err(std::io::Error::from);
    let shelved = parts.and_then(|parts| shelf.put(parts)).map_err(refused_at(&file))?;
    let sha256 = sha256(text.as_bytes());
    // Without a state the record is as good, only that the next import reads its document again.
    let kept = state.and_then(|known| known.record.clone());
    let kept = kept.filter(|kept| kept.sha256 == sha256 && kept.id == id);
    let key = kept.as_ref().and(state).map_or_else(|| id.clone(), |known| known.key.clone());
    let kept = kept.unwrap_or(Kept { id, folder: String::new(), sha256 });
    stage_file(&folder.staged(&format!("{key}.json")), &text)?;
    let input = from.input.clone();
    Ok(Made { input, key, kept: Some(kept), staged: true, shelved: Some(shelved) })
}

/// An input whose record another output has under an earlier path.
fn duplicate(input: &Input) -> Input {
    Input { outcome: Outcome::Duplicate, document: None, error: None, ..input.clone() }
}

fn without_record(from: &From<'_>) -> Made {
    let known = from.state.inputs.get(&from.input.path);
    let key = known.map(|known| known.key.clone()).unwrap_or_default();
    Made { key, ..from.input.clone().into() }
}
