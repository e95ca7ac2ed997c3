//! Call records: what the importer reads in them.

mod calibration;
mod command;
mod formats;
mod generator;
mod round_trip;
mod samples;
