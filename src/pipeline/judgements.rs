//! What persons have decided on the registry: a file of the output folder that no import writes.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::model::digest::sha256_of;
use crate::model::judgement::Judgements;
use crate::model::run::{Input, Run};
use crate::pipeline::finish::{Finish, Made};
use crate::pipeline::gazetteer::gazetteer;
use crate::pipeline::shelf::Shelf;
use crate::pipeline::state::{Kept, State};
use crate::pipeline::{SetupError, json, refused_at};
use crate::rules::Rules;
use crate::write::{Folder, record_path, write_file};

/// The file's name below the output folder.
const FILE: &str = "judgements.toml";

/// What stands at the head of the file.
const HEAD: &str = "\
# Which entries of registry.json are one CPTS, as persons have decided. Written by
# `recense registry judge`, read by every import; later judgements stand over earlier ones.
# Keep this file: nothing else in this folder is made by hand.

";

/// What has been decided for an output; nothing if there is no such file.
pub fn judgements(output: &Path) -> Result<Judgements, SetupError> {
    let file = output.join(FILE);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Judgements::default()),
        Err(error) => return Err(refused_at(&file)(error)),
    };
    toml::from_str(&text).map_err(|error: toml::de::Error| {
        let line = error
            .span()
            .map_or(1, |span| 1 + text.get(..span.start).unwrap_or_default().matches('\n').count());
        let cause = format!("line {line}: {}", error.message());
        refused_at(&file)(io::Error::new(ErrorKind::InvalidData, cause))
    })
}

/// Keeps what has been decided, in place of what was decided before.
fn keep(output: &Path, judgements: &Judgements) -> Result<(), SetupError> {
    let file = output.join(FILE);
    let text = toml::to_string(judgements).map_err(io::Error::other).map_err(refused_at(&file))?;
    Ok(write_file(&file, &format!("{HEAD}{text}"))?)
}

/// Decides anew what is one CPTS in an output, and makes its registry and list of gaps again; no
/// document is read.
pub fn judge(
    output: &Path,
    judgements: &Judgements,
    rules: &Rules,
    table: Option<&Path>,
) -> Result<Run, SetupError> {
    let gazetteer = &gazetteer(table)?;
    let folder = Folder::open(output)?;
    let run: Run = json(&output.join("run.json"))?;
    if run.gazetteer != gazetteer.fingerprint() {
        return Err(SetupError::OtherGazetteer(output.to_owned()));
    }
    let state = State::read(output);
    let inputs = run.inputs.into_iter().map(|input| made(input, &state, output));
    let made = inputs.collect::<Result<_, _>>()?;
    keep(output, judgements)?;
    let shelf = Shelf::new(output);
    let finish = Finish {
        rules,
        folder: &folder,
        judgements,
        gazetteer,
        shelf: &shelf,
        known: &state.beside,
        redact: run.redact,
        watch: &(),
    };
    finish.finish(made, &run.rules)
}

/// What was made of an input, as it stands in the output.
fn made(input: Input, state: &State, output: &Path) -> Result<Made, SetupError> {
    let known = state.inputs.get(&input.path);
    let key = known.map(|known| known.key.clone()).unwrap_or_default();
    let kept = match (&input.document, known.and_then(|known| known.record.clone())) {
        (Some(_), Some(kept)) => Some(kept),
        (Some(id), None) if input.outcome.has_record() => {
            let file = output.join(record_path(id));
            let sha256 = File::open(&file).and_then(sha256_of).map_err(refused_at(&file))?;
            Some(Kept { id: id.clone(), folder: String::new(), sha256 })
        }
        _ => None,
    };
    Ok(Made { key, kept, ..input.into() })
}
