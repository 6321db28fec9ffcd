//! From the text of a field to a typed value, by the normaliser that its rule names.

use std::ops::Range;

use crate::model::gap::GapCode;
use crate::normalise::date::Date;
use crate::normalise::lexicon::Lexicon;
use crate::normalise::person::PersonName;
use crate::normalise::quantity::Quantity;
use crate::normalise::reject::Reject;
use crate::normalise::{date, department, email, names, percent, person, phone, quantity};
use crate::normalise::{size_class, text, time, website};

/// A typed value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number of people with its qualifier.
    Quantity(Quantity),
    /// An ACI size class.
    SizeClass(u8),
    /// Names with their characters in the text.
    Persons(Vec<(Range<usize>, PersonName)>),
    /// A date, as precise as it is printed.
    Date(Date),
    /// A share, 0 to 1.
    Share(f64),
    /// INSEE department codes.
    Departments(Vec<String>),
    /// Names of places with their characters in the text.
    Names(Vec<(Range<usize>, String)>),
    /// Any other text: an address, a telephone number, a time, a title.
    Text(String),
}

/// Reads a text with a normaliser; without one it is taken as it is printed.
pub fn read(normaliser: Option<&str>, printed: &str, lexicon: &Lexicon) -> Result<Value, Reject> {
    match normaliser {
        Some("population") => quantity::population(printed, lexicon).map(Value::Quantity),
        Some("count") => quantity::count(printed, lexicon).map(Value::Quantity),
        Some("size_class") => size_class::size_class(printed).map(Value::SizeClass),
        Some("persons") => {
            let found = person::persons(printed, lexicon);
            if found.is_empty() {
                return Err(Reject::NoName(printed.to_owned()));
            }
            Ok(Value::Persons(found))
        }
        Some("names") => names::names(printed, lexicon).map(Value::Names),
        Some("email") => email::email(printed).map(Value::Text),
        Some("website") => website::website(printed).map(Value::Text),
        Some("phone") => phone::phone(printed).map(Value::Text),
        Some("date") => date::date(printed, lexicon).map(Value::Date),
        Some("time") => time::time(printed, lexicon).map(Value::Text),
        Some("percent") => percent::percent(printed).map(Value::Share),
        Some("departments") => department::departments(printed, lexicon).map(Value::Departments),
        _ => {
            let cleaned = text::clean(printed);
            if cleaned.is_empty() { Err(Reject::Empty) } else { Ok(Value::Text(cleaned)) }
        }
    }
}

/// The gap that a rejected value leaves.
pub fn gap_of(reject: &Reject) -> GapCode {
    match reject {
        Reject::Empty => GapCode::MissingField,
        Reject::NoDigits(_)
        | Reject::BrokenGrouping(_)
        | Reject::NotWhole(_)
        | Reject::SeveralNumbers(_)
        | Reject::OutOfRange(_)
        | Reject::NotASizeClass(_)
        | Reject::NoName(_)
        | Reject::NotAnAddress(_)
        | Reject::NotAUrl(_)
        | Reject::NotAPhone(_)
        | Reject::NotADate(_)
        | Reject::NotATime(_)
        | Reject::NotADepartment(_)
        | Reject::NotAPercentage(_) => GapCode::Implausible,
    }
}
