//! What the password store holds of the app.

use tokio::process::Command;

use crate::Outcome;

/// The app's name in the password store: its bundle identifier.
const SERVICE: &str = "com.smartfile.connect";

/// The user names of the app's entries, as `secret-tool` lists them; never their secrets.
pub(crate) async fn entries() -> Outcome<Vec<String>> {
    let answer = Command::new("secret-tool")
        .args(["search", "--all", "--unlock", "service", SERVICE])
        .output()
        .await?;
    // The attributes come on standard error, the secrets on standard output.
    let text = [answer.stdout, answer.stderr].concat();
    Ok(String::from_utf8_lossy(&text)
        .lines()
        .filter_map(|line| line.strip_prefix("attribute.username = "))
        .map(str::to_owned)
        .collect())
}
