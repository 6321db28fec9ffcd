//! Clusters that are found to be one, step by step.

use std::collections::BTreeSet;

/// A disjoint-set forest over the clusters.
#[derive(Debug)]
pub struct Sets {
    parents: Vec<usize>,
    /// Of each root the numbers of its set's documents.
    documents: Vec<BTreeSet<usize>>,
}

impl Sets {
    /// Every cluster for itself; of each the numbers of the documents that describe it.
    pub fn new(documents: Vec<BTreeSet<usize>>) -> Self {
        Self { parents: (0..documents.len()).collect(), documents }
    }

    /// The set of a cluster, by the first of its clusters.
    pub fn of(&mut self, cluster: usize) -> usize {
        let mut root = cluster;
        while let Some(parent) = self.parents.get(root).copied().filter(|parent| *parent != root) {
            root = parent;
        }
        if let Some(parent) = self.parents.get_mut(cluster) {
            *parent = root;
        }
        root
    }

    /// Makes the sets of two clusters one.
    pub fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        let (root, other) = (a.min(b), a.max(b));
        if root == other {
            return;
        }
        if let Some(parent) = self.parents.get_mut(other) {
            *parent = root;
        }
        let moved = self.documents.get_mut(other).map(std::mem::take).unwrap_or_default();
        if let Some(documents) = self.documents.get_mut(root) {
            documents.extend(moved);
        }
    }

    /// True if a document describes one of each set, each for itself.
    pub fn are_beside(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.of(a), self.of(b));
        let of = |root: usize| self.documents.get(root);
        a != b && of(a).zip(of(b)).is_some_and(|(one, other)| !one.is_disjoint(other))
    }
}
