//! recense reads documents on French CPTS and gives what they say as data.
//!
//! The pipeline on one page:
//!
//! ```text
//! bytes ──▶ read ──▶ extract ──▶ check ──▶ record       records ──▶ merge ──▶ registry
//! ```
//!
//! Glossary. **CPTS**: communauté professionnelle territoriale de santé, an association of health
//! professionals on a territory. **Fiche**: the part of a report that describes one CPTS. **ACI**:
//! accord conventionnel interprofessionnel, the agreement that gives a CPTS its six missions and
//! its size class. **NR**, **NC**: non renseigné, non communiqué.

pub mod model;
pub mod normalise;
pub mod read;
pub mod rules;
