//! Objects of PowerShell in each of the forms in which planners get them, and which cmdlet wrote each.

mod called;
mod clixml;
pub mod enumerations;
mod json;
mod kind;
mod list;
mod object;
mod recognise;
mod table;

use super::input::Input;
use crate::base::Error;
pub use kind::Kind;
pub use object::{Object, is_read, short};

/// The form of a file of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By `Export-Clixml`.
    Clixml,
    /// By `ConvertTo-Json`.
    Json,
    /// By `Export-Csv`.
    Csv,
    /// As `Format-List` prints them.
    List,
}

/// Reads the objects of a file, and finds out which cmdlet wrote each: by what the file says of it, by its properties,
/// and by the name of the file.
///
/// # Errors
/// The file cannot be read, or is broken.
pub(super) fn read(input: &Input, form: Form) -> Result<Vec<Object>, Error> {
    let text = input.text()?;
    let read = match form {
        Form::Clixml => clixml::read,
        Form::Json => json::read,
        Form::Csv => table::read,
        Form::List => list::read,
    };
    let mut found = read(&text, input.name()).map_err(|why| Error::file(input.name(), why))?;
    let by_name = Kind::named(input.name());
    for object in &mut found {
        let by_itself = object.kind.or_else(|| recognise::by_properties(object));
        object.kind = by_itself.or(by_name);
    }
    Ok(found)
}
