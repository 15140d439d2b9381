"""Several processes on one port: a client notices nothing but the speed."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

import understudy
from understudy.testing import Answer, Upstream

JSON, EVENTS = {"content-type": "application/json"}, {"content-type": "text/event-stream"}
POLLS = 200

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")


@pytest.fixture
def started(store):
    """Starts `understudy serve` with workers; gives its address, and its process."""
    processes = []

    def start(*options, workers=4, folder=store):
        command = [sys.executable, "-c", "import sys; from understudy.cli import main; sys.exit(main())"]
        command += ["serve", str(folder), "--workers", str(workers), *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.append(process)
        return re.search(r"http://\S+", process.stdout.readline())[0], process

    yield start
    for process in processes:
        process.terminate()
        _, told = process.communicate(timeout=20)
        assert (process.returncode, told) == (0, "")


def connected():
    """A client with connections of its own. It need not know any authority."""
    return httpx.Client(verify=False, trust_env=False, timeout=20)


def ask(client, address, text, **more):
    body = {"model": "m", "messages": [{"role": "user", "content": text}]}
    return client.post(f"{address}/v1/chat/completions", json=body, **more)


def record(store, texts):
    """One recording for each text, which it answers with `<text> <number>`."""
    counts = Counter()

    def answer(request):
        text = json.loads(request.body)["messages"][0]["content"]
        counts[text] += 1
        return Answer.of(200, JSON, [json.dumps({"x": f"{text} {counts[text]}"}).encode()])

    with Upstream(answer) as upstream, understudy.use(store, "record", stable_ids=False), connected() as client:
        for text in texts:
            ask(client, upstream.url, text)


def health(address):
    return httpx.get(f"{address}/_understudy/health").json()


def children_of(process):
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True).stdout
    return [int(each) for each in told.split()]


def together(count, do):
    """What each of so many calls gives, eight at a time, each with a connection of its own."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(do, range(count)))


def test_equal_polls_get_each_recording_once(store, started):
    """
    However many processes answer, one decides: no recording is played twice, and none is left out.
    """
    record(store, ["poll"])
    (first,) = store.iterdir()
    for number in range(2, POLLS + 1):
        text = first.read_text().replace('"sequence": 1', f'"sequence": {number}').replace("poll 1", f"poll {number}")
        (store / f"{number}.json").write_text(text)
    address, _ = started()

    def poll(number):
        with connected() as client:
            return ask(client, address, "poll").json()["x"]

    assert sorted(together(POLLS, poll)) == sorted(f"poll {number}" for number in range(1, POLLS + 1))
    assert health(address)["played"] == POLLS


def test_settled_answers_are_given_by_all_and_counted_once(store, started, eventually):
    """
    The same bytes each time, on fresh connections and on kept ones; health knows all that was played.
    """
    record(store, ["a", "b"])
    address, _ = started("--repeat", "last")

    def ask_often(number):
        with connected() as client:
            return [ask(client, address, text).json()["x"] for text in "abab" * 3]

    assert together(16, ask_often) == [["a 1", "b 1", "a 1", "b 1"] * 3] * 16
    eventually(lambda: health(address)["played"] == 16 * 12)


def test_misses_are_told_by_one(store, started):
    """
    Their numbers go up, and each report is found by whichever process is asked.
    """
    record(store, ["a"])
    address, _ = started("--repeat", "last")

    def miss(number):
        with connected() as client:
            assert ask(client, address, "a").status_code == 200
            return ask(client, address, f"nobody said {number}")

    missed = together(24, miss)

    assert {answer.status_code for answer in missed} == {404}
    reports = {re.search(r"/_understudy/misses/\d+", answer.text)[0] for answer in missed}
    assert len(reports) == health(address)["missed"] == 24
    assert all("nobody said" in httpx.get(f"{address}{report}").text for report in reports)


