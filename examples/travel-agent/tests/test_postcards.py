"""Postcards, from another API."""

from travel_agent.postcards import postcard, postcard_in_pieces


def test_a_postcard_is_signed():
    assert postcard("Vienna").endswith("Ada")


def test_a_postcard_is_written_piece_by_piece():
    pieces = list(postcard_in_pieces("Lisbon"))

    assert len(pieces) > 1
    assert "Lisbon" in "".join(pieces)
