//! Simulates the replications of one shard.

use super::plan::Piece;
use crate::base::Error;
use crate::experiment::control::{Control, ProgressCounter};
use crate::experiment::designs::concurrent;
use crate::experiment::size::without;
use crate::experiment::study::Study;
use crate::experiment::supply::{Contribution, DesignSource, pack};
use crate::experiment::threads;
use crate::experiment::workspaces::Workspaces;

/// Reads the study of a design.
pub type DesignReader<'a> = dyn Fn(&DesignSource) -> Result<Study, Error> + Sync + 'a;

/// Simulates pieces of a plan's `designs`, on this number of threads (0 means one per core). The result is the same for any
/// number. `None` if `control` stops it.
///
/// # Errors
/// A design that cannot be read or is not that of the plan, or a fault of the run.
pub fn share(
    (designs, pieces): (&[DesignSource], &[Piece]),
    read: &DesignReader<'_>,
    threads: usize,
    control: &dyn Control,
) -> Result<Option<Vec<Contribution>>, Error> {
    let total = pieces.iter().map(Piece::len).sum();
    let progress = ProgressCounter::new(control, 0, total);
    let mut all = Vec::new();
    let mean = total / (pieces.len() as u32).max(1);
    for group in concurrent::groups(pieces.len(), mean, threads) {
        let pieces = &pieces[group];
        let studies = threads::in_order(threads, pieces, |piece| design(designs, piece, read))?;
        let workspaces: Vec<_> = studies.iter().map(Workspaces::new).collect();
        let items = pieces.iter().zip(&workspaces);
        let items = items.flat_map(|(piece, w)| piece.range().map(move |i| (piece.design, w, i)));
        let found = threads::in_order(threads, items, |(design, workspaces, replication)| {
            let seed = designs[design as usize].seed;
            let bytes = workspaces.lend(|workspace| {
                let found = workspace.replication(seed, replication, control)?;
                let content = workspace.recorder.content();
                let packed = found.map(|found| {
                    let fault = || Error::fault("the result of a replication cannot be packed");
                    pack(&found, content).ok_or_else(fault)
                });
                packed.transpose()
            })?;
            Ok(bytes.map(|bytes| {
                progress.increment();
                Contribution { design, replication, bytes }
            }))
        })?;
        let Some(found) = found.into_iter().collect::<Option<Vec<_>>>() else { return Ok(None) };
        all.extend(found);
    }
    Ok(Some(all))
}

/// The study of a piece.
fn design(
    designs: &[DesignSource],
    piece: &Piece,
    read: &DesignReader<'_>,
) -> Result<Study, Error> {
    let source = designs.get(piece.design as usize);
    let source = source.ok_or_else(|| Error::fault("the plan is damaged: a design is missing"))?;
    let study = read(source)?;
    let study = match source.lost.as_str() {
        "" => study,
        lost => without(&study, lost)?,
    };
    if study.sha256() == source.sha256 {
        return Ok(study);
    }
    let what = "this is not the design that was planned: make the plan again with this program";
    Err(Error::file(&source.model, what))
}
