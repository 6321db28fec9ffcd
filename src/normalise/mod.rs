//! From printed text to typed values, or a [`Reject`](reject::Reject) that says why not.
//!
//! One kind of value is one file with plain functions. None of them guesses: a text that could be
//! two values is none. None knows a word of French or English: the words come in a
//! [`Lexicon`](lexicon::Lexicon). Places within a text are counted in characters (Unicode scalar
//! values), as in the model's spans.

pub mod email;
pub mod lexicon;
pub mod number;
pub mod person;
pub mod quantity;
pub mod reject;
pub mod shadow;
pub mod size_class;
pub mod text;
pub mod website;
