//! Optional content: the layers of a document that are switched off as it opens.

use std::collections::BTreeSet;

use super::{Dict, Object, ObjectId, Source, as_dict};

/// Layers that are looked at.
const MAX_LAYERS: usize = 10_000;

/// The groups that are not shown.
pub(super) type Hidden = BTreeSet<ObjectId>;

impl Source<'_> {
    /// True for content that is not shown: `dict` says so under `key`, by a group or by what its
    /// groups have in common.
    pub(in crate::read::pdf) fn is_off(&self, dict: &Dict, key: &[u8]) -> bool {
        let Some(content) = dict.as_hashmap().get(key) else { return false };
        let hidden = self.hidden.get_or_init(|| self.hidden_groups());
        if hidden.is_empty() {
            return false;
        }
        let off = |group: &Object| group.as_reference().is_ok_and(|id| hidden.contains(&id));
        if off(content) {
            return true;
        }
        let Some(member) = as_dict(self.resolve(content)) else { return false };
        let Some(group) = member.as_hashmap().get(b"OCGs".as_slice()) else { return false };
        let groups = match self.resolve(group) {
            Object::Array(groups) => groups.as_slice(),
            _ => std::slice::from_ref(group),
        };
        let mut groups = groups.iter().filter(|group| group.as_reference().is_ok());
        match self.name(member, b"P") {
            Some(b"AllOn") => groups.any(off),
            Some(b"AnyOff") => !groups.any(off),
            Some(b"AllOff") => !groups.all(off),
            _ => groups.clone().next().is_some() && groups.all(off),
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

#[cfg(test)]
mod tests {
    use crate::model::document::Document;
    use crate::read::pdf::read;
    use crate::read::pdf::sample::{pages, show, stream};

    fn texts(document: &Document) -> Vec<&str> {
        let lines = document.pages.iter().flat_map(|page| &page.lines);
        lines.map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn a_layer_that_is_switched_off_is_not_read() {
        let layers = "/Properties<</H 6 0 R/V 7 0 R/M 8 0 R>>";
        let group = |name: &str| format!("<</Type/OCG/Name({name})>>");
        let form = stream(
            "/Subtype/Form/BBox[0 0 595 842]/OC 6 0 R",
            &show("F", 10.0, 50.0, 400.0, "form"),
        );
        let part = |layer: &str, y: f32| {
            format!(
                "/OC /{layer} BDC {} EMC\n",
                show("F", 10.0, 50.0, y, &format!("layer {layer}"))
            )
        };
        let content = ["H", "V", "M"].map(|layer| part(layer, 100.0)).concat() + "/X Do";
        let more = [form, group("H"), group("V"), "<</Type/OCMD/OCGs[6 0 R]>>".to_owned()];
        let page = format!("/Resources<</Font<</F 3 0 R>>/XObject<</X 5 0 R>>{layers}>>");
        let bytes = pages(&[&content], &page, &more);
        let all = read(&bytes).unwrap();
        assert_eq!(texts(&all), ["layer H", "layer V", "layer M", "form"]);
        let off = "/OCProperties<</OCGs[6 0 R 7 0 R]/D<</OFF[6 0 R]>>>>/Lang";
        let bytes = String::from_utf8(bytes).unwrap().replacen("/Lang", off, 1);
        let shown = read(bytes.as_bytes()).unwrap();
        assert_eq!(texts(&shown), ["layer V"]);
    }
}
