//! Optional content: the layers of a document that are switched off as it opens.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::{Dict, Object, ObjectId, Source, as_dict};

/// Layers that are looked at.
const MAX_LAYERS: usize = 10_000;

/// What is known of the layers.
#[derive(Default)]
pub(super) struct Layers {
    /// The groups that are not shown.
    hidden: OnceCell<Hidden>,
    /// By the place of a membership in memory whether what it has is not shown.
    members: RefCell<BTreeMap<usize, bool>>,
}

type Hidden = BTreeSet<ObjectId>;

impl Source<'_> {
    /// True for content that is not shown: `dict` says so under `key`, by a group or by what its
    /// groups have in common.
    pub(in crate::read::pdf) fn is_off(&self, dict: &Dict, key: &[u8]) -> bool {
        let Some(content) = dict.as_hashmap().get(key) else { return false };
        let hidden = self.layers.hidden.get_or_init(|| self.hidden_groups());
        if hidden.is_empty() {
            return false;
        }
        if is_hidden(content, hidden) {
            return true;
        }
        let Some(member) = as_dict(self.resolve(content)) else { return false };
        let place = std::ptr::from_ref(member).addr();
        let known = self.layers.members.borrow().get(&place).copied();
        known.unwrap_or_else(|| {
            let off = self.is_member_off(member, hidden);
            self.layers.members.borrow_mut().insert(place, off);
            off
        })
    }

    /// A membership (ISO 32000-1, 8.11.2.2); one without groups has no effect.
    fn is_member_off(&self, member: &Dict, hidden: &Hidden) -> bool {
        let Some(group) = member.as_hashmap().get(b"OCGs".as_slice()) else { return false };
        let groups = match self.resolve(group) {
            Object::Array(groups) => groups.as_slice(),
            _ => std::slice::from_ref(group),
        };
        let groups = groups.iter().take(MAX_LAYERS).filter(|group| group.as_reference().is_ok());
        let mut off = groups.map(|group| is_hidden(group, hidden)).peekable();
        if off.peek().is_none() {
            return false;
        }
        match self.name(member, b"P") {
            Some(b"AllOn") => off.any(|off| off),
            Some(b"AnyOff") => off.all(|off| !off),
            Some(b"AllOff") => off.any(|off| !off),
            _ => off.all(|off| off),
        }
    }

    fn hidden_groups(&self) -> Hidden {
        let Some(all) = self.catalog().and_then(|catalog| self.dict(catalog, b"OCProperties"))
        else {
            return Hidden::new();
        };
        let Some(usual) = self.dict(all, b"D") else { return Hidden::new() };
        let groups = |dict, key: &[u8]| {
            let groups = self.array(dict, key).unwrap_or_default().iter().take(MAX_LAYERS);
            groups.filter_map(|group| group.as_reference().ok())
        };
        let mut hidden = Hidden::new();
        if self.name(usual, b"BaseState") == Some(b"OFF") {
            hidden.extend(groups(all, b"OCGs"));
            groups(usual, b"ON").for_each(|shown| {
                hidden.remove(&shown);
            });
        }
        hidden.extend(groups(usual, b"OFF"));
        hidden
    }
}

fn is_hidden(group: &Object, hidden: &Hidden) -> bool {
    group.as_reference().is_ok_and(|id| hidden.contains(&id))
}

#[cfg(test)]
mod tests {
    use crate::model::document::Document;
    use crate::read::pdf::read;
    use crate::read::pdf::sample::{pages, show, stream};

    fn texts(document: &Document) -> Vec<&str> {
        let lines = document.pages.iter().flat_map(|page| &page.lines);
        lines.map(|line| line.text.as_str()).collect()
    }

    /// Two layers, of which the first is switched off if `off` says so, and these memberships.
    fn layered(content: &str, members: &[&str], off: &str) -> Document {
        let names: String = (0..members.len()).map(|at| format!("/M{at} {} 0 R", 8 + at)).collect();
        let form = stream(
            "/Subtype/Form/BBox[0 0 595 842]/OC 6 0 R",
            &show("F", 10.0, 50.0, 400.0, "form"),
        );
        let group = "<</Type/OCG/Name(L)>>".to_owned();
        let mut more = vec![form, group.clone(), group];
        more.extend(members.iter().map(|member| format!("<</Type/OCMD{member}>>")));
        let page = format!(
            "/Resources<</Font<</F 3 0 R>>/XObject<</X 5 0 R>>/Properties<</H 6 0 R/V 7 0 R{names}>>>>"
        );
        let file = String::from_utf8(pages(&[content], &page, &more)).unwrap();
        let layers = format!("/OCProperties<</OCGs[6 0 R 7 0 R]/D<<{off}>>>>/Lang");
        read(file.replacen("/Lang", &layers, 1).as_bytes()).unwrap()
    }

    /// Text of a layer, named by it.
    fn part(layer: &str) -> String {
        let text = show("F", 10.0, 50.0, 100.0, &format!("layer {layer}"));
        format!("/OC /{layer} BDC {text} EMC\n")
    }

    #[test]
    fn a_layer_that_is_switched_off_is_not_read() {
        let content = ["H", "V", "M0"].map(part).concat() + "/X Do";
        let members = ["/OCGs[6 0 R]"];
        let all = layered(&content, &members, "");
        assert_eq!(texts(&all), ["layer H", "layer V", "layer M0", "form"]);
        for off in ["/OFF[6 0 R]", "/BaseState/OFF/ON[7 0 R]"] {
            assert_eq!(texts(&layered(&content, &members, off)), ["layer V"], "{off}");
        }
    }

    #[test]
    fn a_membership_shows_what_its_policy_says_of_its_groups() {
        for (member, shown) in [
            ("/OCGs[6 0 R 7 0 R]", true),
            ("/OCGs 6 0 R", false),
            ("/OCGs[6 0 R 7 0 R]/P/AllOn", false),
            ("/OCGs[6 0 R 7 0 R]/P/AnyOff", true),
            ("/OCGs[7 0 R]/P/AnyOff", false),
            ("/OCGs[6 0 R 7 0 R]/P/AllOff", false),
            ("/OCGs[6 0 R]/P/AllOff", true),
            ("/OCGs[]/P/AnyOff", true),
            ("/OCGs[null]", true),
            ("", true),
        ] {
            // Asked twice: the second answer is the one that was kept.
            let content = part("M0") + &show("F", 10.0, 50.0, 300.0, "else") + " " + &part("M0");
            let document = layered(&content, &[member], "/OFF[6 0 R]");
            assert_eq!(texts(&document).contains(&"layer M0"), shown, "{member}");
        }
    }

    #[test]
    fn a_layer_that_is_never_closed_ends_with_its_page() {
        let content = part("H").replace("EMC", "");
        assert_eq!(texts(&layered(&content, &[], "/OFF[6 0 R]")), [""; 0]);
    }
}
