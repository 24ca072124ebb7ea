//! A look into a file without the person's own program.

/// What can be shown of a file. A ticket stands for bytes to come.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Glimpse {
    /// A picture.
    Image(String),
    /// A picture that the site has made of it.
    Picture(String),
    /// Something to hear.
    Audio(String),
    /// Something to see and hear.
    Video(String),
    /// The beginning of a text.
    Text {
        /// As it is: never to be drawn as anything but text.
        text: String,
        /// There is more than this.
        cut: bool,
    },
    /// Too large to be shown.
    TooLarge,
    /// Nothing that is safely shown.
    Nothing,
}

/// A look into a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Preview {
    /// What can be shown.
    pub glimpse: Glimpse,
    /// The media type by its bytes, whatever its name says.
    pub media: Option<&'static str>,
    /// Bytes of the whole file.
    pub size: Option<u64>,
}
