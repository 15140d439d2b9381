"""Providers of conversations over WebSocket, at the network's edge: new ids each time, and streams of deltas."""

from __future__ import annotations

import itertools
import json
import ssl
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve


def new(kind: str) -> str:
    return f"{kind}_{uuid.uuid4().hex[:24]}"


@contextmanager
def provider(talk: Callable[[ServerConnection], None], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that talks so with each client, at this base URL."""

    def served(connection: ServerConnection) -> None:
        try:
            talk(connection)
        except ConnectionClosed:
            pass

    with serve(served, "127.0.0.1", 0, compression=None, ssl=tls) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            port = server.socket.getsockname()[1]
            yield f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
        finally:
            server.shutdown()
            thread.join()


def realtime(connection: ServerConnection) -> None:
    """OpenAI's Realtime, as far as a text conversation with one tool goes."""
    say = _saying(connection, lambda event: {"event_id": new("event"), **event})
    session, conversation, before = new("sess"), new("conv"), None
    say(type="session.created", session={"id": session, "object": "realtime.session", "type": "realtime"})
    for event in _events(connection):
        match event["type"]:
            case "session.update":
                say(type="session.updated", session={"id": session, "type": "realtime", **event["session"]})
            case "conversation.item.create":
                item = {"id": new("item"), **event["item"]}
                say(type="conversation.item.added", previous_item_id=before, item=item)
                before = item["id"]
            case "response.create":
                response, item_id = new("resp"), new("item")
                about = {"id": response, "object": "realtime.response", "conversation_id": conversation}
                say(type="response.created", response={**about, "status": "in_progress", "output": []})
                where = {"response_id": response, "item_id": item_id, "output_index": 0, "content_index": 0}
                for word in ("It ", "is ", "sunny, ", "naïve as it sounds."):
                    say(type="response.output_text.delta", delta=word, **where)
                content = [{"type": "output_text", "text": "It is sunny, naïve as it sounds."}]
                output = {"id": item_id, "type": "message", "role": "assistant", "content": content}
                call = {"id": new("item"), "type": "function_call", "name": "note", "call_id": new("call")}
                call["arguments"] = "{}"
                say(type="response.done", response={**about, "status": "completed", "output": [output, call]})
                before = item_id


def responses(connection: ServerConnection) -> None:
    """OpenAI's Responses over WebSocket: knows the responses that it made."""
    say, made, numbers = _saying(connection, dict), set[str](), itertools.count()
    for event in _events(connection):
        if (earlier := event.get("previous_response_id")) and earlier not in made:
            error = {"type": "invalid_request_error", "message": f"no response {earlier}", "code": "404"}
            say(type="error", status=404, error=error)
            continue
        id_, item = new("resp"), new("msg")
        made.add(id_)
        response = {"id": id_, "object": "response", "created_at": 1764000000 + next(numbers), "model": event["model"]}
        response |= {"parallel_tool_calls": True, "tool_choice": "auto", "tools": []}
        say(type="response.created", sequence_number=0, response={**response, "status": "in_progress", "output": []})
        where = {"item_id": item, "output_index": 0, "content_index": 0, "logprobs": []}
        for number, word in enumerate(("Hel", "lo"), 1):
            say(type="response.output_text.delta", sequence_number=number, delta=word, **where)
        content = [{"type": "output_text", "text": "Hello", "annotations": []}]
        output = [{"id": item, "type": "message", "role": "assistant", "status": "completed", "content": content}]
        say(
            type="response.completed", sequence_number=3, response={**response, "status": "completed", "output": output}
        )


def gemini(connection: ServerConnection) -> None:
    """Gemini Live: JSON in binary messages, as the API sends it."""
    say = _saying(connection, dict, is_binary=True)
    events = _events(connection)
    assert "setup" in next(events)
    say(setupComplete={"sessionId": new("session")})
    for event in events:
        if event.keys() & {"toolResponse", "tool_response"}:  # `google-genai` writes the second
            say(serverContent={"modelTurn": {"parts": [{"text": "Done."}]}, "turnComplete": True})
            continue
        for word in ("Let ", "me ", "look."):
            say(serverContent={"modelTurn": {"parts": [{"text": word}]}})
        say(toolCall={"functionCalls": [{"id": new("call"), "name": "look", "args": {"where": "here"}}]})


def _saying(
    connection: ServerConnection, made: Callable[[dict[str, Any]], dict[str, Any]], *, is_binary: bool = False
) -> Callable[..., None]:
    def say(**event: Any) -> None:
        text = json.dumps(made(event), ensure_ascii=False)
        connection.send(text.encode() if is_binary else text)

    return say


def _events(connection: ServerConnection) -> Iterator[dict[str, Any]]:
    for message in connection:
        yield json.loads(message)