def test_recording_goes_through_one(store, started):
    """
    What several clients ask at once is written once each, under sequences without a gap.
    """
    with Upstream(lambda request: Answer.of(200, EVENTS, [b"data: [DONE]\n\n"])) as upstream:
        address, _ = started("--mode", "record-if-missing", "--upstream", f"openai={upstream.url}")

        def live(number):
            with connected() as client:
                return ask(client, address, "same").status_code

        assert together(12, live) == [200] * 12
    found = [understudy.load(path) for path in store.rglob("*.json")]
    assert sorted(recording.sequence for recording in found) == list(range(1, 13))


def test_requests_in_a_row_on_one_connection_are_answered_in_order(store, started):
    """
    Sent at once (RFC 9112, 9.3.2), cut anywhere: each is answered, known or not.
    """
    record(store, ["a", "b"])
    address, _ = started("--repeat", "last")
    with connected() as client:
        for text in "ab":
            ask(client, address, text)
    host, port = address.removeprefix("http://").split(":")
    requests = b""
    for text in "abxab":
        body = json.dumps({"model": "m", "messages": [{"role": "user", "content": text}]}).encode()
        requests += b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        requests += b"content-length: %d\r\n\r\n%b" % (len(body), body)

    for size in (7, 150, len(requests)):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            for at in range(0, len(requests), size):
                connection.sendall(requests[at : at + size])
            answered = b""
            while answered.count(b"HTTP/1.1 ") < 5 or not answered.endswith(b'b 1"}'):
                answered += connection.recv(65536)
        assert re.findall(rb'HTTP/1.1 (\d+)|([ab] 1)"', answered) == [
            *[(b"200", b""), (b"", b"a 1"), (b"200", b""), (b"", b"b 1"), (b"404", b"")],
            *[(b"200", b""), (b"", b"a 1"), (b"200", b""), (b"", b"b 1")],
        ]


@pytest.mark.parametrize("fault", ["refused", "reset after=1 bytes"])
def test_a_connection_that_was_handed_over_breaks_as_any(store, started, fault):
    """
    With a reset, and without an error of ours.
    """
    record(store, ["a"])
    address, _ = started("--repeat", "last")

    with connected() as client, pytest.raises(httpx.TransportError):
        ask(client, address, "a", headers={"x-understudy-fault": fault})

    assert health(address)["errors"] == 0


def test_the_server_ends_with_all_its_processes(store, started):
    """
    Nobody listens any more.
    """
    store.mkdir()
    address, process = started()
    host, port = address.removeprefix("http://").split(":")
    assert len(children_of(process)) == 4

    process.terminate()

    assert process.wait(20) == 0
    with pytest.raises(OSError):
        socket.create_connection((host, int(port)))


def test_a_worker_that_is_killed_is_missed_and_told(store, started):
    """
    The others go on.
    """
    record(store, ["a"])
    address, process = started("--repeat", "last")
    victim = children_of(process)[0]

    os.kill(victim, signal.SIGKILL)

    assert f"a worker (process {victim}) ended; 3 are left" in process.stderr.readline()
    assert health(address)["status"] == "ok"


def test_a_store_that_cannot_be_read_is_told_once(store):
    """
    And nobody goes on without it.
    """
    store.mkdir()
    (store / "r.json").write_text("{")
    command = [sys.executable, "-c", "import sys; from understudy.cli import main; sys.exit(main())"]

    ran = subprocess.run([*command, "serve", str(store), "--workers", "2"], capture_output=True, text=True, timeout=30)

    assert ran.returncode != 0
    assert ran.stderr.count("r.json: cut short") == 1


@pytest.mark.parametrize(
    "beginning", [b"GET /v1/mod", b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{"], ids=["line", "body"]
)
def test_a_worker_does_not_wait_for_a_request_for_ever(started, store, beginning):
    """
    The deciding process refuses it as it would without workers.
    """
    store.mkdir()
    address, _ = started("--request-timeout", "1")
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as client:
        client.sendall(beginning)

        assert client.recv(65536).startswith(b"HTTP/1.1 408 ")
