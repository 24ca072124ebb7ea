//! `GET /api/2/right/`: what a role can allow.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::reply;

/// The names are those of the mask inside later session cookies (seen); the words are ours.
pub(crate) const RIGHTS: [(&str, &str); 23] = [
    ("account_manage", "Manage users and groups"),
    ("account_manage_any", "Manage all users of the site"),
    ("account_manage_password", "Set the passwords of others"),
    ("access_loophole", "Pass over folder permissions"),
    ("rights_loophole", "Pass over roles"),
    ("self_manage", "Change one's own settings"),
    ("site_manage", "Manage the site"),
    ("links_manage", "Make links"),
    ("activity_manage", "See the activity of the site"),
    ("help_manage", "Write help pages"),
    ("automation_manage", "Manage automation"),
    ("notify_manage", "Manage notifications"),
    ("reseller_manage", "Manage resold sites"),
    ("connector_manage", "Manage connectors"),
    ("ftp_access", "Use FTP"),
    ("sftp_access", "Use SFTP"),
    ("dev_access", "Use the API"),
    ("app_access", "Use the web application"),
    ("filehub_access", "Use the appliance"),
    ("log_access", "Read the logs"),
    ("file_upload_limit", "Be held to a largest upload"),
    ("file_upload_exts", "Be held to kinds of uploads"),
    ("default_link_access", "Give links everything by default"),
];

/// An array of `name` and `description` (seen).
pub(crate) fn list() -> Response<Body> {
    let rights: Vec<Value> = RIGHTS
        .iter()
        .map(|(name, description)| json!({"description": description, "name": name}))
        .collect();
    reply::json(StatusCode::OK, &rights)
}
