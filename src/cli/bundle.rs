//! A bundle for an auditor: gathered, rendered, written into a folder or a zip.

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::context::{Globals, ReadFlags};
use super::site_files::SiteGround;
use super::site_folder;
use crate::git;
use crate::history::register_folder::place_at;
use crate::lifecycle::refusal::Refusal;
use crate::model::shell;
use crate::record::workspace::repository;
use crate::register::save;
use crate::render::bundle::{Files, Readable, files};
use crate::render::export::{jsonl, xlsx};
use crate::render::html::SiteFile;
use crate::render::manifest::BUNDLE;
use crate::render::terminal::{clean_line, out, tell};
use crate::report::bundle::bundle;
use crate::report::export::tables;
use crate::report::period::Period;

/// Writes the bundle of a commit: that which is asked for, else HEAD.
///
/// # Errors
/// The target holds anything else, history is not whole, or a file cannot be listed or written.
pub fn write(
    globals: &Globals,
    read: &ReadFlags,
    period: Period,
    target: &Path,
    force: bool,
) -> anyhow::Result<ExitCode> {
    let zipped = target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
    if zipped {
        may_be_replaced(target, force)?;
    }
    let of_head = read.at.is_none() && read.as_of.is_none();
    let head = ReadFlags { at: Some("HEAD".to_owned()), as_of: None };
    let read = if of_head { &head } else { read };
    let view = globals.view(read)?;
    let repo = repository(&view.root)?;
    let place = repo.relative(&view.root)?;
    let commit = git::resolve(&repo, view.commit.as_deref().unwrap_or("HEAD"))?;
    let folder = place_at(&repo, commit, &place)?.unwrap_or_else(|| place.clone());
    let days = super::report::days(period, view.today)?;
    let (found, left_out) = bundle(&view.register, &repo, commit, &folder, view.origin())?;
    let (all, problems) = tables(&view.register, days, view.origin())?;
    let (xlsx, jsonl) = (xlsx(&all)?, jsonl(&all.tables.iter().collect::<Vec<_>>())?);
    drop(all);
    let ground = SiteGround::of(globals, &view, read, period, false)?;
    let made = |file: SiteFile<'_>| {
        let text = file.text();
        (file.path, text)
    };
    let site = ground.files().into_par_iter().map(made).collect();
    let readable = Readable { site, xlsx, jsonl };
    let signed = found.signed.len();
    let (files, sum) = files(found, &view.register.authority, readable);
    if zipped {
        save::write(target, &zip(target, &files)?)?;
    } else {
        site_folder::write(BUNDLE, target, &files, &[], force)?;
    }
    out(&format!("commit {commit}\nsum of SHA256SUMS {sum}\n"))?;
    let count = files.len() + 1;
    tell(&format!("{count} files, {signed} signed acts, as of {}; note the two values above elsewhere", view.today));
    if of_head && repo.is_changed(&place)? {
        tell("what is not committed is not in it (git status)");
    }
    if !folder.as_os_str().is_empty() {
        tell("history.bundle has the whole history of the repository, also of what lies beside the register");
    }
    for problem in &left_out {
        tell(&clean_line(&format!("left out: {problem}")));
    }
    Ok(view.tell_problems(&problems))
}

/// A file that an earlier export wrote, or none; any other is replaced where that is wanted.
fn may_be_replaced(target: &Path, force: bool) -> anyhow::Result<()> {
    let shown = shell::path(target);
    if target.is_symlink() {
        return Err(Refusal::new(format!("{shown} is a link")).next("name the file itself").into());
    }
    if target.exists() && !target.is_file() {
        return Err(Refusal::new(format!("{shown} is a folder")).next("name a file, or a folder without .zip").into());
    }
    let ours = |file: std::fs::File| {
        let Ok(mut archive) = ZipArchive::new(file) else { return false };
        let Ok(mut first) = archive.by_index(0) else { return false };
        let mut text = String::new();
        first.name().is_ok_and(|name| name.ends_with(BUNDLE.file))
            && first.by_ref().take(1 << 24).read_to_string(&mut text).is_ok()
            && !BUNDLE.names(&text).is_empty()
    };
    if force || !target.exists() || ours(std::fs::File::open(target).with_context(|| format!("cannot read {shown}"))?) {
        return Ok(());
    }
    Err(Refusal::new(format!("{shown} is there, and no export wrote it"))
        .next("name another file")
        .next("or replace it: --force")
        .into())
}

/// The files in one folder of a zip, without times, so that its bytes are the same again.
fn zip(target: &Path, files: &Files) -> anyhow::Result<Vec<u8>> {
    let name = target.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "bundle".to_owned());
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let manifest = (BUNDLE.file.to_owned(), BUNDLE.text(&names).into_bytes());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in std::iter::once(&manifest).chain(files) {
        writer.start_file(format!("{name}/{path}"), options).context("cannot make the zip")?;
        writer.write_all(bytes).context("cannot make the zip")?;
    }
    Ok(writer.finish().context("cannot make the zip")?.into_inner())
}
