//! Refresh tokens at a server that rotates them.

use std::sync::Arc;

use async_trait::async_trait;
use smartfile::{
    AuthorizationErrorCode, Bearer, ErrorKind, RemotePath, SmartFile, SystemClock, TokenKeeper,
    TokenSet,
};

use crate::registration::{BY_LINK, Registration, refusal};

/// Keeps nothing: the tests that need keeping are the app's.
struct Nowhere;

#[async_trait]
impl TokenKeeper for Nowhere {
    async fn keep(
        &self,
        _tokens: &TokenSet,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Ok(())
    }
}

/// Tokens in use.
pub(crate) fn bearer(registration: &Registration, tokens: TokenSet) -> Arc<Bearer> {
    Bearer::new(
        registration.http.clone(),
        registration.server.clone(),
        registration.client.clone(),
        tokens,
        std::time::Duration::ZERO,
        Arc::new(Nowhere),
        Arc::new(SystemClock),
    )
}

/// C23: the new refresh token replaces the old one, which is worth nothing from then on.
#[tokio::test]
async fn a_refresh_brings_a_new_pair_and_the_old_one_is_dead() {
    for registration in [
        Registration::usual(BY_LINK).await,
        Registration::strict(BY_LINK).await,
    ] {
        let old = registration.tokens().await;
        let new = registration.refresh(&old).await.unwrap();
        assert_ne!(new.access_token, old.access_token);
        assert_ne!(new.refresh_token, old.refresh_token);
        assert_eq!(new.scope, old.scope, "C24: no more and no less");
        assert!(registration.lets_in(&new.access_token).await);
        assert!(!registration.lets_in(&old.access_token).await);
        registration.refresh(&new).await.unwrap();
    }
}

/// C17, C23: with the usual settings the second use is refused and the newer pair lives on.
#[tokio::test]
async fn an_old_refresh_token_is_refused_by_name() {
    let registration = Registration::usual(BY_LINK).await;
    let old = registration.tokens().await;
    let new = registration.refresh(&old).await.unwrap();
    let answer = registration.refresh(&old).await;
    assert_eq!(refusal(answer), AuthorizationErrorCode::InvalidGrant);
    assert!(registration.lets_in(&new.access_token).await);
}

/// B21: why there is one refresh at a time. A strict server takes the second use for theft and ends all.
#[tokio::test]
async fn where_second_use_is_theft_the_whole_sign_in_ends() {
    let registration = Registration::strict(BY_LINK).await;
    let old = registration.tokens().await;
    let new = registration.refresh(&old).await.unwrap();
    for tokens in [&old, &new] {
        let answer = registration.refresh(tokens).await;
        assert_eq!(refusal(answer), AuthorizationErrorCode::InvalidGrant);
    }
    assert!(!registration.lets_in(&new.access_token).await);
}

/// C21: one refresh and one repetition, and nobody notices that the token had died.
#[tokio::test]
async fn a_dead_access_token_is_renewed_once_for_all_who_ask() {
    let registration = Registration::strict(BY_LINK).await;
    let bearer = bearer(&registration, registration.tokens().await);
    let files = SmartFile::new(
        registration.http.clone(),
        registration.server.clone(),
        Arc::clone(&bearer),
    );
    for life in 1..=3 {
        registration.age().await;
        let questions: Vec<_> = (0..12)
            .map(|_| {
                let files = files.clone();
                tokio::spawn(async move { files.info(&RemotePath::root()).await })
            })
            .collect();
        for question in questions {
            question.await.unwrap().unwrap();
        }
        assert_eq!(registration.grants().await, (1, life));
    }
}

/// B23: the bearer asks once, and never again.
#[tokio::test]
async fn after_a_refused_refresh_the_server_is_left_alone() {
    let registration = Registration::usual(BY_LINK).await;
    let tokens = registration.tokens().await;
    registration.refresh(&tokens).await.unwrap();
    let bearer = bearer(&registration, tokens.clone());
    for _ in 0..5 {
        let error = bearer.replace(&tokens.access_token).await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::ReauthorizationRequired);
    }
    assert!(bearer.is_ended());
    assert_eq!(registration.grants().await, (1, 2));
}
