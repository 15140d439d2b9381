"""Personal data that has a shape: mail addresses, phone numbers, numbers of payment cards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)
PHONE = re.compile(
    r"(?<![\w+./-])(?:\+[1-9][0-9](?:[ ().-]{0,2}[0-9]){6,13}|\([2-9][0-9]{2}\) ?[0-9]{3}[-. ][0-9]{4}"
    r"|[2-9][0-9]{2}([-. ])[0-9]{3}\1[0-9]{4})(?![\w/-]|\.[0-9])"
)
"""International, as ITU-T E.164 has them with anything between; or as the North American plan writes them."""

CARD = re.compile(
    r"(?<![\w./+-])(?:4[0-9]{3}|5[1-5][0-9]{2}|2[2-7][0-9]{2}|3[47][0-9]{2}|6(?:011|4[4-9][0-9]|5[0-9]{2}))"
    r"(?:[ -]?[0-9]){9,15}(?![\w/-]|\.[0-9])"
)
"""Issuers' ranges of Visa, Mastercard, American Express and Discover (ISO/IEC 7812)."""

CARD_LENGTHS = range(13, 20)


def mails(text: str) -> Iterator[str]:
    """Addresses, as RFC 5321 has most of them."""
    if "@" in text:
        yield from (found.group() for found in MAIL.finditer(text))


def phones(text: str) -> Iterator[str]:
    """Numbers, however they are grouped."""
    yield from (found.group() for found in PHONE.finditer(text))


def cards(text: str) -> Iterator[str]:
    """Numbers whose check digit is right (ISO/IEC 7812-1, annex B)."""
    for found in CARD.finditer(text):
        digits = [int(each) for each in found.group() if each.isdigit()]
        if len(digits) in CARD_LENGTHS and len(set(digits)) > 2 and _luhn(digits):
            yield found.group()


PERSONAL: dict[str, Callable[[str], Iterator[str]]] = {"email": mails, "phone": phones, "card": cards}
"""By the name that settings and placeholders have."""


def _luhn(digits: list[int]) -> bool:
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
