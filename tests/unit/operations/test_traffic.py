"""The traffic of a server, for who looks at it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from understudy.operations.traffic import MOST_HELD, Answered, Traffic


def answered(number):
    return Answered("", "GET", str(number), None, None, None, "play", None, 200, 0, 0.0, 0.0, None, None)


def test_nothing_is_made_where_nobody_looks():
    """
    What is answered costs nothing then.
    """
    traffic, made = Traffic(), []
    with traffic.listening():
        pass

    traffic.tell(lambda: made.append("answered"))

    assert made == []


@given(st.lists(st.integers(0, 2 * MOST_HELD), max_size=4))
def test_each_answer_is_taken_or_counted_as_lost(bursts):
    """
    In their order; of a burst that is longer than what is held the beginning is.
    """
    traffic = Traffic()
    with traffic.listening() as listener:
        for burst in bursts:
            for number in range(burst):
                traffic.tell(lambda number=number: answered(number))

            taken, lost = listener.take()

            assert [int(each.path) for each in taken] == list(range(min(burst, MOST_HELD)))
            assert len(taken) + lost == burst


def test_one_who_is_slow_costs_the_others_nothing():
    """
    Each holds its own; an answer that nobody has room for is not even made.
    """
    traffic, made = Traffic(), []

    def make():
        made.append(1)
        return answered(0)

    with traffic.listening() as slow, traffic.listening() as quick:
        for _ in range(2 * MOST_HELD):
            traffic.tell(make)
            assert quick.take() == ((answered(0),), 0)
        traffic.listeners.remove(quick)
        traffic.tell(make)
        traffic.listeners.append(quick)

        assert len(made) == 2 * MOST_HELD
        taken, lost = slow.take()
        assert (len(taken), lost) == (MOST_HELD, MOST_HELD + 1)
    assert traffic.listeners == []
