//! What stands over all documents, and putting everything in its place.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{fs, io};

use rayon::prelude::*;

use crate::check::message;
use crate::gazetteer::{Gazetteer, locate};
use crate::merge::{self, Group, Mention, Merged};
use crate::model::SCHEMA_VERSION;
use crate::model::gap::Gap;
use crate::model::judgement::Judgements;
use crate::model::record::{Community, Reporting};
use crate::model::registry::{DocumentGap, GapCounts, Proposal};
use crate::model::run::{Input, Outcome, Redaction, Run, Totals};
use crate::pipeline::batch::{Removed, Watch};
use crate::pipeline::listed::{GapsFile, Listed, RegistryFile, item};
use crate::pipeline::page::{Page, Pieces, Whole};
use crate::pipeline::parts::Parts;
use crate::pipeline::shelf::{Place, Said, Shelf, Shelved};
use crate::pipeline::state::{Beside, Kept, Known, STATE, State, is_unchanged, key_beside};
use crate::pipeline::{SetupError, refused_at};
use crate::report::{DocumentLine, Line, Report};
use crate::rules::Rules;
use crate::write::{Folder, Json, Step, Stream, record_path};

/// The registry, below the output folder.
const REGISTRY: &str = "registry.json";
/// The list of gaps.
const GAPS: &str = "gaps.json";
/// The report.
const REPORT: &str = "report.html";

/// So many entries of the registry, or gaps of so many documents, are made before they are written.
const AT_ONCE: usize = 64;

/// What stands over all documents is made of.
#[derive(Default)]
struct Gathered {
    /// The documents, numbered from 1.
    documents: Vec<DocumentLine>,
    /// Where the rest of each waits.
    about: Vec<Place>,
    /// Where the gaps of each wait.
    gaps: Vec<Place>,
    mentions: Vec<Mention>,
    /// Where what is said in each mention waits.
    said: Vec<Said>,
}

/// An entry of the registry.
struct Entered {
    /// As it is written.
    entry: Json,
    line: Line,
    /// What the report shows of it.
    pieces: Pieces,
    /// What the documents and the data leave between each other.
    gaps: Vec<Gap>,
}

/// What was made of one input.
#[derive(Debug)]
pub struct Made {
    /// Its entry in the run.
    pub input: Input,
    /// What it depends on.
    pub key: String,
    /// Its record, if it has one.
    pub kept: Option<Kept>,
    /// True if the record waits under its key for its place; else it has it.
    pub staged: bool,
    /// The parts of the record, if it was at hand.
    pub shelved: Option<Shelved>,
}

impl From<Input> for Made {
    fn from(input: Input) -> Self {
        Self { input, key: String::new(), kept: None, staged: false, shelved: None }
    }
}

/// The last step of an import.
pub struct Finish<'a> {
    /// For the words of conflicts.
    pub rules: &'a Rules,
    /// The output.
    pub folder: &'a Folder,
    /// What persons have decided on the entries of the registry.
    pub judgements: &'a Judgements,
    /// The official data.
    pub gazetteer: &'a Gazetteer,
    /// What the documents say.
    pub shelf: &'a Shelf,
    /// What is known of the files beside the records.
    pub known: &'a Beside,
    /// What was left out of the records.
    pub redact: Option<Redaction>,
    /// Who is told what is removed.
    pub watch: &'a dyn Watch,
}

