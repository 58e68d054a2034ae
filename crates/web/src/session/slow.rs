//! Patience with slow clients: how long a request may take to arrive before the line is needed for others.

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::stream::{self, StreamExt};
use tokio::time::{Instant, timeout_at};

/// How long to wait for a client.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the head of a request, from the opening of the line or the end of the answer before.
    pub head: Duration,
    /// For the next piece of a body.
    pub piece: Duration,
    /// For a whole body, however steadily its pieces come.
    pub body: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(20), piece: Duration::from_secs(20), body: Duration::from_secs(600) }
    }
}

/// The client took longer than we wait.
#[derive(Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
struct TooSlow;

type Piece = Result<Bytes, axum::BoxError>;

/// The same body, broken off when its pieces stay away.
pub(crate) fn bounded(body: Body, patience: Patience) -> Body {
    let end = Instant::now() + patience.body;
    let pieces = stream::unfold(Some(body.into_data_stream()), move |rest| async move {
        let mut rest = rest?;
        let by = end.min(Instant::now() + patience.piece);
        let piece: Option<Piece> = match timeout_at(by, rest.next()).await {
            Ok(piece) => piece.map(|piece| piece.map_err(Into::into)),
            Err(_) => Some(Err(TooSlow.into())),
        };
        let piece = piece?;
        let rest = piece.is_ok().then_some(rest);
        Some((piece, rest))
    });
    // Who reads on past the end is told so again.
    Body::from_stream(pieces.fuse())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_stays_away_is_broken_off_and_a_prompt_one_passes() {
        let patience = Patience { piece: Duration::from_millis(50), ..Patience::default() };
        let mut prompt = bounded(Body::from("whole"), patience).into_data_stream();
        assert_eq!(prompt.next().await.unwrap().unwrap(), Bytes::from("whole"));
        assert!(prompt.next().await.is_none());
        let stuck = stream::once(async { Ok::<_, axum::Error>(Bytes::from("half")) }).chain(stream::pending());
        let mut stuck = bounded(Body::from_stream(stuck), patience).into_data_stream();
        assert_eq!(stuck.next().await.unwrap().unwrap(), Bytes::from("half"));
        assert!(stuck.next().await.unwrap().is_err());
        assert!(stuck.next().await.is_none());
    }
}
