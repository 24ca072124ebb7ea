//! OAuth 2.0, authorization code grant, for a native app (RFC 6749, 6750, 7009, 7636, 8252, 9700).
//!
//! ```text
//!  AuthorizationRequest::new ──url()──►  the person's browser  ──►  the site: sign in, allow
//!        │  state, code verifier                                          │
//!        │                                                 redirect URI?code=…&state=…
//!        ▼                                                  (or the code on the screen)
//!  AuthorizationRequest::accept  ◄────────────────────────────────────────┘
//!        │  AuthorizationCode          (AuthorizationCode::pasted)
//!        ▼
//!  exchange_code  ──►  TokenSet  ──►  Bearer  ──►  SmartFile
//!                                       └─ refreshes once for all callers
//! ```
//!
//! What the service documents is on its workflow page: the two endpoints, the three parameters of
//! the authorization request, the five of the token request, and the two answers. Everything
//! beyond (state, PKCE, refresh, revocation) follows the RFCs and is marked as such.

mod bearer;
mod grant;
mod keeper;
mod request;
mod response;
mod token;

pub use bearer::Bearer;
pub use grant::{exchange_code, refresh, revoke};
pub use keeper::{Kept, TokenKeeper, Turn};
pub use request::{AuthorizationRequest, Client, Pkce};
pub use response::{AuthorizationError, AuthorizationErrorCode, ResponseError};
pub use token::TokenSet;
