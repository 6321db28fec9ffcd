//! Layouts made for the purpose.

use super::*;

fn rect(x0: f32, y0: f32, x1: f32, y1: f32) -> Rect {
    Rect { x0, y0, x1, y1 }
}

/// Items of one line each, 12 points apart, from `top`.
fn list(x: f32, top: f32, count: usize) -> Vec<Rect> {
    (0..count).map(|n| top + 12.0 * n as f32).map(|y| rect(x, y, x + 200.0, y + 10.0)).collect()
}

fn page(labels: Vec<Rect>, items: Vec<Rect>, frames: Vec<Rect>) -> Page {
    Page { labels, items, frames, continues: true }
}

#[test]
fn a_label_is_level_with_the_middle_of_its_list() {
    let labels = vec![rect(10.0, 112.0, 90.0, 124.0), rect(10.0, 152.0, 90.0, 164.0)];
    let items = [list(100.0, 100.0, 3), list(100.0, 147.0, 2)].concat();
    let found = assign(&page(labels, items, Vec::new()), None);
    assert_eq!(found, [Some(0), Some(0), Some(0), Some(1), Some(1)]);
}

#[test]
fn clear_gaps_part_lists_whose_labels_stand_lower_than_their_middle() {
    let items = [list(100.0, 100.0, 6), list(100.0, 182.0, 6), list(100.0, 264.0, 2)].concat();
    // Each 8 points below the middle of its list, most of a line: as near to a list that is shifted.
    let labels = [143.0, 225.0, 283.0].map(|middle| rect(320.0, middle - 6.0, 390.0, middle + 6.0));
    let expected = [[Some(0); 6].as_slice(), &[Some(1); 6], &[Some(2); 2]].concat();
    assert_eq!(assign(&page(labels.to_vec(), items, Vec::new()), None), expected);
}

#[test]
fn a_gap_within_a_list_takes_nothing_from_a_label_that_is_level_with_it() {
    // The first list is four items, with room behind the second of them.
    let items = [list(100.0, 100.0, 2), list(100.0, 130.0, 4)].concat();
    let expected = [[Some(0); 4].as_slice(), &[Some(1); 2]].concat();
    for middles in [[126.0, 165.0], [105.0, 159.0]] {
        let labels = middles.map(|middle| rect(10.0, middle - 5.0, 80.0, middle + 5.0));
        let found = assign(&page(labels.to_vec(), items.clone(), Vec::new()), None);
        assert_eq!(found, expected, "{middles:?}");
    }
}

#[test]
fn labels_nearer_to_the_list_above_them_have_that_one() {
    // 2 points below its list and 14 above the next each label could have either.
    let items = [list(50.0, 100.0, 2), list(50.0, 160.0, 3), list(50.0, 232.0, 1)].concat();
    let labels = [124.0, 196.0, 244.0].map(|top| rect(400.0, top, 480.0, top + 12.0));
    let expected = [Some(0), Some(0), Some(1), Some(1), Some(1), Some(2)];
    assert_eq!(assign(&page(labels.to_vec(), items, Vec::new()), None), expected);
}

#[test]
fn a_label_between_two_items_beside_it_has_both_however_far_apart_they_stand() {
    for step in [12.0, 14.0, 16.0, 18.0, 19.0, 20.0] {
        let top = |number: usize| 100.0 + 3.0 * step * number as f32;
        let pair = |number: usize| [0.0, step].map(|below| top(number) + below);
        let item = |y: f32| rect(260.0, y, 400.0, y + 10.0);
        let items: Vec<Rect> = (0..3).flat_map(pair).map(item).collect();
        let label = |number: usize| top(number) + (step + 10.0) / 2.0;
        let labels = (0..3).map(label).map(|y| rect(50.0, y - 6.0, 130.0, y + 6.0)).collect();
        let expected = [0, 0, 1, 1, 2, 2].map(Some);
        assert_eq!(assign(&page(labels, items, Vec::new()), None), expected, "{step}");
    }
}

#[test]
fn a_frame_with_one_label_holds_its_list() {
    let labels = vec![rect(10.0, 100.0, 90.0, 110.0), rect(310.0, 100.0, 390.0, 110.0)];
    let items = [list(20.0, 120.0, 2), list(320.0, 120.0, 1)].concat();
    let frames = vec![rect(5.0, 95.0, 290.0, 160.0), rect(305.0, 95.0, 590.0, 160.0)];
    assert_eq!(assign(&page(labels, items, frames), None), [Some(0), Some(0), Some(1)]);
}

