//! The commands, a file each.

mod accounts;
mod browse;
mod carry;
mod connect;
mod doctor;
mod get;
mod keep;
mod links;
pub(crate) mod papers;
mod put;
mod receipts;
mod remove;
mod transfers;
mod verify;

use crate::arguments::Command;
use crate::exit::Exit;
use crate::seat::Seat;
use crate::trouble::Trouble;

/// Carries one out.
pub(crate) async fn run(seat: &mut Seat, command: Command) -> Result<Exit, Trouble> {
    match command {
        Command::Connect(asked) => connect::connect(seat, asked).await,
        Command::Disconnect => connect::disconnect(seat).await,
        Command::Accounts(asked) => accounts::accounts(seat, asked).await,
        Command::Ls(asked) => browse::list(seat, &asked).await,
        Command::Info(asked) => browse::info(seat, &asked.path).await,
        Command::Search(asked) => browse::search(seat, &asked).await,
        Command::Get(asked) => get::get(seat, asked).await,
        Command::Keep(asked) => keep::keep(seat, asked).await,
        Command::Put(asked) => put::put(seat, asked).await,
        Command::Receipts(asked) => receipts::receipts(seat, asked).await,
        Command::Verify(asked) => verify::verify(seat, asked).await,
        Command::Transfers(asked) => transfers::transfers(seat, asked).await,
        Command::Mkdir(asked) => carry::make_folder(seat, &asked.path).await,
        Command::Mv(asked) => carry::move_into(seat, asked).await,
        Command::Cp(asked) => carry::copy_into(seat, asked).await,
        Command::Rm(asked) => remove::remove(seat, asked).await,
        Command::Share(asked) => links::share(seat, asked).await,
        Command::Links(asked) => links::list(seat, asked.path.as_deref()).await,
        Command::Unshare(asked) => links::end(seat, &asked.id).await,
        Command::Doctor(asked) => doctor::doctor(seat, &asked).await,
        // These need no app.
        Command::Completions { shell } => Ok(papers::completions(shell)),
        Command::Man { folder } => Ok(papers::manual(folder.as_deref(), &seat.out)),
    }
}
