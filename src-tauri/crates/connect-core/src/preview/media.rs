//! What a file is, by its bytes. Pure. A name is only believed where bytes can't tell, and nothing is ever
//! called a web page.

/// How something is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Shown {
    Image,
    Audio,
    Video,
    /// A PDF: drawn by the page, which runs nothing that is in it.
    Paper,
    /// In the person's own program; here at most a picture of it.
    Document,
    Text,
}

/// What a file is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Media {
    pub(crate) shown: Shown,
    /// From this list and no other.
    pub(crate) name: &'static str,
}

const fn media(shown: Shown, name: &'static str) -> Media {
    Media { shown, name }
}

/// What begins like this, and is called so; `None` for what is not shown here.
pub(crate) fn media_of(head: &[u8], name: &str) -> Option<Media> {
    by_bytes(head).or_else(|| {
        let text = text_of(head, head.len() >= 64)?;
        Some(if is_drawing(&text) && ending(name) == "svg" {
            media(Shown::Image, "image/svg+xml")
        } else {
            media(Shown::Text, "text/plain")
        })
    })
}

fn by_bytes(head: &[u8]) -> Option<Media> {
    use Shown::{Audio, Document, Image, Paper, Video};
    let starts = |mark: &[u8]| head.starts_with(mark);
    let at = |from: usize, mark: &[u8]| head.get(from..from + mark.len()) == Some(mark);
    Some(match () {
        () if starts(b"\x89PNG\r\n\x1a\n") => media(Image, "image/png"),
        () if starts(b"\xff\xd8\xff") => media(Image, "image/jpeg"),
        () if starts(b"GIF87a") || starts(b"GIF89a") => media(Image, "image/gif"),
        () if starts(b"RIFF") && at(8, b"WEBP") => media(Image, "image/webp"),
        () if starts(b"BM") && at(6, &[0; 4]) => media(Image, "image/bmp"),
        () if starts(b"\0\0\x01\0") => media(Image, "image/x-icon"),
        () if at(4, b"ftypavif") || at(4, b"ftypavis") => media(Image, "image/avif"),
        () if starts(b"%PDF-") => media(Paper, "application/pdf"),
        () if starts(b"RIFF") && at(8, b"WAVE") => media(Audio, "audio/wav"),
        () if starts(b"ID3") || starts(b"\xff\xfb") || starts(b"\xff\xf3") => {
            media(Audio, "audio/mpeg")
        }
        () if starts(b"fLaC") => media(Audio, "audio/flac"),
        () if starts(b"OggS") && at(28, b"\x80theora") => media(Video, "video/ogg"),
        () if starts(b"OggS") => media(Audio, "audio/ogg"),
        () if at(4, b"ftypM4A") => media(Audio, "audio/mp4"),
        () if at(4, b"ftypqt") => media(Video, "video/quicktime"),
        () if at(4, b"ftypheic") || at(4, b"ftypmif1") => media(Document, "image/heic"),
        () if at(4, b"ftyp") => media(Video, "video/mp4"),
        () if starts(b"\x1aE\xdf\xa3") => media(Video, "video/webm"),
        () if starts(b"PK\x03\x04") => media(Document, "application/zip"),
        () if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => media(Document, "application/msword"),
        () => return None,
    })
}

/// A text, read as UTF-8, as UTF-16 with its mark, or else byte by byte as ISO 8859-1; `None` for what is none.
/// `cut` says that the last letter may be halved.
pub(crate) fn text_of(bytes: &[u8], cut: bool) -> Option<String> {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        String::from_utf16_lossy(&units.collect::<Vec<u16>>())
    };
    let text = if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        wide(rest, u16::from_le_bytes)
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        wide(rest, u16::from_be_bytes)
    } else {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) if cut && error.error_len().is_none() => {
                String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
            }
            Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        }
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1b}');
    (!text.chars().any(odd)).then_some(text)
}

fn is_drawing(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("<svg") || (text.starts_with("<?xml") && text.contains("<svg"))
}

fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    fn name_of(head: &[u8], name: &str) -> Option<&'static str> {
        media_of(head, name).map(|media| media.name)
    }

    #[test]
    fn bytes_decide_and_names_do_not() {
        for (head, name, expected) in [
            (
                b"\x89PNG\r\n\x1a\n....".as_slice(),
                "a.txt",
                Some("image/png"),
            ),
            (b"\xff\xd8\xff\xe0", "page.html", Some("image/jpeg")),
            (b"RIFF....WEBPVP8 ", "a", Some("image/webp")),
            (b"%PDF-1.7", "a.jpg", Some("application/pdf")),
            (b"\0\0\0\x18ftypmp42", "a.mov", Some("video/mp4")),
            (b"ID3\x04", "song", Some("audio/mpeg")),
            (b"MZ\x90\0\x03\0\0\0", "holiday.jpg", None),
            (b"\x7fELF\x02\x01\x01\0", "a.png", None),
            (b"", "empty.txt", Some("text/plain")),
        ] {
            assert_eq!(name_of(head, name), expected, "{name}");
        }
    }

    /// T9: a page is shown as the text it is made of.
    #[test]
    fn a_web_page_is_a_text_and_a_drawing_only_what_is_called_one() {
        for page in [
            "<!doctype html><script>x</script>",
            "<html>",
            "<svg onload=alert(1)>",
        ] {
            assert_eq!(name_of(page.as_bytes(), "a.html"), Some("text/plain"));
        }
        assert_eq!(name_of(b"<svg xmlns='x'/>", "a.SVG"), Some("image/svg+xml"));
        assert_eq!(name_of(b"<html><svg/></html>", "a.svg"), Some("text/plain"));
    }

    #[test]
    fn texts_of_every_kind_are_read_and_bytes_are_no_text() {
        assert_eq!(text_of("\u{feff}Öl".as_bytes(), false).unwrap(), "Öl");
        assert_eq!(text_of(b"\xff\xfeh\0i\0", false).unwrap(), "hi");
        assert_eq!(text_of(b"\xfe\xff\0h\0i", false).unwrap(), "hi");
        assert_eq!(text_of(b"caf\xe9", false).unwrap(), "café");
        assert_eq!(text_of(&"é".as_bytes()[..1], true).unwrap(), "");
        assert_eq!(text_of(b"a\0b", false), None);
    }
}
