//! Explanations for a person at a terminal: the source lines with a caret, and under them what
//! happened, in plain words.

use std::io::{self, Write};
use std::path::Path;

use recense::model::explanation::{
    Candidate, Excerpt, Explanation, FamilyExplained, LineExplained, RuleCited, RuleOutcome,
    RuleTried, Stretch, StretchState, ValueExplained, ValueState,
};
use recense::model::gap::Gap;
use recense::model::record::Family;

use crate::cli::explain::picture::{self, Mark};

/// Rules that have nothing in common with a line are listed only up to this number.
const UNRELATED: usize = 12;

/// How a document and a rules folder are cited.
pub struct Page<'p> {
    file: &'p Path,
    rules: &'p Path,
}

type Out<'o> = &'o mut dyn Write;

impl<'p> Page<'p> {
    /// Cites this document and the rules of this folder.
    pub fn new(file: &'p Path, rules: &'p Path) -> Self {
        Self { file, rules }
    }

    /// Prints an explanation, the family as its head.
    pub fn print(&self, out: Out<'_>, explanation: &Explanation) -> io::Result<()> {
        let asked = explanation.line.is_none() && explanation.value.is_none();
        self.family(out, &explanation.family, asked)?;
        if let Some(line) = &explanation.line {
            self.line(out, line)?;
        }
        if let Some(value) = &explanation.value {
            self.value(out, value)?;
        }
        Ok(())
    }

    /// The family in a line, or with all of its evidence.
    fn family(&self, out: Out<'_>, family: &FamilyExplained, whole: bool) -> io::Result<()> {
        let name = family_name(family.family);
        let score = |c: &Candidate| format!("{} {} of {}", c.folder, c.score, c.threshold);
        let scores: Vec<String> = family.candidates.iter().map(score).collect();
        writeln!(out, "{}: {name} (scores: {})", self.file.display(), scores.join(", "))?;
        for candidate in family.candidates.iter().filter(|_| whole) {
            self.candidate(out, candidate)?;
        }
        Ok(())
    }

    fn candidate(&self, out: Out<'_>, candidate: &Candidate) -> io::Result<()> {
        let Candidate { folder, score, threshold, evidence, .. } = candidate;
        let reached = if score >= threshold { "enough" } else { "not enough" };
        writeln!(out)?;
        writeln!(out, "{folder}: {score}, and it takes {threshold}: {reached}")?;
        for piece in evidence {
            let sign = if piece.counts { '+' } else { ' ' };
            let found = match (piece.found.len() as u64, piece.counts) {
                (0, _) => "not found".to_owned(),
                (count, true) => format!("found {count} of {}", piece.at_least),
                (count, false) => format!("found only {count} of {}", piece.at_least),
            };
            writeln!(out, "  {sign} {:>3}  {}", piece.weight, piece.why)?;
            let looked = match piece.looked_at.as_str() {
                "top" => " among the first blocks",
                "head" => " in the file's metadata",
                _ => "",
            };
            writeln!(out, "         {found}{looked}")?;
            for place in piece.found.iter().take(3) {
                writeln!(out, "         {}: {}", self.place(place), place.text)?;
            }
        }
        Ok(())
    }

    /// A line, who has it, and every rule that looked at it.
    fn line(&self, out: Out<'_>, line: &LineExplained) -> io::Result<()> {
        let number = line.line.to_string();
        let margin = " ".repeat(number.len());
        let mut about = vec![format!("region {}", line.region)];
        about.push(match &line.record {
            Some(pointer) => format!("in the record of {pointer}"),
            None => "in no record".to_owned(),
        });
        let whole =
            Excerpt { page: line.page, line: line.line, start: 0, end: 0, text: line.text.clone() };
        writeln!(out, "\n{margin}--> {} ({})", self.place(&whole), about.join(", "))?;
        writeln!(out, "{margin} |")?;
        let mark = |stretch: &Stretch| {
            let (sign, said) = match stretch.state {
                StretchState::Claimed => ('^', "read by "),
                StretchState::Ignored => ('-', "passed over by "),
                StretchState::Unclaimed => ('?', "no rule read it, and none passes over it"),
            };
            let rule = stretch.rule.as_ref().map_or("", |rule| &rule.id);
            let said = format!("{said}{rule}");
            Mark { start: stretch.start as usize, end: stretch.end as usize, sign, said }
        };
        let marks: Vec<Mark> = line.stretches.iter().map(mark).collect();
        picture::print(out, (line.line, number.len()), &line.text, &marks, false)?;
        writeln!(out, "{margin} |")?;
        for stretch in &line.stretches {
            for pointer in &stretch.values {
                writeln!(out, "{margin} = value: {pointer}")?;
            }
        }
        self.gaps(out, &margin, &line.gaps)?;
        self.rules(out, line)
    }

