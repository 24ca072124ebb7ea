//! Content types by extension.

/// The extension with its dot, as the API gives it: `.pdf`, or nothing (documented).
pub(crate) fn extension(name: &str) -> &str {
    match name.rfind('.') {
        Some(dot) if dot > 0 => &name[dot..],
        _ => "",
    }
}

/// The content type of a file with this name.
pub(crate) fn of(name: &str) -> &'static str {
    match extension(name).to_ascii_lowercase().as_str() {
        ".bmp" => "image/bmp",
        ".csv" => "text/csv",
        ".doc" => "application/msword",
        ".docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".dwg" => "image/vnd.dwg",
        ".dxf" => "image/vnd.dxf",
        ".gif" => "image/gif",
        ".gz" => "application/gzip",
        ".htm" | ".html" => "text/html",
        ".jpeg" | ".jpg" => "image/jpeg",
        ".json" => "application/json",
        ".md" => "text/markdown",
        ".mov" => "video/quicktime",
        ".mp3" => "audio/mpeg",
        ".mp4" => "video/mp4",
        ".pdf" => "application/pdf",
        ".png" => "image/png",
        ".pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".svg" => "image/svg+xml",
        ".tif" | ".tiff" => "image/tiff",
        ".txt" | ".log" => "text/plain",
        ".wav" => "audio/x-wav",
        ".xls" => "application/vnd.ms-excel",
        ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xml" => "text/xml",
        ".zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
