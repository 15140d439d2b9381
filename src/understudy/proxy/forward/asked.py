"""What a client of the forward proxy asks, before the application sees it: it is told which server is meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from understudy.proxy.asgi import Receive, Scope, Send, respond
from understudy.proxy.forward.origin import ORIGIN, Authority, Origin, parse_authority
from understudy.proxy.forward.ways import Ways
from understudy.proxy.websockets.denying import denial

TEXT = {"content-type": "text/plain; charset=utf-8", "x-should-retry": "false"}

App = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the requests of one connection share."""

    scheme: str
    authority: Authority | None
    """None where each request has its own in its Host header, which is that of its target (RFC 9112, 3.2.2)."""

    reached_at: str
    """The address of ours that the client is connected to."""

    def told(self, app: App, ways: Ways) -> App:
        """The application, told which server each request of this connection is meant for."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            host = _header(scope, b"host")
            authority = self.authority or parse_authority(host, self.scheme)
            if authority is None:
                text = f"{scope['path']}: the Host header {host!r} names no server"
                await respond(denial(send) if scope["type"] == "websocket" else send, 400, TEXT, text.encode())
            else:
                # TLS never ends here: then it is somebody else's server.
                if self.scheme == "https" or not ways.is_us(authority.host, authority.port, self.reached_at):
                    scope[ORIGIN] = Origin(self.scheme, authority)
                await app(scope, receive, send)

        return answer


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")