    /// The rules that looked at a line, by how far they came.
    fn rules(&self, out: Out<'_>, line: &LineExplained) -> io::Result<()> {
        const HEADS: [(&str, &[RuleOutcome]); 4] = [
            ("read it", &[RuleOutcome::Read, RuleOutcome::Ignored, RuleOutcome::Beaten]),
            ("matched, and gave no value", &[RuleOutcome::Dropped, RuleOutcome::Matched]),
            ("were kept out by a word", &[RuleOutcome::Excluded]),
            ("did not match", &[RuleOutcome::NoMatch]),
        ];
        for (head, outcomes) in HEADS {
            let of = line.rules.iter().filter(|tried| outcomes.contains(&tried.outcome));
            let (near, far): (Vec<_>, Vec<_>) = of.partition(|tried| {
                tried.outcome != RuleOutcome::NoMatch || tried.nearest.is_some()
            });
            if near.is_empty() && far.is_empty() {
                continue;
            }
            writeln!(out, "\nRules that {head}:")?;
            for tried in near {
                self.tried(out, tried)?;
            }
            let names: Vec<&str> = far.iter().map(|tried| tried.rule.id.as_str()).collect();
            listed(out, "  nothing in common with the line: ", &names)?;
        }
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for silent in &line.not_asked {
            match reasons.iter_mut().find(|(because, _)| *because == silent.because) {
                Some((_, rules)) => rules.push(&silent.rule),
                None => reasons.push((&silent.because, vec![&silent.rule])),
            }
        }
        if !reasons.is_empty() {
            writeln!(out, "\nRules that did not look at it:")?;
        }
        for (because, rules) in reasons {
            listed(out, &format!("  {because}: "), &rules)?;
        }
        Ok(())
    }

    fn tried(&self, out: Out<'_>, tried: &RuleTried) -> io::Result<()> {
        writeln!(out, "  {}  {}", tried.rule.id, self.rule_place(&tried.rule))?;
        match tried.outcome {
            RuleOutcome::Read | RuleOutcome::Ignored => writeln!(out, "      {}", tried.rule.why),
            _ => writeln!(out, "      {}", tried.message),
        }
    }

    /// A value and the way it came, or why there is none.
    fn value(&self, out: Out<'_>, value: &ValueExplained) -> io::Result<()> {
        let state = match value.state {
            ValueState::Printed => "printed",
            ValueState::Inferred => "worked out, not printed",
            ValueState::Derived => "follows from other values",
            ValueState::Composed => "made of other values",
            ValueState::OfTheFile => "from the file",
            ValueState::Missing => "missing",
        };
        writeln!(out, "\n{} = {} ({state})", value.pointer, shortened(&value.value.to_string()))?;
        if let Some(pointer) = value.evidence.as_ref().filter(|from| **from != value.pointer) {
            writeln!(out, "  the evidence is that of {pointer}")?;
        }
        let width = value.at.iter().map(|at| at.line.to_string().len()).max().unwrap_or(1);
        let margin = " ".repeat(width);
        for (number, at) in value.at.iter().enumerate() {
            if number == 0 || value.at.get(number - 1).is_some_and(|last| last.page != at.page) {
                writeln!(out, "{margin}--> {}", self.place(at))?;
                writeln!(out, "{margin} |")?;
            }
            self.excerpt(out, at, width, if number == 0 { value.rule.as_ref() } else { None })?;
        }
        self.steps(out, &margin, value)?;
        self.gaps(out, &margin, &value.gaps)?;
        for pointer in value.parts.iter().filter(|_| value.at.is_empty()) {
            writeln!(out, "{margin} = printed below: {pointer}")?;
        }
        if value.state == ValueState::Missing {
            self.missing(out, value)?;
        }
        Ok(())
    }

