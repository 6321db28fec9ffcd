//! Size class and population say the same thing twice.

use crate::check::{Subject, gap_at};
use crate::model::gap::{Gap, GapCode};
use crate::model::record::Qualifier;
use crate::normalise::size_class::class_of;

/// A class that the population does not give. A hedged population does not contradict a class
/// that it leaves open: "plus de 80 000" may be class 3 or 4.
pub fn check(subject: &Subject<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (index, community) in subject.record.communities.iter().enumerate() {
        let (Some(population), Some(class)) = (community.population, community.size_class) else {
            continue;
        };
        let expected = class_of(population);
        let fits = match community.population_qualifier {
            Some(Qualifier::AtLeast) => class >= expected,
            Some(Qualifier::AtMost) => class <= expected,
            // A tenth more or less is what "environ" can hide.
            Some(Qualifier::About) => (class_of(population - population / 10)
                ..=class_of(population + population / 10))
                .contains(&class),
            Some(Qualifier::Exact) | None => class == expected,
        };
        if !fits {
            let pointer = format!("/communities/{index}/size_class");
            let id = Some(community.id.clone());
            gaps.push(gap_at(subject.record, GapCode::Inconsistent, pointer, id));
        }
    }
    gaps
}
