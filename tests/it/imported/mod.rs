//! `import`: exports become scenarios that load, and that `check` judges as it would judge the deployment.

pub mod beside;
mod deployments;
mod exports;
mod groups;
mod parts;
mod privacy;
mod samples;
mod topologies;