    /// The steps from the printed text to the value.
    fn steps(&self, out: Out<'_>, margin: &str, value: &ValueExplained) -> io::Result<()> {
        if let Some(found) = &value.found_by {
            let text = cut(found);
            writeln!(out, "{margin} = found by: {text:?} ({})", self.place(found))?;
        }
        if let Some(seen) = &value.seen_as {
            writeln!(out, "{margin} = seen as: {seen:?}")?;
        }
        if let Some(rule) = &value.rule {
            writeln!(out, "{margin} = rule: {} {}", rule.id, self.rule_place(rule))?;
            writeln!(out, "{margin}   {}", rule.why)?;
        }
        if let (Some(name), Some(read)) = (&value.normaliser, &value.normalised) {
            writeln!(out, "{margin} = normaliser: {name} makes {read} of it")?;
        }
        if let Some(reason) = &value.reason {
            writeln!(out, "{margin} = worked out: {reason}")?;
        }
        Ok(())
    }

    /// What could have given a missing value, and what came nearest.
    fn missing(&self, out: Out<'_>, value: &ValueExplained) -> io::Result<()> {
        if value.gaps.is_empty() {
            writeln!(out, "  no gap says so: the family does not require it")?;
        }
        if value.rules.is_empty() {
            return writeln!(out, "  no rule of the family reads such a value");
        }
        writeln!(out, "\nRules that can read such a value:")?;
        for rule in &value.rules {
            writeln!(out, "  {}  {}", rule.id, self.rule_place(rule))?;
        }
        if value.misses.is_empty() {
            return writeln!(out, "\nNo line has anything in common with them.");
        }
        writeln!(out, "\nWhere they came nearest:")?;
        for miss in &value.misses {
            if let Some(at) = &miss.at {
                let width = at.line.to_string().len();
                writeln!(out, "{}--> {}", " ".repeat(width), self.place(at))?;
                self.excerpt(out, at, width, Some(&miss.rule))?;
                writeln!(out, "{} = {}", " ".repeat(width), miss.message)?;
            }
        }
        Ok(())
    }

    /// A source line with a caret under the stretch.
    fn excerpt(
        &self,
        out: Out<'_>,
        at: &Excerpt,
        width: usize,
        rule: Option<&RuleCited>,
    ) -> io::Result<()> {
        let said = rule.map(|rule| rule.id.clone()).unwrap_or_default();
        let (start, end) = (at.start as usize, at.end.max(at.start + 1) as usize);
        let mark = Mark { start, end, sign: '^', said };
        picture::print(out, (at.line, width), &at.text, &[mark], true)
    }

    fn gaps(&self, out: Out<'_>, margin: &str, gaps: &[Gap]) -> io::Result<()> {
        for gap in gaps {
            let rule = gap.rule.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
            writeln!(out, "{margin} = gap: {} at {:?}{rule}", gap.code.name(), gap.pointer)?;
            writeln!(out, "{margin}   {}", gap.message)?;
        }
        Ok(())
    }

    /// `report.pdf page 12 line 7`, or `release.md:7:14`.
    fn place(&self, at: &Excerpt) -> String {
        let file = self.file.display();
        match at.page {
            Some(page) => format!("{file} {page}:{}", at.line),
            None => format!("{file}:{}:{}", at.line, at.start + 1),
        }
    }

    /// `rules/shared/tokens.toml:12`
    fn rule_place(&self, rule: &RuleCited) -> String {
        if rule.file.is_empty() {
            return String::new();
        }
        // A file that the given folder does not have is one of those that are compiled in.
        let own = self.rules.join(&rule.file);
        let file = if own.is_file() { own } else { Path::new("rules").join(&rule.file) };
        format!("{}:{}", file.display(), rule.line)
    }
}

/// The stretch of an excerpt.
fn cut(at: &Excerpt) -> String {
    let count = at.end.saturating_sub(at.start) as usize;
    at.text.chars().skip(at.start as usize).take(count).collect()
}

/// Names after a head, or how many there are if there are too many.
fn listed(out: Out<'_>, head: &str, names: &[&str]) -> io::Result<()> {
    match names.len() {
        0 => Ok(()),
        count if count > UNRELATED => {
            let first = names.get(..UNRELATED).unwrap_or_default().join(", ");
            writeln!(out, "{head}{first} and {} more (--format json has all)", count - UNRELATED)
        }
        _ => writeln!(out, "{head}{}", names.join(", ")),
    }
}

/// A value on one line of bearable length.
fn shortened(value: &str) -> String {
    const LONGEST: usize = 160;
    match value.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{} …", value.get(..cut).unwrap_or_default()),
        None => value.to_owned(),
    }
}

/// The family as records name it.
fn family_name(family: Family) -> String {
    let name = serde_json::to_value(family).ok();
    name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}
