//! Assembly of the router and the server around it.

use std::net::SocketAddr;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::from_fn_with_state;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::routes;
use crate::session::layer;
use crate::state::AppState;

/// Connections served at once; the next wait in the listener's queue.
const CONNECTIONS: usize = 1_024;
/// How long those under way may take to finish when asked to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// The whole product as a router.
pub fn app(mut state: AppState) -> Router {
    routes::health::begin();
    let (router, table) = routes::all().finish();
    state.table = table;
    router
        .fallback(routes::errors::not_found)
        .method_not_allowed_fallback(routes::errors::wrong_method)
        .layer(from_fn_with_state(state.clone(), layer::around))
        .with_state(state)
}

/// Serves until the process is asked to stop (Ctrl-C or SIGTERM), finishing what is under way. A client that does not
/// send its request in time loses the line.
///
/// # Errors
/// The listener's failure.
pub async fn serve(listener: TcpListener, state: AppState) -> std::io::Result<()> {
    let head = state.patience.head;
    let app = app(state);
    let mut connection = http1::Builder::new();
    connection.timer(TokioTimer::new()).header_read_timeout(head);
    let under_way = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(asked_to_stop());
    loop {
        let place = tokio::select! {
            place = places.clone().acquire_owned() => place,
            () = &mut stop => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (line, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, or the client was gone already: neither ends the service.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let app = app.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            app.clone().oneshot(request)
        });
        let served = under_way.watch(connection.serve_connection(TokioIo::new(line), service));
        tokio::spawn(async move {
            if let Err(error) = served.await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(place);
        });
    }
    if tokio::time::timeout(FAREWELL, under_way.shutdown()).await.is_err() {
        tracing::warn!("some answers were still under way and are cut off");
    }
    Ok(())
}

async fn asked_to_stop() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "Ctrl-C cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
