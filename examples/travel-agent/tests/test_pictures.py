"""Pictures: one question, and an answer for each picture."""

from pathlib import Path

import pytest
from travel_agent.pictures import country_of

PICTURES = Path(__file__).parent / "pictures"


@pytest.mark.parametrize("country", ["Austria", "France", "Italy"])
def test_names_the_country_of_a_flag(country):
    assert country_of(PICTURES / f"{country.lower()}.png") == country
