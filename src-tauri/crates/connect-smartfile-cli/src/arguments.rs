//! The commands and what may be said to them: help, completions and the manual are made from this.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use connect_core::{Answer, ReceiptForm, Rung};

use crate::exit::Exit;

/// Your SmartFile on a command line.
///
/// The same accounts as in the window of Connect SmartFile, which may be open at the same time. Paths at the site
/// begin at its top folder, with a slash before them or without.
#[derive(Debug, Parser)]
#[command(name = "connect-smartfile-cli", version, after_long_help = Exit::list())]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) manner: Manner,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What may be said to every command.
#[derive(Args, Clone, Debug)]
pub(crate) struct Manner {
    /// Write one JSON object a line, and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Write only results and what went wrong
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Read the passphrase of the encrypted file from the first line of standard input
    #[arg(long, global = true)]
    pub(crate) passphrase_stdin: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Connect an account by your own browser
    Connect(Connect),
    /// Show the accounts, or choose the one to work with
    Accounts(Accounts),
    /// Disconnect the account, and erase everything that is kept of it
    Disconnect,
    /// List a folder
    Ls(List),
    /// Show all that is known of a file or folder
    Info(One),
    /// Fetch files
    Get(Get),
    /// Keep a verified copy of a folder on this computer: new, or brought up to date
    Keep(Keep),
    /// Send files into a folder
    Put(Put),
    /// Make a folder
    Mkdir(One),
    /// Move into a folder, or give another name in the same folder
    Mv(Carry),
    /// Copy into a folder
    Cp(Carry),
    /// Delete files and folders with everything in them
    Rm(Remove),
    /// Find files and folders by words of their names
    Search(Search),
    /// Make a share link
    Share(Share),
    /// Show the share links, all or those of one path
    Links(Links),
    /// End a share link
    Unshare(Unshare),
    /// Show the receipts of what has arrived, or save them as a file
    Receipts(Receipts),
    /// Look whether what has arrived is still as it was, here and at the site
    Verify(Verify),
    /// Show what nobody has finished, go on with what an ended program left, or give it up
    Transfers(Transfers),
    /// Check the way to SmartFile and this computer
    Doctor(Doctor),
    /// Write the completions for a shell to standard output
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Write the manual to standard output, or all its pages into a folder
    Man {
        /// The folder
        folder: Option<PathBuf>,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Connect {
    /// The company's own SmartFile address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) site: Option<String>,
    /// The client ID that is registered there; its secret is asked for, or taken from the environment variable
    /// `CONNECT_SMARTFILE_CLIENT_SECRET`
    #[arg(long, value_name = "ID", requires = "site")]
    pub(crate) client_id: Option<String>,
    /// How the browser comes back with this client
    #[arg(
        long,
        value_name = "WAY",
        requires = "site",
        default_value = "redirect"
    )]
    pub(crate) return_by: ReturnBy,
    /// A port of this computer that is registered for the way back; may be given several times
    #[arg(long, value_name = "PORT", requires = "site")]
    pub(crate) port: Vec<u16>,
    /// Connect another account beside those that there are
    #[arg(long)]
    pub(crate) add: bool,
    /// Say yes beforehand: whoever signs in is me
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ReturnBy {
    /// To the app's own address; the command line asks for a code then
    Redirect,
    /// To a port of this computer
    Loopback,
    /// By a code that the page shows
    Paste,
}

impl From<ReturnBy> for Rung {
    fn from(way: ReturnBy) -> Self {
        match way {
            ReturnBy::Redirect => Self::Redirect,
            ReturnBy::Loopback => Self::Loopback,
            ReturnBy::Paste => Self::Paste,
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct Accounts {
    #[command(subcommand)]
    pub(crate) choice: Option<Choice>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Choice {
    /// Work with this account from now on, in the window too
    Use {
        /// Its name to sign in with, `name@site` where that is not enough, or its id
        account: String,
    },
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// The folder
    #[arg(default_value = "/")]
    pub(crate) path: String,
    /// With size and time
    #[arg(long, short)]
    pub(crate) long: bool,
}

#[derive(Args, Debug)]
pub(crate) struct One {
    /// The path at the site
    pub(crate) path: String,
}

#[derive(Args, Debug)]
pub(crate) struct Get {
    /// The files and folders at the site. The last of several paths is the place on this computer
    #[arg(required = true, value_name = "REMOTE… [LOCAL]")]
    pub(crate) paths: Vec<String>,
    /// Fetch files and folders as one zip archive
    #[arg(long)]
    pub(crate) zip: bool,
    #[command(flatten)]
    pub(crate) taken: Taken,
    #[command(flatten)]
    pub(crate) pace: Pace,
}

#[derive(Args, Debug)]
pub(crate) struct Keep {
    /// The folder at the site; `/` for everything
    #[arg(value_name = "REMOTE FOLDER")]
    pub(crate) folder: String,
    /// The folder of the copy: one that is empty or not there yet, or the copy itself
    #[arg(value_name = "LOCAL FOLDER")]
    pub(crate) local: PathBuf,
    #[command(flatten)]
    pub(crate) pace: Pace,
}

#[derive(Args, Debug)]
pub(crate) struct Put {
    /// The files and folders on this computer
    #[arg(required = true, value_name = "LOCAL")]
    pub(crate) local: Vec<PathBuf>,
    /// The folder at the site
    #[arg(value_name = "REMOTE FOLDER")]
    pub(crate) folder: String,
    #[command(flatten)]
    pub(crate) taken: Taken,
    #[command(flatten)]
    pub(crate) pace: Pace,
}

#[derive(Args, Debug)]
pub(crate) struct Carry {
    /// The files and folders at the site
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// The folder they go to
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,
    #[command(flatten)]
    pub(crate) taken: Taken,
}

#[derive(Args, Debug)]
pub(crate) struct Remove {
    /// The files and folders at the site
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// Do not count and do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Search {
    /// The words
    #[arg(required = true)]
    pub(crate) words: Vec<String>,
    /// The folder to look in, and in everything below it
    #[arg(long = "in", value_name = "PATH", default_value = "/")]
    pub(crate) within: String,
    /// With size and time
    #[arg(long, short)]
    pub(crate) long: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Share {
    /// The file or folder
    pub(crate) path: String,
    /// When it ends: after a time (`7d`, `2 weeks`), at the end of a day (`2027-01-31`), or at a moment
    #[arg(long, value_name = "WHEN")]
    pub(crate) expires: Option<String>,
    /// How often it may be used
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,
    /// What it is called
    #[arg(long)]
    pub(crate) name: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Links {
    /// The file or folder; all links without it
    pub(crate) path: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Unshare {
    /// The link's id, as `links` shows it
    pub(crate) id: String,
}

#[derive(Args, Debug)]
pub(crate) struct Receipts {
    /// Words of the path, the local name, the user name or the site; all receipts without them
    pub(crate) words: Vec<String>,
    /// Only from then on: a time ago (`7d`, `2 weeks`), a day (`2027-01-31`), or a moment
    #[arg(long, value_name = "WHEN")]
    pub(crate) since: Option<String>,
    /// So many at most, the newest first
    #[arg(long, value_name = "COUNT", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: u64,
    /// Save all of them as a file instead
    #[arg(long, value_name = "FILE", conflicts_with = "limit")]
    pub(crate) export: Option<PathBuf>,
    /// In this form; without it the end of the file's name says (`.json`, `.csv`, any other is text)
    #[arg(long, requires = "export")]
    pub(crate) format: Option<Form>,
    #[command(flatten)]
    pub(crate) taken: Taken,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Form {
    /// For other programs
    Json,
    /// For a spreadsheet
    Csv,
    /// To be read and printed
    Text,
}

impl From<Form> for ReceiptForm {
    fn from(form: Form) -> Self {
        match form {
            Form::Json => Self::Json,
            Form::Csv => Self::Csv,
            Form::Text => Self::Text,
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// The id of a receipt; else a file or folder that is there on this computer; else one at the site
    #[arg(required = true, value_name = "RECEIPT or PATH")]
    pub(crate) items: Vec<String>,
    /// Every path is one of this computer
    #[arg(long, conflicts_with = "there")]
    pub(crate) here: bool,
    /// Every path is one of the site
    #[arg(long)]
    pub(crate) there: bool,
    /// Of a receipt: fetch the file and compare every byte where the site can't say more than its size
    #[arg(long)]
    pub(crate) read_back: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Transfers {
    #[command(subcommand)]
    pub(crate) what: Option<Leftover>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Leftover {
    /// Go on with everything that an ended program left, paused or in the middle
    Continue {
        #[command(flatten)]
        taken: Taken,
        #[command(flatten)]
        pace: Pace,
    },
    /// Give all of that up; no part of a file is left here
    Cancel,
}

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// At most so many bytes a second, all files together: `500k`, `2M`
    #[arg(long, value_name = "RATE", value_parser = crate::rate::parse)]
    pub(crate) limit_rate: Option<u64>,
}

#[derive(Args, Debug)]
pub(crate) struct Doctor {
    /// Write the report for an IT team instead: no names, no files
    #[arg(long)]
    pub(crate) report: bool,
}

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// What to do where a name is taken; without it you are asked
    #[arg(long, value_name = "ANSWER")]
    pub(crate) if_exists: Option<IfExists>,
    /// Where a folder's name is taken, go on in the folder that is there
    #[arg(long)]
    pub(crate) merge: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum IfExists {
    /// Put the new one in its place
    Replace,
    /// Give the new one another name
    KeepBoth,
    /// Leave it
    Skip,
}

impl Command {
    /// It is about what an ended program left.
    pub(crate) fn goes_on(&self) -> bool {
        matches!(self, Self::Transfers(Transfers { what: Some(_) }))
    }
}

impl From<IfExists> for Answer {
    fn from(answer: IfExists) -> Self {
        match answer {
            IfExists::Replace => Self::Replace,
            IfExists::KeepBoth => Self::KeepBoth,
            IfExists::Skip => Self::Skip,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_description_of_the_commands_holds_together() {
        Arguments::command().debug_assert();
    }
}
