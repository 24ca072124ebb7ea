//! What packages and shells want: completions and the manual, made from the description of the commands.

use std::io::{self, Write as _};
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::output::Output;
use crate::trouble::Trouble;
use crate::words::With;

/// To standard output.
pub(crate) fn completions(shell: Shell) -> Exit {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    written(&script)
}

/// To standard output, or all its pages into a folder.
pub(crate) fn manual(folder: Option<&Path>, out: &Output) -> Exit {
    let Some(folder) = folder else {
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(Arguments::command()).render(&mut page);
        return rendered.map_or(Exit::Failed, |()| written(&page));
    };
    if clap_mangen::generate_to(Arguments::command(), folder).is_ok() {
        return Exit::Done;
    }
    let with = With::text("name", &folder.display().to_string());
    let trouble = Trouble::own(Exit::Failed, "unwritable", &with);
    out.trouble(&trouble, None);
    trouble.exit
}

fn written(text: &[u8]) -> Exit {
    match io::stdout().lock().write_all(text) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::Failed,
    }
}
