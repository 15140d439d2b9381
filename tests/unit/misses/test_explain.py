from __future__ import annotations

import json
import shlex

import pytest

from understudy.match import parse_rules
from understudy.misses import Commands, Reason, to_json

ASK = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Say hi."}], "temperature": 0.5}
MINE, THEIRS = "tests/test_chat.py::test_new", "tests/test_chat.py::test_old"
FAR = {"a": 1, "b": 2, "c": 3, "d": 4}


def places(miss):
    return [difference.path for difference in miss.nearest.differences]


def changed(**fields):
    return {**ASK, **fields}


@pytest.mark.parametrize(
    "recorded, scope, reason",
    [
        pytest.param([], None, Reason.NO_STORE, id="no-store"),
        pytest.param([(FAR, None)], None, Reason.NOTHING_SIMILAR, id="something-else"),
        pytest.param([(FAR, None)], MINE, Reason.NOTHING_SIMILAR, id="something-else-for-all"),
        pytest.param([(FAR, THEIRS)], MINE, Reason.NOTHING_IN_SCOPE, id="something-else-for-another-scope"),
        pytest.param([(changed(n=2), THEIRS)], MINE, Reason.NOTHING_IN_SCOPE, id="something-alike-for-another-scope"),
        pytest.param([(changed(n=2), THEIRS)], None, Reason.DIFFERS, id="something-alike-of-any-scope"),
        pytest.param([(changed(n=2), None)], MINE, Reason.DIFFERS, id="something-alike-for-all"),
        pytest.param([(ASK, THEIRS)], MINE, Reason.OTHER_SCOPE, id="the-same-for-another-scope"),
        pytest.param([(ASK, THEIRS), (FAR, MINE)], MINE, Reason.OTHER_SCOPE, id="and-something-else-for-this-one"),
        pytest.param([(ASK, THEIRS), (changed(n=2), MINE)], MINE, Reason.DIFFERS, id="and-something-alike"),
        pytest.param([(changed(n=2), THEIRS), (FAR, MINE)], MINE, Reason.DIFFERS, id="alike-only-for-another-scope"),
    ],
)
def test_which_reason_it_is(recorded, scope, reason, record, miss):
    """
    What a test asked before it was changed explains more than that another test asks the same; that, more than that
    nothing is recorded for the scope; and that, more than how far the nearest is.
    """
    for body, of in recorded:
        record(body, scope=of)

    assert miss(ASK, scope=scope).reason is reason


def test_what_was_played_is_not_what_was_changed(record, miss):
    """
    A test that asks one more question, which another test has recorded, reads that.
    """
    record(ASK, scope=THEIRS)
    own = record(changed(n=2), scope=MINE)

    assert miss(ASK, scope=MINE, played=(own,)).reason is Reason.OTHER_SCOPE


def test_an_empty_folder_is_a_store(record, miss, tmp_path):
    """
    It is told apart from none: the one was named wrongly, or is new.
    """
    (tmp_path / "recordings").mkdir()

    assert miss(ASK).reason is Reason.NOTHING_RECORDED


def test_the_nearest_is_the_one_with_the_fewest_differences(record, miss):
    """
    Of several alike recordings the likest explains the miss.
    """
    record({**ASK, "temperature": 0.1, "model": "x"})
    nearest = record({**ASK, "temperature": 0.2})
    record({**ASK, "messages": [{"role": "user", "content": "Say"}], "temperature": 0.2})

    found = miss(ASK)

    assert (found.nearest.name, places(found)) == (nearest, ["temperature"])


def test_the_same_request_of_another_scope_only_explains(record, miss):
    """
    A renamed test reads that its recording is there, under its old name.
    """
    name = record(ASK, scope=THEIRS)

    found = miss(ASK, scope=MINE)

    assert (found.nearest.name, found.nearest.scope, found.nearest.differences) == (name, THEIRS, ())
    assert found.headline().endswith(f": it is recorded only for {THEIRS}")


def test_a_request_without_a_body_is_named_in_another_scope(record, miss):
    """
    A list of models that another test recorded, though there is nothing in the request to compare.
    """
    record(b"", url="https://x/v1/models", method="GET", scope="t::other")

    assert miss(url="https://x/v1/models", method="GET", scope="t::mine").reason is Reason.OTHER_SCOPE


def test_what_may_answer_a_scope_is_counted(record, miss):
    """
    Its own recordings, and those without a scope.
    """
    for number, scope in enumerate([MINE, THEIRS, THEIRS, None]):
        record(changed(n=number), scope=scope)

    found = miss(ASK, scope=MINE)

    assert (found.count, found.in_scope) == (4, 2)
    assert f"recordings: 4 recordings, 2 for {MINE}, mode replay\n" in str(found)


def test_only_what_counts_in_matching_is_a_difference(record, miss):
    """
    Key order, number spelling and the paying project explain nothing.
    """
    record(b'{"project_id": "a", "temperature": 1, "model": "m", "stream": true}')

    found = miss(b'{"stream":false,"model":"m","temperature":1.0,"project_id":"b"}')

    assert places(found) == ["stream"]


def test_the_rules_of_a_project_are_followed(record, miss):
    """
    What it ignores is no difference, and a volatile value is none either.
    """
    record(changed(user="a", stop="on 2026-11-23", n=1))

    rules = parse_rules(ignore=["user"], volatile=["iso-date"])
    found = miss(changed(user="b", stop="on 2026-11-24", n=2), rules=rules)

    assert places(found) == ["n"]


def test_the_query_is_compared(record, miss):
    """
    A parameter that differs is named as one.
    """
    record(b"", url="https://x/v1/models?limit=1&after=a", method="GET")

    found = miss(url="https://x/v1/models?limit=1&after=b&key=s3cr3t", method="GET")

    assert places(found) == ["?after"]
    assert "s3cr3t" not in json.dumps(to_json(found))


