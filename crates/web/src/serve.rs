//! Assembly of the router and the server around it.

use std::net::SocketAddr;

use axum::Router;
use axum::middleware::from_fn_with_state;
use tokio::net::TcpListener;

use crate::routes;
use crate::session::layer;
use crate::state::AppState;

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

/// Serves until the process is asked to stop (Ctrl-C or SIGTERM), finishing what is under way.
///
/// # Errors
/// The listener's failure.
pub async fn serve(listener: TcpListener, state: AppState) -> std::io::Result<()> {
    let service = app(state).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(asked_to_stop()).await
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
