"""Plans, streamed."""

import asyncio

from travel_agent.plans import plan, plan_async


def test_a_plan_comes_in_pieces():
    pieces = list(plan("Vienna"))

    assert len(pieces) > 3
    assert "Prater" in "".join(pieces)


def test_the_first_piece_is_there_before_the_last():
    pieces = plan("Lisbon")

    first = next(pieces)

    assert "tram 28" not in first
    assert "tram 28" in first + "".join(pieces)


def test_a_plan_comes_in_pieces_to_an_event_loop():
    async def collected():
        return [piece async for piece in plan_async("Kyoto")]

    pieces = asyncio.run(collected())

    assert len(pieces) > 3
    assert "Fushimi Inari" in "".join(pieces)
