//! Blocks that a page or a column cut in two.

use super::Block;
use super::join::{HYPHENS, Joiner};
use crate::model::document::Region;

/// The left edge of an item's next lines is at most this many em right of its bullet.
const HANGING: f32 = 3.0;

/// Puts items and paragraphs together that a page or a column cut: what begins the next one, is no
/// item and goes on in the middle of a sentence.
pub(super) fn mended(blocks: Vec<Block>, joiner: &Joiner<'_>) -> Vec<Block> {
    let mut mended: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let is_content = |before: &&mut Block| before.region != Region::Running;
        match mended.iter_mut().rev().find(is_content) {
            Some(before) if block.region != Region::Running && is_cut(before, &block) => {
                before.append(&block, joiner);
            }
            _ => mended.push(block),
        }
    }
    mended
}

/// True if `rest` is the rest of an item that a page or a column cut, or of a paragraph that a page
/// cut.
fn is_cut(item: &Block, rest: &Block) -> bool {
    let (Some(above), Some(below)) = (item.bbox, rest.bbox) else { return false };
    let size = item.look.size.unwrap_or(10.0);
    let alike = !rest.is_item()
        && item.look.heading.is_none()
        && item.look.cell == rest.look.cell
        && rest.look.heading.is_none()
        && item.look.bold == rest.look.bold
        && (size - rest.look.size.unwrap_or(10.0)).abs() < 0.3;
    let edge = if item.is_item() { HANGING * size } else { 1.0 };
    let hangs = (above.x0 - 1.0..above.x0 + edge).contains(&below.x0);
    let page = rest.page == item.page + 1 && hangs;
    let column =
        item.is_item() && rest.page == item.page && below.y1 < above.y0 && below.x0 >= above.x1;
    let open = |text: &str| text.matches('(').count() > text.matches(')').count();
    let goes_on = rest.text.starts_with(char::is_lowercase)
        || item.text.ends_with(HYPHENS)
        || open(&item.text) && rest.text.contains(')');
    let open_end = item.is_item() || !item.text.ends_with(['.', '!', '?', ':']);
    alike && (page || column) && goes_on && open_end
}
