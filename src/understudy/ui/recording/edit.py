"""Changing a recording: its tags, another text for its answer, or none of it any more. Only where the server was
started so."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from understudy.operations.editing import delete, state_of, write_text
from understudy.operations.tagging import tag, words_of
from understudy.ui.answers import page
from understudy.ui.context import Context, context_of, recording_of
from understudy.ui.editing import form_of


def show(request: Request) -> Response:
    """The page."""
    recording = recording_of(request)
    return page(
        request,
        "edit.html",
        title=f"Edit {recording.name}",
        tab="edit",
        name=recording.name,
        text=recording.text,
        state=state_of(context_of(request).files, recording.name),
    )


async def change(request: Request) -> Response:
    """Do what the form says, and show what came of it."""
    form = await form_of(request)
    await run_in_threadpool(_changed, context_of(request), form)
    if form.get("do") == "delete":
        return RedirectResponse(request.url_for("recordings").path, 303)
    return _shown_again(request, form)


async def tag_it(request: Request) -> Response:
    """Add the tags that the form names, or take one away."""
    form = await form_of(request)
    await run_in_threadpool(_tagged, context_of(request), form)
    return _shown_again(request, form)


def _shown_again(request: Request, form: dict[str, str]) -> Response:
    address = request.url_for("recording").include_query_params(name=form.get("name", ""))
    return RedirectResponse(f"{address.path}?{address.query}", 303)


def _tagged(context: Context, form: dict[str, str]) -> None:
    name, gone = form.get("name", ""), form.get("remove", "")
    context.recording(name)
    tag(context.files, name, words_of(form.get("add", "")), [gone] if gone else [])
    context.catalogue.look_again()


def _changed(context: Context, form: dict[str, str]) -> None:
    name, state = form.get("name", ""), form.get("state", "")
    context.recording(name)
    if form.get("do") == "delete":
        delete(context.files, name, state)
    else:
        # Forms send every line end as two characters (HTML, 4.10.21.4).
        write_text(context.files, name, state, form.get("text", "").replace("\r\n", "\n"))
    context.catalogue.look_again()