impl Finish<'_> {
    /// Writes the files beside the records, and puts everything in its place; `rules` is the
    /// fingerprint of the rules that read the documents.
    pub fn finish(&self, mut made: Vec<Made>, rules: &str) -> Result<Run, SetupError> {
        name_originals(&mut made);
        let mut step = self.folder.step();
        for Made { key, kept, staged, .. } in &made {
            if let Some(kept) = kept.as_ref().filter(|_| *staged) {
                step.put(&format!("{key}.json"), record_path(&kept.id));
            }
        }
        let ids = made.iter().filter_map(|one| Some(one.kept.as_ref()?.id.as_str())).collect();
        let removed = self.folder.records_but(&ids)?;
        let failed = failed_hashes(&made);
        for id in &removed {
            // An id ends with the beginning of its document's hash.
            let hash = id.rsplit('-').next().unwrap_or_default();
            let failed = failed.iter().any(|of_failed| of_failed.starts_with(hash));
            self.watch.remove(id, if failed { Removed::Failed } else { Removed::Gone });
            step.remove(record_path(id));
        }
        let mut records: Vec<(&Kept, PathBuf, Option<Shelved>)> = Vec::with_capacity(made.len());
        let mut others = Vec::new();
        for Made { input, key, kept, staged, shelved } in &mut made {
            let Some(kept) = kept else {
                others.push(&*input);
                continue;
            };
            let file = match staged {
                true => self.folder.staged(&format!("{key}.json")),
                false => self.folder.root().join(record_path(&kept.id)),
            };
            records.push((kept, file, shelved.take()));
        }
        records.sort_by_key(|(kept, ..)| &kept.id);
        others.sort_by_key(|input| &input.path);
        let kept = records.iter().map(|(kept, ..)| *kept);
        let key = key_beside(kept, &others, self.rules, self.judgements, self.gazetteer);
        let stands = self.stands(&key);
        tracing::info!(records = records.len(), stands, "registry and gaps");
        let beside = match stands {
            true => self.known.clone(),
            false => self.beside(key, records, others, &mut step)?,
        };
        let inputs = made.iter().filter_map(known).collect();
        let run = Run {
            schema_version: SCHEMA_VERSION,
            rules: rules.to_owned(),
            gazetteer: self.gazetteer.fingerprint().to_owned(),
            redact: self.redact,
            totals: totals(&made, &beside, removed.len()),
            inputs: made.into_iter().map(|one| one.input).collect(),
        };
        step.write("run.json", &run)?;
        step.write(STATE, &State { inputs, beside })?;
        step.commit()?;
        Ok(run)
    }

    /// True if the files beside the records are there and are what they would be again.
    fn stands(&self, key: &str) -> bool {
        let root = self.folder.root();
        self.known.key == key
            && self.known.files.iter().all(|(name, hash)| is_unchanged(&root.join(name), hash))
    }

    /// Writes the registry, the list of gaps and the report, entry by entry.
    fn beside(
        &self,
        key: String,
        records: Vec<(&Kept, PathBuf, Option<Shelved>)>,
        others: Vec<&Input>,
        step: &mut Step<'_>,
    ) -> Result<Beside, SetupError> {
        let Gathered { documents, about, mentions, said, gaps } = self.gathered(records)?;
        let known =
            merge::Known { lexicon: self.rules.lexicon(), judgements: &self.judgements.judgement };
        let (groups, unsure) = merge::groups(&mentions, known);
        let proposals = merge::proposals(&groups, unsure, |evidence| {
            message::evidence(evidence.name(), evidence.value(), self.rules.messages())
        });
        let report = Report::new(self.rules.wording(), self.rules.language());
        let report = report.map_err(refused_at(self.folder.root()))?;
        let page =
            Page { report, shelf: self.shelf, documents, about, mentions: &mentions, said: &said };
        let mut files = BTreeMap::new();
        let (mut lines, mut pieces, mut between) = (Vec::new(), Vec::new(), Vec::new());
        let hash = self.registry(&groups, &proposals, &page, step, |entered| {
            lines.push(entered.line);
            pieces.push(entered.pieces);
            between.extend(entered.gaps);
            entered.entry
        })?;
        files.insert(REGISTRY.to_owned(), hash);
        let (hash, counts) = self.gaps(page.documents.iter().zip(gaps), between, step)?;
        files.insert(GAPS.to_owned(), hash);
        let whole = Whole {
            lines: &lines,
            pieces: &pieces,
            counts: &counts,
            proposals: &proposals,
            others: &others,
        };
        files.insert(REPORT.to_owned(), step.write_with(REPORT, |out| page.write(&whole, out))?);
        let gaps = counts.by_code.values().sum();
        Ok(Beside { key, files, communities: groups.len() as u64, gaps })
    }

    /// Takes what stands over all documents from their records, which are sorted by their ids.
    fn gathered(
        &self,
        records: Vec<(&Kept, PathBuf, Option<Shelved>)>,
    ) -> Result<Gathered, SetupError> {
        let shelved = |(_, file, shelved): (&Kept, PathBuf, Option<Shelved>)| match shelved {
            Some(shelved) => Ok(shelved),
            None => {
                let text = fs::read(&file);
                let shelved = text.and_then(|text| self.shelf.put(Parts::of_text(&text)?));
                shelved.map_err(refused_at(&file))
            }
        };
        let records: Vec<Shelved> =
            records.into_par_iter().map(shelved).collect::<Result<_, SetupError>>()?;
        let mut all = Gathered::default();
        for (number, one) in (1..).zip(records) {
            all.documents.push(DocumentLine { number, ..one.line });
            all.about.push(one.about);
            all.gaps.push(one.gaps);
            for (mention, said) in one.named {
                all.mentions.push(mention);
                all.said.push(said);
            }
        }
        Ok(all)
    }

    /// Writes the registry; each entry is given to `enter`, in order, before it is written.
    fn registry(
        &self,
        groups: &[Group],
        proposals: &[Proposal],
        page: &Page<'_>,
        step: &mut Step<'_>,
        mut enter: impl FnMut(Entered) -> Json,
    ) -> Result<String, SetupError> {
        let made = |(number, group): (usize, &Group)| self.entered(number, group, page);
        let numbered: Vec<(usize, &Group)> = groups.iter().enumerate().collect();
        let several = numbered.chunks(AT_ONCE).flat_map(|some| {
            let some = some.par_iter().copied().map(made);
            some.collect::<Vec<_>>()
        });
        let communities = Stream::new(several.map(|entered| entered.map(&mut enter)));
        let registry = RegistryFile { schema_version: SCHEMA_VERSION, communities, proposals };
        Ok(step.write(REGISTRY, &registry)?)
    }

    /// Writes the list of gaps: of each document its own, then those that no document has by itself.
    fn gaps<'d>(
        &self,
        documents: impl Iterator<Item = (&'d DocumentLine, Place)>,
        between: Vec<Gap>,
        step: &mut Step<'_>,
    ) -> Result<(String, GapCounts), SetupError> {
        let counts = RefCell::new(GapCounts::default());
        let own = |(document, place): &(&DocumentLine, Place)| {
            let gaps = merge::own(&document.id, self.shelf.get(*place)?);
            Listed::of(&gaps.collect::<Vec<_>>())
        };
        let documents: Vec<(&DocumentLine, Place)> = documents.collect();
        let several = documents
            .chunks(AT_ONCE)
            .flat_map(|some| some.par_iter().map(own).collect::<Vec<io::Result<Listed>>>());
        let between = between.into_iter().map(|gap| DocumentGap { document: None, gap });
        let between = Listed::of(&between.collect::<Vec<_>>());
        let counted = |listed: io::Result<Listed>| match listed {
            Ok(Listed { gaps, counts: more }) => {
                counts.borrow_mut().add(more);
                gaps.into_iter().map(Ok).collect()
            }
            Err(error) => vec![Err(error)],
        };
        let gaps = Stream::new(several.chain([between]).flat_map(counted));
        let gaps = GapsFile { schema_version: SCHEMA_VERSION, gaps, counts: &counts };
        let hash = step.write(GAPS, &gaps)?;
        drop(gaps);
        Ok((hash, counts.into_inner()))
    }

    /// Makes an entry of the registry and what the report shows of it.
    fn entered(&self, number: usize, group: &Group, page: &Page<'_>) -> io::Result<Entered> {
        let said = group.mentions.iter().filter_map(|at| page.mention(*at));
        let said: Vec<(&Mention, Community)> = said
            .map(|(mention, said)| Ok((mention, self.shelf.get(said.community)?)))
            .collect::<io::Result<_>>()?;
        let said: Vec<(&Mention, &Community)> =
            said.iter().map(|(mention, community)| (*mention, community)).collect();
        let mut merged = merge::merged(number, group, &said);
        let gaps = self.of_register(number, &mut merged);
        let mut line = Line::of(number, &merged.entry, reporting(&said));
        let pieces = page.pieces(group, &merged.entry, &mut line, &gaps)?;
        Ok(Entered { entry: item(&merged.entry)?, line, pieces, gaps })
    }

    /// Completes an entry with what official data say of it; gives the gaps that the documents and
    /// the data leave between each other, with their messages.
    fn of_register(&self, number: usize, merged: &mut Merged) -> Vec<Gap> {
        let messages = self.rules.messages();
        let found = locate(&mut merged.entry, number, merged.miscounted, self.gazetteer);
        let between = merged.conflicts.iter().map(|conflict| {
            let told = message::conflict(&conflict.name, &conflict.field, messages);
            merge::between(conflict, told).gap
        });
        let official = found.into_iter().map(|finding| {
            let sentences = finding.sentences.iter().map(|one| (one.key, &one.values[..]));
            let told = message::sentences(finding.code, sentences, messages);
            finding.gap(told).gap
        });
        between.chain(official).collect()
    }
}

