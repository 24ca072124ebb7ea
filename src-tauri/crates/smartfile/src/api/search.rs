//! Search, whose answers nobody wrote down: read with good will, and never for more than they are.

use super::call::{Call, Form};
use super::list::{List, PER_PAGE};
use super::record::Record;
use super::{Entry, SmartFile};
use crate::error::Error;
use crate::path::RemotePath;

impl SmartFile {
    /// One page of the files and folders that fit some words: `GET
    /// /api/2/search/path/<within>/?keywords=…` (*seen*, API facts §8). The shape of the answer is
    /// *inferred*; what cannot be read counts as [skipped](List::skipped). How soon something new is found,
    /// and whether words inside files are, is not known. Safe to repeat.
    pub async fn search(
        &self,
        words: &str,
        within: &RemotePath,
        page: u32,
    ) -> Result<List<Entry>, Error> {
        let call = Call::reads("search").at(within);
        let query = Form::new().with("keywords", words);
        let url = self.url("search/path", within);
        self.list_of(call, url, query, (page, PER_PAGE), |object| {
            Entry::read(object, None, None)
        })
        .await
    }

    /// One page of the users that fit some words: `GET /api/2/search/user/?keywords=…` (*seen*, API facts
    /// §8). Safe to repeat.
    pub async fn search_users(&self, words: &str, page: u32) -> Result<List<Record>, Error> {
        self.search_people("search/user", words, page).await
    }

    /// One page of the groups that fit some words: `GET /api/2/search/group/?keywords=…` (*seen*, API
    /// facts §8). Safe to repeat.
    pub async fn search_groups(&self, words: &str, page: u32) -> Result<List<Record>, Error> {
        self.search_people("search/group", words, page).await
    }

    async fn search_people(
        &self,
        endpoint: &str,
        words: &str,
        page: u32,
    ) -> Result<List<Record>, Error> {
        let call = Call::reads("search");
        let query = Form::new().with("keywords", words);
        let url = self.plain_url(endpoint);
        self.records_of(call, url, query, page, PER_PAGE).await
    }
}
