//! Ending tokens at the server.

use smartfile::{AuthorizationErrorCode, RefreshToken, revoke};

use crate::registration::{BY_LINK, Registration, refusal};

/// C25: the refresh token and what was issued from it.
#[tokio::test]
async fn a_revoked_sign_in_is_dead_at_the_server() {
    for registration in [
        Registration::usual(BY_LINK).await,
        Registration::strict(BY_LINK).await,
    ] {
        let tokens = registration.tokens().await;
        let other = registration.tokens().await;
        let token = tokens.refresh_token.as_ref().unwrap();
        assert!(registration.lets_in(&tokens.access_token).await);
        revoke(
            &registration.http,
            &registration.server,
            &registration.client,
            token,
        )
        .await
        .unwrap();
        assert!(!registration.lets_in(&tokens.access_token).await);
        let answer = registration.refresh(&tokens).await;
        assert_eq!(refusal(answer), AuthorizationErrorCode::InvalidGrant);
        assert!(
            registration.lets_in(&other.access_token).await,
            "another sign-in of the same person is not touched"
        );
    }
}

/// C25: what the server does not know is as good as revoked.
#[tokio::test]
async fn revoking_what_nobody_knows_is_a_success() {
    let registration = Registration::usual(BY_LINK).await;
    let unknown = RefreshToken::new("never-issued-by-anybody".into());
    revoke(
        &registration.http,
        &registration.server,
        &registration.client,
        &unknown,
    )
    .await
    .unwrap();
    let tokens = registration.tokens().await;
    let token = tokens.refresh_token.as_ref().unwrap();
    for _ in 0..2 {
        revoke(
            &registration.http,
            &registration.server,
            &registration.client,
            token,
        )
        .await
        .unwrap();
    }
}

#[tokio::test]
async fn a_stranger_cannot_revoke() {
    let registration = Registration::usual(BY_LINK).await;
    let tokens = registration.tokens().await;
    let token = tokens.refresh_token.as_ref().unwrap();
    let answer = revoke(
        &registration.http,
        &registration.server,
        &registration.impostor(),
        token,
    )
    .await;
    assert_eq!(refusal(answer), AuthorizationErrorCode::InvalidClient);
    assert!(registration.lets_in(&tokens.access_token).await);
}
