//! What is known of a CPTS besides its name, from all mentions that are surely its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::merge::Mention;
use crate::normalise::community_name::NameParts;
use crate::normalise::lexicon::Lexicon;
use crate::normalise::shadow::key;

/// What one or several mentions say of a CPTS.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its name, in parts.
    pub name: NameParts,
    /// INSEE department codes.
    pub departments: BTreeSet<String>,
    /// Mailboxes and pages; of a domain of its own the domain.
    pub addresses: BTreeSet<String>,
    /// Its officers' names, by what they are folded.
    pub officers: BTreeMap<String, String>,
    /// Its communes' names, folded.
    pub communes: BTreeSet<String>,
    /// The numbers of the documents that describe it.
    pub documents: BTreeSet<usize>,
}

impl Profile {
    /// What a mention in the document of this number says.
    pub fn of(mention: &Mention, document: usize, lexicon: &Lexicon) -> Self {
        let addresses = mention.email.as_deref().into_iter().chain(mention.website.as_deref());
        Self {
            name: NameParts::of(&mention.name, lexicon),
            departments: mention.departments.iter().cloned().collect(),
            addresses: addresses.filter_map(|address| own_address(address, lexicon)).collect(),
            officers: mention.officers.iter().map(|name| (key(name), name.clone())).collect(),
            communes: mention.communes.iter().map(|name| key(name)).collect(),
            documents: BTreeSet::from([document]),
        }
    }

    /// Adds what another mention of the same CPTS says.
    pub fn add(&mut self, other: Self) {
        self.departments.extend(other.departments);
        self.addresses.extend(other.addresses);
        self.officers.extend(other.officers);
        self.communes.extend(other.communes);
        self.documents.extend(other.documents);
    }
}

/// The part of a mailbox or page that belongs to one body: the domain, the whole where many share
/// the domain.
///
/// `contact@cpts-anl.fr` and `https://www.cpts-anl.fr/nous` are both `cpts-anl.fr`, and
/// `cptsnem@gmail.com` is itself.
fn own_address(address: &str, lexicon: &Lexicon) -> Option<String> {
    let address = address.to_lowercase();
    let rest = address.rsplit("://").next().unwrap_or_default();
    let (mailbox, host) = match rest.split_once('@') {
        Some((_, host)) => (true, host),
        None => (false, rest.split(['/', '?', '#']).next().unwrap_or_default()),
    };
    let host = host.trim_start_matches("www.").trim_end_matches('.');
    if !host.contains('.') {
        return None;
    }
    if lexicon.shared_hosts.contains(host) {
        let whole = rest.trim_start_matches("www.").trim_end_matches('/');
        // The front page of a host is the host's.
        return (mailbox || whole != host).then(|| whole.to_owned());
    }
    Some(host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_counts_what_is_nobody_else_s() {
        let lexicon = Lexicon {
            shared_hosts: ["gmail.com", "site-sante.fr"].map(str::to_owned).into(),
            ..Lexicon::default()
        };
        for (address, own) in [
            ("contact@cpts-anl.fr", Some("cpts-anl.fr")),
            ("https://www.cpts-anl.fr/nous", Some("cpts-anl.fr")),
            ("CptsNem@gmail.com", Some("cptsnem@gmail.com")),
            ("https://www.cpts-nem.site-sante.fr", Some("cpts-nem.site-sante.fr")),
            ("https://www.site-sante.fr/cpts-nem/", Some("site-sante.fr/cpts-nem")),
            ("https://www.site-sante.fr/", None),
            ("nous", None),
        ] {
            assert_eq!(own_address(address, &lexicon).as_deref(), own, "{address}");
        }
    }
}
