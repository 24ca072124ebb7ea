//! T9: looks into files, in the real window: what each web view can draw and play is its own.
//!
//! A PDF, a sound and a film are read under the page's own policy, from the app's own addresses.

use fantoccini::key::Key;
use serde_json::json;

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;

const FOLDER: &str = "Projects/Quayside Pavilion";
const PICTURE: &str = "View at night.jpg";
const PAPER: &str = "Competition entry.pdf";
const SOUND: &str = "Waves at the quay.wav";
const TEXT: &str = "Read this.txt";
const TORN: &str = "Torn.pdf";
const DEAF: &str = "Broken.wav";

/// How many dark spots there are on the first leaf.
const INK: &str = "const canvas = document.querySelector('[data-testid=look-leaf][data-drawn=true] canvas');\
    if (!canvas) return false;\
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);\
    let dark = 0;\
    for (let at = 0; at < data.length; at += 4) if (data[at] < 160) dark += 1;\
    return dark > 500 && dark";

/// The letters that a screen reader finds on the first leaf.
const LETTERS: &str =
    "return document.querySelector('[data-testid=look-leaf] .letters')?.textContent || false";

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    let put = |name: &str, bytes: &[u8]| std::fs::write(desk.on_server(FOLDER).join(name), bytes);
    put(TEXT, b"Line one\n<b>Line two</b>\n")?;
    put(TORN, &[b"%PDF-1.7\n".as_slice(), &[0; 4000]].concat())?;
    put(DEAF, b"RIFF\x10\0\0\0WAVE, and then nothing of a sound")?;
    desk.open_app(false).await?;
    sign_in::connect(desk).await?;
    sign_in::show_files(desk).await?;
    for part in FOLDER.split('/') {
        desk.window()?.double_click(part).await?;
    }
    desk.window()?.row(PAPER).await?;

    open(desk, PICTURE).await?;
    desk.window()?.picture_is_drawn("look-image").await?;
    close(desk).await?;
    open(desk, TEXT).await?;
    desk.window()?
        .text_with("look-text", "<b>Line two</b>")
        .await?;
    close(desk).await?;

    paper(desk).await?;
    let words = sound(desk).await?;

    for (name, words) in [
        (TORN, "This PDF could not be read"),
        (DEAF, "This computer can’t play this here"),
    ] {
        open(desk, name).await?;
        desk.window()?.text_with("look-none", words).await?;
        desk.step(&format!("{name}: {words}")).await?;
        close(desk).await?;
    }
    Ok(vec![
        "A picture, a text, a PDF and a sound looked into".to_owned(),
        words,
    ])
}

async fn open(desk: &Desk, name: &str) -> Outcome {
    let window = desk.window()?;
    window.choose(name).await?;
    window.press(Key::Space).await?;
    let script = format!(
        "return document.querySelector('[data-testid=look]')?.dataset.name === {}",
        json!(name)
    );
    window
        .answers(&format!("a look into {name}"), &script)
        .await?;
    Ok(())
}

async fn close(desk: &Desk) -> Outcome {
    let window = desk.window()?;
    window.press(Key::Escape).await?;
    let gone = "return !document.querySelector('[data-testid=look]')";
    window.answers("the look to be closed", gone).await?;
    Ok(())
}

async fn paper(desk: &mut Desk) -> Outcome {
    open(desk, PAPER).await?;
    let window = desk.window()?;
    window.answers("the leaf to be drawn", INK).await?;
    let letters = window.answers("its letters", LETTERS).await?;
    let letters = letters.as_str().unwrap_or_default().to_owned();
    check::contains("the first leaf", &letters, "Competition entry")?;
    let first = window.text("look-leaves").await?;
    check::contains("where one is", &first, "Page 1 of ")?;
    desk.step("A PDF, drawn, with its letters").await?;

    let window = desk.window()?;
    window.press(Key::End).await?;
    let last = first.replace("Page 1 of ", "");
    window
        .text_with("look-leaves", &format!("Page {last} of {last}"))
        .await?;
    window.click("look-larger").await?;
    window.answers("the leaf to be drawn larger", INK).await?;
    desk.step("Its last page, enlarged").await?;
    close(desk).await
}

/// Says by which way it came.
async fn sound(desk: &mut Desk) -> Outcome<String> {
    open(desk, SOUND).await?;
    let window = desk.window()?;
    let ready = "const sound = document.querySelector('[data-testid=look-audio]');\
        return sound?.readyState >= 2 && Number.isFinite(sound.duration) && sound.duration > 0\
          && [sound.duration, sound.currentSrc.split(':')[0]]";
    let known = window.answers("the sound to be ready", ready).await?;
    check::that(
        known[0]
            .as_f64()
            .is_some_and(|long| (long - 2.0).abs() < 0.1),
        || format!("two seconds of sound: {known}"),
    )?;
    desk.step("A sound, ready to be played").await?;
    close(desk).await?;
    Ok(format!("The sound came by {}", known[1]))
}
