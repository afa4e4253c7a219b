//! Everything that knows git: reading objects through libgit2, and running the user's own `git`.
//!
//! Objects are read in process, without opening the repository: libgit2 is given the object
//! directories that git named and nothing else. So it never judges ownership, configuration, index
//! or references, which it understands less of than git does; these are asked of git.

mod attributes;
mod authors;
mod branches;
mod bundle;
mod commit;
mod commit_many;
mod commits;
mod discover;
mod find;
mod message;
mod newest;
mod objects;
mod raw;
mod repo;
mod run;
mod signing;
mod tree_diff;
mod walk;

pub use git2::{Oid, Repository as Objects};

pub use attributes::{Applied, applied as applied_attributes};
pub use bundle::Apart;
pub use commit::{Commit, Made, Unsure, commit, forget, is_tracked};
pub use commits::History;
pub use discover::init;
pub use find::{Finder, MAX_FOUND};
pub use message::{compose, trailers};
pub use newest::Newest;
pub use objects::{
    Closed, File, MAX_DEPTH, ObjectKind, TooLarge, Tree, as_of, as_of_each, blob_id, blob_size, committed_at, file_at,
    read_blob, read_blobs, resolve, tree_of,
};
pub use raw::Malformed;
pub use repo::{Head, Ident, Repo, author_in};
pub use run::{git_bytes as path_bytes, path as path_of};
pub use signing::SigningKey;
pub use tree_diff::Side;
pub use walk::{CommitChange, MAX_PARENTS, Merges, PathChange, Scope, changes, changes_among, commit_at};

#[cfg(test)]
mod tests;