/// What the latest document that says anything of its missions reports of a CPTS; the first of
/// several of one date.
fn reporting(said: &[(&Mention, &Community)]) -> Option<Reporting> {
    let told = said.iter().filter_map(|(mention, one)| Some((&mention.issued, one.reporting?)));
    told.rev().max_by_key(|(issued, _)| *issued).map(|(_, reporting)| reporting)
}

/// What the next import may know of an input; nothing of one that failed or has no record of its
/// own.
fn known(made: &Made) -> Option<(String, Known)> {
    let Made { input, key, kept, .. } = made;
    if !matches!(input.outcome, Outcome::Extracted | Outcome::Unchanged | Outcome::Skipped) {
        return None;
    }
    let known = Known { sha256: input.sha256.clone()?, key: key.clone(), record: kept.clone() };
    Some((input.path.clone(), known))
}

/// The hashes of the inputs that could not be read.
fn failed_hashes(made: &[Made]) -> Vec<String> {
    let failed = made.iter().filter(|one| one.input.outcome == Outcome::Failed);
    failed.filter_map(|one| one.input.sha256.clone()).collect()
}

/// A duplicate names the record of the first input with its bytes.
fn name_originals(made: &mut [Made]) {
    let records: BTreeMap<String, String> = made
        .iter()
        .filter_map(|one| Some((one.input.sha256.clone()?, one.input.document.clone()?)))
        .collect();
    for Made { input, .. } in made.iter_mut() {
        if input.outcome == Outcome::Duplicate {
            input.document = input.sha256.as_ref().and_then(|hash| records.get(hash).cloned());
        }
    }
}

fn totals(made: &[Made], beside: &Beside, removed: usize) -> Totals {
    let count = |outcome| made.iter().filter(|one| one.input.outcome == outcome).count() as u64;
    Totals {
        inputs: made.len() as u64,
        extracted: count(Outcome::Extracted),
        unchanged: count(Outcome::Unchanged),
        duplicate: count(Outcome::Duplicate),
        skipped: count(Outcome::Skipped),
        failed: count(Outcome::Failed),
        removed: removed as u64,
        communities: beside.communities,
        gaps: beside.gaps,
    }
}
