"""What all of OpenAI's APIs share: the shape of an error, what says who is asking, and how their objects are listed.

Source: OpenAI API reference, and the types of `openai` 3.54; seen 2026-11-23.
"""

from __future__ import annotations

from typing import Any

from understudy.apis.profile import MESSAGE, Profile, Route, Stable, routes

ERROR = {"error": {"message": MESSAGE, "type": "understudy_miss", "param": None, "code": "understudy_miss"}}
ITEM = "{id}_{n}"
DONE = (b"data: [DONE]", b"data:[DONE]")

# watsonx takes its project in the body or the query of OpenAI-shaped requests (seen 2026-04).
# A cache key sends alike prompts to one machine and changes no answer; openai-agents makes one for each run
# (openai-agents 0.24: run_internal/prompt_cache_key.py). `user` and `safety_identifier` count: they say what whoever
# asks chose (docs/decisions/who-is-asking.md).
IDENTITY = ("prompt_cache_key",)
CREDENTIALS = ("project_id",)

BELOW = r"(?:/v1|/openai)"
"""What stands before paths that would be anybody's without it, such as `/files`."""

PLACES = ("", "data.*.")
"""Where an answer holds an object: it is one, or a page of them."""


def profile(name: str, *routes: Route, **knowledge: Any) -> Profile:
    """A profile of OpenAI's upstream, `openai-<name>`; unless it says otherwise, of an API that asks a model."""
    usual = {"identity": IDENTITY, "credentials": CREDENTIALS}
    return Profile(f"openai-{name}", "openai", routes, ERROR, **{**usual, **knowledge})


def kept(
    name: str, whole_type: str, *paths: str, begins: dict[str, tuple[str, ...]], times: tuple[str, ...]
) -> Profile:
    """A profile of objects that the provider keeps, and that later requests name.

    Paths such as `/v1/files` are those of many servers, whose answers have to come back as they were: so an id is
    known by its beginning, times are noise, and all of a request counts. What a page lists was there before; ids of
    this session in it have their names.

    Args:
        paths: each with its methods, `GET,DELETE /files/{file}`.
        begins: how the ids begin that an answer makes up, by where they stand.
        times: of an object.
    """
    return profile(
        name,
        *(route for path in paths for route in _routes(*path.split())),
        whole_type=whole_type,
        stable=tuple(
            Stable(field, "{id}" if field == "id" else ITEM, is_repeated=True, begins=prefixes)
            for field, prefixes in begins.items()
        ),
        noise=tuple(f"{place}{time}" for place in PLACES for time in times),
        identity=(),
        credentials=(),
    )


def _routes(methods: str, path: str) -> tuple[Route, ...]:
    return routes(methods.replace(",", " "), path, below=BELOW, endpoint="/v1")