#[test]
fn labels_above_their_lists_in_a_grid() {
    let labels = vec![
        rect(10.0, 100.0, 90.0, 110.0),
        rect(310.0, 100.0, 390.0, 110.0),
        rect(10.0, 200.0, 90.0, 210.0),
    ];
    let items = [list(12.0, 115.0, 3), list(312.0, 115.0, 2), list(12.0, 215.0, 1)].concat();
    let found = assign(&page(labels, items, Vec::new()), None);
    assert_eq!(found, [Some(0), Some(0), Some(0), Some(1), Some(1), Some(2)]);
}

#[test]
fn lists_that_begin_left_of_their_label_stay_in_their_column() {
    let labels = vec![
        rect(13.0, 100.0, 90.0, 110.0),
        rect(13.0, 160.0, 90.0, 170.0),
        rect(303.0, 100.0, 390.0, 110.0),
    ];
    let items = [list(10.0, 115.0, 2), list(10.0, 175.0, 1), list(300.0, 115.0, 7)].concat();
    let found = assign(&page(labels, items, Vec::new()), None);
    let right = [Some(2); 7];
    assert_eq!(found, [[Some(0), Some(0), Some(1)].as_slice(), &right].concat());
}

#[test]
fn short_items_under_centred_labels_are_theirs() {
    let labels = vec![rect(100.0, 100.0, 300.0, 110.0), rect(180.0, 140.0, 220.0, 150.0)];
    let items = [list(10.0, 115.0, 1), list(10.0, 155.0, 2)].concat();
    let items: Vec<Rect> = items.into_iter().map(|item| Rect { x1: 40.0, ..item }).collect();
    let found = assign(&page(labels, items, Vec::new()), None);
    assert_eq!(found, [Some(0), Some(1), Some(1)]);
}

#[test]
fn a_label_whose_list_is_framed_takes_no_list_beyond_the_frame() {
    let labels = vec![
        rect(10.0, 100.0, 90.0, 110.0),
        rect(10.0, 130.0, 90.0, 140.0),
        rect(10.0, 165.0, 90.0, 175.0),
    ];
    let items = [list(100.0, 100.0, 2), list(100.0, 129.0, 3), list(100.0, 165.0, 2)].concat();
    let frames = vec![rect(95.0, 98.0, 400.0, 126.0), rect(95.0, 163.0, 400.0, 191.0)];
    let found = assign(&page(labels, items, frames), None);
    assert_eq!(found, [0, 0, 1, 1, 1, 2, 2].map(Some));
}

#[test]
fn a_page_without_labels_goes_on_from_the_page_before() {
    assert_eq!(assign(&page(Vec::new(), list(100.0, 50.0, 2), Vec::new()), None), [None, None]);
}

#[test]
fn a_list_far_above_the_first_label_goes_on_from_the_page_before() {
    let labels = vec![rect(10.0, 300.0, 90.0, 310.0), rect(10.0, 340.0, 90.0, 350.0)];
    let items = [list(100.0, 50.0, 2), list(100.0, 300.0, 1), list(100.0, 340.0, 1)].concat();
    let found = assign(&page(labels, items, Vec::new()), None);
    assert_eq!(found, [None, None, Some(0), Some(1)]);
}

#[test]
fn a_framed_list_without_a_label_on_a_page_of_framed_rows_goes_on() {
    let labels = vec![rect(10.0, 200.0, 90.0, 210.0)];
    let items = [list(100.0, 105.0, 1), list(100.0, 200.0, 1)].concat();
    let frames = vec![rect(5.0, 95.0, 590.0, 120.0), rect(5.0, 190.0, 590.0, 220.0)];
    assert_eq!(assign(&page(labels, items, frames), None), [None, Some(0)]);
}

#[test]
fn framed_lists_beside_bare_labels_stay_whole() {
    let labels = vec![rect(10.0, 80.0, 90.0, 92.0), rect(10.0, 115.0, 90.0, 127.0)];
    let items = [list(110.0, 33.0, 2), list(110.0, 74.0, 2), list(110.0, 116.0, 1)].concat();
    let frames = vec![
        rect(100.0, 30.0, 400.0, 63.0),
        rect(100.0, 70.0, 400.0, 104.0),
        rect(100.0, 112.0, 400.0, 132.0),
    ];
    let found = assign(&page(labels, items, frames), None);
    assert_eq!(found, [None, None, Some(0), Some(0), Some(1)]);
}

#[test]
fn the_first_page_of_a_fiche_has_nothing_to_go_on_from() {
    let labels = vec![rect(10.0, 80.0, 90.0, 94.0)];
    let items = [list(100.0, 33.0, 2), list(100.0, 76.0, 2)].concat();
    let later = page(labels, items, Vec::new());
    assert_eq!(assign(&later, None), [None, None, Some(0), Some(0)]);
    let first = Page { continues: false, ..later };
    assert_eq!(assign(&first, None), [Some(0); 4]);
}

