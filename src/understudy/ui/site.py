"""The site: which page is at which path, and what is said to a browser with each of them.

Bare ASGI outside, so that a server mounts it wherever it likes; Starlette inside, where a framework's routing is no
cost that anybody notices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from understudy.errors import UnderstudyError, WrongUse
from understudy.operations.browsers import stranger
from understudy.operations.running import Running
from understudy.operations.standing import Standing
from understudy.ui.answers import NotFound, page
from understudy.ui.browse import browse, making
from understudy.ui.compare import compare
from understudy.ui.context import Context
from understudy.ui.editing import NotAllowed
from understudy.ui.events import events
from understudy.ui.live import break_scope, live
from understudy.ui.media import medium, thumbnail
from understudy.ui.misses import misses
from understudy.ui.overview import overview, plot_file
from understudy.ui.recording import code, conversation, edit, frames, matching, raw
from understudy.ui.recording.bytes import answer_bytes, file_text, pace, request_bytes
from understudy.ui.review import decide, review

Message = MutableMapping[str, Any]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    # Without any, forms of ours would come from the origin `null` (Fetch Standard, "append a request Origin header").
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-cache",
}
"""Of every answer, unless it brings its own."""

STATIC = Path(__file__).parent / "static"


class Site:
    """The pages of one store, as an ASGI application."""

    def __init__(
        self,
        store: str | Path,
        running: Running | None = None,
        names: Iterable[str] = (),
        progress: Callable[[int, int], None] = lambda done, of: None,
        by_tests: Standing | None = None,
        *,
        edits: bool = False,
    ) -> None:
        """Nothing is read yet.

        Args:
            running: the server whose plays, misses and traffic are shown.
            names: hosts, beside this machine's own, by which a browser may ask.
            edits: whether pages may change something.
            progress: told while recordings are read for the first time how many are done, of how many.
            by_tests: which recordings the tests of a project need, where they were asked.

        Raises:
            WrongUse: a rule of the project is none.
        """
        self.context = Context(store, running, progress, by_tests, edits=edits)
        self._names = tuple(names)
        self._app = Starlette(
            routes=[
                Route("/", browse, name="recordings"),
                Route("/making", making),
                Route("/recording", conversation.show, name="recording"),
                Route("/recording/frames", frames.show),
                Route("/recording/raw", raw.show),
                Route("/recording/code", code.show),
                Route("/recording/matching", matching.show),
                Route("/recording/edit", edit.show),
                Route("/recording/edit", edit.change, methods=["POST"]),
                Route("/recording/tags", edit.tag_it, methods=["POST"]),
                Route("/recording/pace", pace),
                Route("/recording/answer", answer_bytes),
                Route("/recording/request", request_bytes),
                Route("/recording/file", file_text),
                Route("/live", live, name="live"),
                Route("/live/faults", break_scope, methods=["POST"]),
                Route("/misses", misses),
                Route("/events", events),
                Route("/review", review, name="review"),
                Route("/review", decide, methods=["POST"]),
                Route("/overview", overview),
                Route("/overview/plot", plot_file),
                Route("/compare", compare),
                Route("/medium", medium),
                Route("/thumbnail", thumbnail),
                Mount("/static", StaticFiles(directory=STATIC)),
            ],
            exception_handlers={
                NotFound: _not_found,
                404: _not_found,
                NotAllowed: _not_allowed,
                WrongUse: _wrong_use,
                UnderstudyError: _trouble,
            },
        )
        self._app.state.context = self.context

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer a request below `scope["root_path"]`."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                added = [(name, value) for name, value in HEADERS.items() if name not in given]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        if scope["type"] == "http" and (wrong := stranger(scope["headers"], self._names)):
            refused = Response(f"request refused: {wrong}\n", 403, media_type="text/plain")
            await refused(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)

    def close(self) -> None:
        """Let go of everything that was opened."""
        self.context.close()


def _not_found(request: Request, error: Exception) -> Response:
    why = str(error) if isinstance(error, NotFound) else f"There is no page {request.url.path}."
    return page(request, "trouble.html", 404, title="Not here", why=why)


def _not_allowed(request: Request, error: Exception) -> Response:
    return page(request, "trouble.html", 403, title="This is not allowed", why=str(error))


def _wrong_use(request: Request, error: Exception) -> Response:
    return page(request, "trouble.html", 400, title="This means nothing here", why=str(error))


def _trouble(request: Request, error: Exception) -> Response:
    return page(request, "trouble.html", 500, title="This cannot be shown", why=str(error))
