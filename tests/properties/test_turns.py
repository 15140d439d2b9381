"""What holds for any conversations, where one that begins alike may answer."""

from __future__ import annotations

import json
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.engine import Match, Play, Session
from understudy.match import fingerprint_of_request
from understudy.model import Mode, Request, Response
from understudy.store import Directory, Draft

URL = "https://api.openai.com/v1/chat/completions"

# Few of each, so that many begin alike.
roles = st.sampled_from([("user", "assistant") * 2, ("user", "tool") * 2])
texts = st.lists(st.sampled_from("ab"), min_size=3, max_size=4)
turns = st.builds(lambda roles, texts: list(zip(roles, texts, strict=False)), roles, texts)
conversations = st.tuples(st.sampled_from("mn"), st.sampled_from([None, "Be brief."]), turns)
alike = st.tuples(st.just("m"), st.none(), st.builds(lambda texts: [("user", each) for each in texts], texts))


def asked(conversation):
    model, prompt, said = conversation
    system = [] if prompt is None else [("system", prompt)]
    messages = [{"role": role, "content": text} for role, text in [*system, *said]]
    return Request("POST", URL, (), json.dumps({"model": model, "messages": messages}).encode())


def equal_turns(one, other):
    """How many the two begin with in common; none where anything but what turns say is another."""
    same_around = one[:2] == other[:2] and [role for role, _ in one[2]] == [role for role, _ in other[2]]
    count = next((at for at, (a, b) in enumerate(zip(one[2], other[2], strict=False)) if a != b), len(one[2]))
    return count if same_around else 0


class Expected:
    """What has to answer, found by looking at everything."""

    def __init__(self, recorded):
        self._recorded, self._exactly, self._nearly = recorded, set(), set()

    def answer(self, conversation):
        equal = [name for name in self._recorded if self._recorded[name] == conversation]
        if equal:
            name = next((name for name in equal if name not in self._exactly), None)
            self._exactly.add(name)
            return name
        free = [name for name in self._recorded if name not in self._exactly | self._nearly]
        near = {name: equal_turns(self._recorded[name], conversation) for name in free}
        best = max(near.values(), default=0)
        name = min((name for name in free if near[name] == best), default=None) if best else None
        self._nearly.add(name)
        return name


@settings(max_examples=100, deadline=None)
@given(st.lists(conversations | alike, max_size=8, unique_by=str), st.lists(conversations | alike, max_size=5))
def test_the_longest_run_of_equal_turns_answers(recorded, requests):
    """
    Of what has not answered yet; and an equal request's recording before all others.
    """
    with TemporaryDirectory() as folder:
        store, names = Directory(folder), {}
        for conversation in recorded:
            request = asked(conversation)
            draft = Draft(None, request, Response(200, (), b"{}"), fingerprint_of_request(request), 1, "")
            names[store.save(draft).entry.name] = conversation
        session, expected = Session(store, Mode.REPLAY, match=Match.PREFIX), Expected(names)

        decisions = [session.decide(asked(each)) for each in requests]

        played = [each.playback.name if isinstance(each, Play) else None for each in decisions]
        assert played == [expected.answer(each) for each in requests]