#[test]
fn how_a_fiche_sets_its_labels_is_told_by_its_fuller_pages() {
    let labels = vec![rect(10.0, 100.0, 90.0, 110.0), rect(10.0, 172.0, 90.0, 182.0)];
    let items = [list(100.0, 100.0, 6), list(100.0, 172.0, 4)].concat();
    let full = page(labels, items, Vec::new());
    let items = list(100.0, 40.0, 6);
    let rest = page(vec![rect(10.0, 64.0, 90.0, 74.0)], items, Vec::new());
    let found = learn(&[full, rest.clone()]);
    assert_eq!(found.level, Some(Level::Top));
    let [goes_on, own] = [None, Some(0)];
    assert_eq!(assign(&rest, Some(&found)), [goes_on, goes_on, own, own, own, own]);
}

#[test]
fn a_label_without_a_list_takes_none_of_its_neighbours() {
    let labels = vec![
        rect(10.0, 100.0, 90.0, 110.0),
        rect(10.0, 200.0, 90.0, 210.0),
        rect(10.0, 300.0, 90.0, 310.0),
    ];
    let items = [list(100.0, 100.0, 1), list(100.0, 288.0, 3)].concat();
    let found = assign(&page(labels, items, Vec::new()), None);
    assert_eq!(found, [Some(0), Some(2), Some(2), Some(2)]);
}

#[test]
fn a_text_that_flows_through_columns_may_begin_with_something_else_than_a_label() {
    let labels = vec![rect(50.0, 200.0, 130.0, 210.0), rect(300.0, 120.0, 380.0, 130.0)];
    let items = [(50.0, 215.0), (300.0, 50.0), (300.0, 62.0), (300.0, 135.0)];
    let items = items.map(|(x, y)| rect(x, y, x + 180.0, y + 10.0)).to_vec();
    let first = Page { continues: false, ..page(labels, items, Vec::new()) };
    assert_eq!(assign(&first, None), [Some(0), Some(0), Some(0), Some(1)]);
    let later = Page { continues: true, ..first };
    assert_eq!(assign(&later, None), [Some(0), None, None, Some(1)]);
}

#[test]
fn a_label_at_the_outer_edge_of_a_framed_list_is_that_lists() {
    // Left: label, list; right: list, label.
    let labels = vec![rect(40.0, 80.0, 50.0, 140.0), rect(400.0, 80.0, 410.0, 140.0)];
    let frames = vec![rect(60.0, 70.0, 220.0, 150.0), rect(230.0, 70.0, 390.0, 150.0)];
    let items = vec![rect(70.0, 80.0, 150.0, 90.0), rect(240.0, 80.0, 320.0, 90.0)];
    assert_eq!(assign(&page(labels, items, frames), None), [Some(0), Some(1)]);
}

#[test]
fn a_text_a_little_left_of_its_column_is_in_it() {
    let labels = vec![rect(12.0, 100.0, 90.0, 110.0), rect(212.0, 100.0, 290.0, 110.0)];
    let items = vec![rect(12.0, 115.0, 120.0, 125.0), rect(204.0, 115.0, 220.0, 125.0)];
    let known = learn(&[page(labels.clone(), vec![items[0]], Vec::new())]);
    let found = assign(&page(labels, items, Vec::new()), Some(&known));
    assert_eq!(found, [Some(0), Some(1)]);
}

#[test]
fn columns_are_columns_though_something_crosses_them_on_one_page() {
    let column = [10.0, 210.0, 410.0];
    let labels = column.map(|x| rect(x, 100.0, x + 80.0, 110.0)).to_vec();
    let items = column.map(|x| rect(x, 115.0, x + 110.0, 125.0)).to_vec();
    let usual = page(labels.clone(), items.clone(), Vec::new());
    let wide = [items, vec![rect(210.0, 130.0, 500.0, 140.0)]].concat();
    let crossed = page(labels, wide, Vec::new());
    let known = learn(&[usual.clone(), usual.clone(), usual, crossed.clone()]);
    assert_eq!(assign(&crossed, Some(&known)), [Some(0), Some(1), Some(2), Some(1)]);
}

#[test]
fn a_column_that_only_one_page_has_is_one() {
    let layout = |columns: &[f32]| {
        let labels = columns.iter().map(|&x| rect(x, 100.0, x + 80.0, 110.0)).collect();
        let items = columns.iter().map(|&x| rect(x, 115.0, x + 110.0, 125.0)).collect();
        page(labels, items, Vec::new())
    };
    let (usual, wide) = (layout(&[10.0, 210.0]), layout(&[10.0, 210.0, 410.0]));
    let known = learn(&[usual.clone(), usual.clone(), usual.clone(), usual, wide.clone()]);
    assert_eq!(assign(&wide, Some(&known)), [Some(0), Some(1), Some(2)]);
}
