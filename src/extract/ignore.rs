//! Furniture: what is passed over, by which rule.

use crate::extract::hit::Seen;
use crate::extract::reason::Reason;
use crate::extract::sheet::Sheet;
use crate::extract::trace::{Outcome, Spot};
use crate::model::document::Region;
use crate::rules::{FamilyRules, IgnoreWhat, RegionName};

/// Applies the ignore rules to the blocks that no rule has read as a whole; a claim beats them.
pub fn pass_over(sheet: &mut Sheet<'_>, family: &FamilyRules, in_records: &[usize]) {
    for rule in &family.ignores {
        for index in 0..sheet.blocks.len() {
            let Some(block) = sheet.blocks.get(index) else { continue };
            let applies = match &rule.what {
                IgnoreWhat::Blocks(pattern) => {
                    !block.is_item() && pattern.is_match(Seen::block(block).by(pattern))
                }
                IgnoreWhat::Regions(regions) => {
                    regions.iter().any(|region| is(*region, block.region))
                }
                IgnoreWhat::OutsideRecords => {
                    block.region == Region::Main && in_records.binary_search(&index).is_err()
                }
            };
            let spot = Spot::block(sheet, index);
            if !applies {
                spot.tell(&rule.id, || Outcome::NoMatch);
                continue;
            }
            spot.tell(&rule.id, || Outcome::Matched);
            if sheet.is_taken(index) {
                spot.dropped(&rule.id, || Reason::Taken);
            } else {
                sheet.pass_over(index, &rule.id);
            }
        }
    }
}

/// True if the rule's word names the region.
fn is(name: RegionName, region: Region) -> bool {
    let named = match name {
        RegionName::Head => Region::Head,
        RegionName::Header => Region::Header,
        RegionName::Navigation => Region::Navigation,
        RegionName::Aside => Region::Aside,
        RegionName::Footer => Region::Footer,
        RegionName::Dialog => Region::Dialog,
        RegionName::Running => Region::Running,
    };
    named == region
}
