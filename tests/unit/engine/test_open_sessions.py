from __future__ import annotations

import asyncio
import contextvars
import threading

import pytest

from understudy.engine import opened, run_in, session_here, session_of_what_begins, shared
from understudy.errors import SessionUnclear
from understudy.model import Mode


def in_thread(work, context=None):
    """What `work()` gives or raises in a thread of its own."""
    found = []

    def run():
        try:
            found.append(work())
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=context.run if context else run, args=(run,) if context else ())
    thread.start()
    thread.join()
    return found[0]


def test_without_a_session_a_request_belongs_to_nobody():
    """
    A program that opened none is left alone.
    """
    assert session_here() is None
    assert in_thread(session_here) is None


def test_a_request_belongs_to_the_session_of_its_block(session):
    """
    Within a block it is the block's, afterwards nobody's.
    """
    with opened(session()) as outer:
        assert session_here() is outer
        with opened(session()) as inner:
            assert session_here() is inner
        assert session_here() is outer
        assert not inner.is_open

    assert session_here() is None
    assert not outer.is_open


def test_a_thread_without_a_context_belongs_to_the_only_session(session):
    """
    Thread pools of SDKs know nothing of contexts, and need not.
    """
    with opened(session()) as only:
        assert in_thread(session_here) is only


def test_a_thread_without_a_context_is_refused_where_several_sessions_are_open(session):
    """
    Nothing is guessed: the error names the sessions and the way to start the thread; it is not an `Exception`.
    """
    with opened(session()) as one, opened(session()) as other:
        error = in_thread(session_here)

        assert isinstance(error, SessionUnclear)
        assert not isinstance(error, Exception)
        assert str(error) == (
            f"request refused: 2 sessions are open ({one.store.describe()}, {other.store.describe()})"
            " and this thread belongs to none of them\n\n"
            "  Start the thread with the session's context: contextvars.copy_context().run(…)."
        )


def test_a_thread_with_a_context_belongs_to_its_session(session):
    """
    The way that the error names is one.
    """
    with opened(session()) as outer:
        context = contextvars.copy_context()
        with opened(session()) as inner:
            assert in_thread(session_here, context) is outer
            assert in_thread(session_here, contextvars.copy_context()) is inner


def test_what_outlives_a_replay_is_refused(session):
    """
    A thread that goes on after its session has ended never reaches the network, nor another session.
    """
    with opened(session(Mode.REPLAY)) as ended:
        context = contextvars.copy_context()

    error = in_thread(session_here, context)

    assert isinstance(error, SessionUnclear)
    assert str(error) == (
        f"request refused: its session on {ended.store.describe()} has ended\n\n"
        "  A task or thread outlived the session. Wait for it before the session's block ends.\n"
        "  One that serves several sessions has to be started before the first of them."
    )


@pytest.mark.parametrize("mode", [Mode.RECORD, Mode.RECORD_IF_MISSING, Mode.LIVE])
def test_what_outlives_a_session_that_might_send_may_send(mode, session):
    """
    Where the network was allowed it still is; but a request is never counted to a session it does not belong to.
    """
    with opened(session(mode)):
        context = contextvars.copy_context()

    assert in_thread(session_here, context) is None
    with opened(session(Mode.REPLAY)):
        assert isinstance(in_thread(session_here, context), SessionUnclear)


def test_tasks_belong_to_the_session_they_were_started_in(session):
    """
    Tests that run beside each other in one loop never get each other's answers.
    """

    async def one_test():
        with opened(session()) as own:
            await asyncio.sleep(0)
            inside = await asyncio.gather(*(asyncio.create_task(asked()) for _ in range(3)))
            outside = await asyncio.to_thread(session_here)
            return own, [*inside, outside]

    async def asked():
        await asyncio.sleep(0)
        return session_here()

    async def all_tests():
        return await asyncio.gather(*(one_test() for _ in range(3)))

    for own, found in asyncio.run(all_tests()):
        assert all(each is own for each in found)
    assert session_here() is None


def test_a_task_that_outlives_its_replay_is_refused(session):
    """
    A task that was left running gets an error that says so.
    """

    async def test():
        with opened(session()):
            task = asyncio.create_task(late())
        with pytest.raises(SessionUnclear, match="has ended"):
            await task

    async def late():
        await asyncio.sleep(0)
        return session_here()

    asyncio.run(test())


def test_a_block_may_end_in_another_context_than_it_began(session):
    """
    Fixtures are set up and torn down in contexts of their own.
    """
    block = opened(session())
    own = contextvars.copy_context().run(block.__enter__)
    assert session_here() is own

    block.__exit__(None, None, None)

    assert session_here() is None
    assert not own.is_open


def test_sessions_may_end_in_any_order(session):
    """
    The one that is still open goes on; when all have ended the program is left alone again.
    """
    first, second = opened(session()), opened(session())
    first.__enter__()
    own = second.__enter__()

    first.__exit__(None, None, None)
    assert session_here() is own
    second.__exit__(None, None, None)
    assert session_here() is None


def test_a_task_that_outlived_its_replay_is_refused_again_after_a_session_of_its_own(session):
    """
    A session within does not make up for the one that ended around it.
    """
    with opened(session(Mode.REPLAY)):
        context = contextvars.copy_context()

    def work():
        with opened(session()) as own:
            assert session_here() is own
        return session_here()

    assert isinstance(in_thread(work, context), SessionUnclear)


def test_a_session_ends_with_its_block_whatever_happens(session):
    """
    An error in the block leaves no session open.
    """
    with pytest.raises(KeyError), opened(session()) as own:
        raise KeyError

    assert session_here() is None
    assert not own.is_open


def test_work_that_is_part_of_a_session_belongs_to_it_as_long_as_it_lasts(session):
    """
    Whatever else is open, and whether the session is: it is never served by another one.
    """
    with opened(session()) as first:
        pass

    with opened(session()) as second:
        assert in_thread(lambda: run_in(second, session_here)) is second
        assert isinstance(in_thread(lambda: run_in(first, session_here)), SessionUnclear)


def test_work_within_work_belongs_to_the_inner_session(session):
    """
    And to the outer one again afterwards.
    """
    with opened(session()) as one, opened(session()) as other:
        found = in_thread(lambda: run_in(one, lambda: [run_in(other, session_here), session_here()]))

    assert found == [other, one]


def test_what_begins_belongs_to_the_session_of_its_moment(session):
    """
    To the context's, to the thread's, or to the only one; among several, or where it is shared, to none.
    """
    assert session_of_what_begins() is None
    with opened(session()) as outer:
        assert in_thread(session_of_what_begins) is outer
        with opened(session()) as inner:
            assert session_of_what_begins() is inner
            assert in_thread(session_of_what_begins) is None
            assert in_thread(lambda: run_in(outer, session_of_what_begins)) is outer
            with shared():
                assert session_of_what_begins() is None
