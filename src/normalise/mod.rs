//! From printed text to typed values, or a reason why not.
