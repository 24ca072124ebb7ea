//! Answers to a listing, with every documented field (API facts §5), about 460 bytes an entry.

use serde_json::{Value, json};

/// The folder they list.
pub(crate) const FOLDER: &str = "/Hundred thousand";

/// The pages of a folder of so many entries, as bytes.
pub(crate) fn answers(entries: usize, per_page: usize) -> Vec<Vec<u8>> {
    let pages = entries.div_ceil(per_page);
    (0..pages)
        .map(|page| {
            let first = page * per_page;
            let children: Vec<Value> = (first..entries.min(first + per_page)).map(entry).collect();
            let answer = json!({
                "path": FOLDER, "name": "Hundred thousand", "isdir": true, "isfile": false, "id": 7, "size": 0,
                "children": children, "page": page + 1, "pages": pages, "per_page": per_page, "total": entries,
            });
            serde_json::to_vec(&answer).unwrap()
        })
        .collect()
}

/// Names as people give them: of several lengths and endings, one in eight not ASCII alone.
fn entry(number: usize) -> Value {
    let (word, extension, mime) = [
        ("Site plan", ".pdf", "application/pdf"),
        ("Harbor house, north façade", ".jpg", "image/jpeg"),
        (
            "Letter to the town council",
            ".docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("Scan", ".tif", "image/tiff"),
        ("Budget", ".xlsx", "application/vnd.ms-excel"),
        ("Drawing", ".dwg", "image/vnd.dwg"),
        ("Notes", ".txt", "text/plain"),
        ("Model", ".zip", "application/zip"),
    ][number % 8];
    let name = format!("{word} {number:06}{extension}");
    let path = format!("{FOLDER}/{name}");
    let (day, hour, minute) = (number % 28 + 1, number % 24, number % 60);
    json!({
        "acl": {"list": true, "read": true, "remove": !number.is_multiple_of(5), "write": true},
        "attributes": {}, "extension": extension, "id": 40_000 + number, "isdir": false, "isfile": true,
        "items": null, "mime": mime, "name": name,
        "owner": {"email": "maya@harbor.example", "first_name": "Maya", "last_name": "Okafor", "username": "maya"},
        "path": path, "size": number * 977 % 50_000_000, "tags": [],
        "time": format!("2021-06-{day:02}T{hour:02}:{minute:02}:07"),
        "url": format!("https://harbor.smartfile.com/api/2/path/info{}", path.replace(' ', "%20")),
    })
}