@pytest.mark.parametrize("name", ["api_key", "authorization", "password", "token"])
def test_credentials_are_in_no_part_of_a_miss(name, record, miss):
    """
    Neither in what was asked nor in what differs, nor where a text of ours repeats them.
    """
    record({**ASK, name: "s3cr3t-1", "metadata": {name: "s3cr3t-2", "n": 1}})
    text = f'https://u:s3cr3t-3@x/?{name}=s3cr3t-4 {{"{name}": "s3cr3t-5"}}'

    sent = changed(messages=[{"role": "user", "content": text}])
    for each in (
        miss(sent, url="https://u:s3cr3t@api.openai.com/v1/chat/completions?key=s3cr3t-6"),
        miss(sent, reason=Reason.UNREADABLE, detail=text, name="a.json"),
    ):
        assert "s3cr3t" not in json.dumps(to_json(each))


@pytest.mark.parametrize(
    "body, recorded", [(b"\xff\x00", b"\xff\x01"), (b"[1,2]", b"[1,3]"), (b"[" * 5000, b"[" * 5001)]
)
def test_bodies_that_are_no_object_are_compared_too(body, recorded, record, miss):
    """
    A list, bytes, and what is too deep to parse have a nearest recording or none, and never fail.
    """
    record(recorded, url="https://x/y?a=1&b=2")

    assert miss(body, url="https://x/y?a=1&b=2").reason is Reason.DIFFERS


@pytest.mark.parametrize(
    "reason, more",
    [
        (Reason.ALREADY_PLAYED, {"detail": "its 2 recordings answered before"}),
        (Reason.UNREADABLE, {"detail": "recordings/a.json: cut short", "name": "a.json"}),
        (Reason.NOT_SERVABLE, {"detail": "This is a call of web_search, not an HTTP exchange.", "name": "a.json"}),
    ],
    ids=lambda part: getattr(part, "value", ""),
)
def test_a_reason_that_is_known_is_kept(reason, more, record, miss):
    """
    A recording that cannot answer is no difference: the miss says what is wrong with it, and with which one.
    """
    record(ASK)

    found = miss(ASK, reason=reason, **more)

    assert (found.reason, found.nearest, found.detail) == (reason, None, more["detail"])


def test_commands_can_be_pasted_whatever_the_names(record, miss):
    """
    A name with a space or a quote is one word of the command.
    """
    found = miss(ASK, reason=Reason.NOT_SERVABLE, detail="x", name="it's a.json")

    command = found.remedies[0].partition(": ")[2]
    assert shlex.split(command) == ["understudy", "show", "recordings", "it's a.json"]


def test_whoever_opened_the_session_says_how_to_open_it_otherwise(miss):
    """
    A test is recorded by pytest, a server by itself.
    """
    found = miss(ASK, commands=Commands("pytest test_x.py", "pytest test_x.py"), mode_source="the default")

    assert found.remedies[0].endswith(": pytest test_x.py")
    assert "mode replay (the default)\n" in str(found)


def test_a_value_that_is_new_each_time_can_be_declared(record, miss):
    """
    The miss says as what, and says nothing where something else differs too.
    """
    record(changed(messages=[{"role": "user", "content": "Today is 2026-11-23."}]))
    today = [{"role": "user", "content": "Today is 2026-11-24."}]

    assert miss(changed(messages=today)).remedies[-1].endswith(': volatile = ["iso-date"]')
    assert "volatile" not in "".join(miss(changed(messages=today, n=2)).remedies)


GEMINI = "https://generativelanguage.googleapis.com/v1beta/models"


@pytest.mark.parametrize(
    "recorded, sent, places",
    [
        pytest.param({"method": "POST"}, {"method": "PUT"}, ["(method)"], id="method"),
        pytest.param({"url": f"{GEMINI}/a:countTokens"}, {"url": f"{GEMINI}/b:countTokens"}, ["model"], id="model"),
        pytest.param({"url": "https://x/v1/teams/7"}, {"url": "https://x/v1/teams/8"}, ["(path)"], id="path"),
    ],
)
def test_a_request_to_a_place_beside_it_differs_there(recorded, sent, places, record, miss):
    """
    It is named first, and it counts less than what is asked.
    """
    record(changed(messages=[], n=2), **sent)
    nearest = record(ASK, **recorded)

    found = miss(changed(n=1), **sent)

    assert (found.reason, found.nearest.name) == (Reason.DIFFERS, nearest)
    assert [each.path for each in found.nearest.differences] == [*places, "n"]


def test_a_request_to_the_same_place_is_nearer(record, miss):
    """
    Of two that differ alike.
    """
    record(ASK, method="PUT")
    nearest = record(changed(n=2))

    assert miss(changed(n=1)).nearest.name == nearest


@pytest.mark.parametrize("url", ["https://x/v1/teams", "https://api.openai.com/v1/embeddings/7"])
def test_a_request_to_another_place_is_not_similar(url, record, miss):
    """
    Whatever it asks.
    """
    record(ASK)

    assert miss(ASK, url=url).reason is Reason.NOTHING_SIMILAR


@pytest.mark.parametrize("sent", [{}, {"messages": []}, {"model": "gpt-4o"}], ids=repr)
def test_what_was_left_out_is_a_difference_however_much_it_is(sent, record, miss):
    """
    A request whose prompt is missing is still the one that was made from the recorded one.
    """
    record({"model": "gpt-4o", "messages": [{"role": "user", "content": "A long question. " * 20}]})

    assert miss(sent).reason is Reason.DIFFERS
