"""A site on the store of a test, asked without a socket."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from understudy.operations.not_spent import Saving
from understudy.operations.running import Running
from understudy.operations.traffic import Traffic
from understudy.proxy.scopes import Scopes
from understudy.ui import Site


@pytest.fixture
def opened(store, monkeypatch):
    """Opens sites, whose pages wait until all is read; gives what asks one for a page."""
    sites = []
    monkeypatch.setattr("understudy.ui.browse.PATIENCE_S", 60)

    def open_(path=store, **more):
        site = Site(path, **more)
        sites.append(site)

        def ask(path, host="127.0.0.1:8080", method="GET", **more):
            async def asking():
                transport = httpx.ASGITransport(site)
                async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
                    return await client.request(method, path, **more)

            return asyncio.run(asking())

        ask.site = site
        return ask

    yield open_
    for site in sites:
        site.close()


@pytest.fixture
def running():
    """What a server that runs this session hands to its pages."""

    def running(session):
        return Running(session, Traffic(), lambda: 0, Saving(session.store.load).not_spent, Scopes(session))

    return running


@pytest.fixture
def ask(opened, store):
    """Asks the site of the test's store."""
    store.mkdir(exist_ok=True)
    return opened()


@pytest.fixture
def chat(keep):
    """Records a chat; gives the recording's name."""

    def chat(question="hi", answer="hello", model="gpt-4o", **more):
        asked = {"model": model, "messages": [{"role": "user", "content": question}]}
        answered = {"choices": [{"message": {"role": "assistant", "content": answer}, "finish_reason": "stop"}]}
        return keep("/v1/chat/completions", asked, answered, **more).name

    return chat
