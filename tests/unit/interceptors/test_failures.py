"""Which exceptions of a client library mean that the upstream failed, and back again."""

from __future__ import annotations

from types import ModuleType

import httpx
import httpx2
import pytest

from understudy.engine import Playback
from understudy.interceptors.failures import KINDS, failure_of, raise_ending
from understudy.model import ClosedByClient, Complete, Ended, Failed, FailureKind

MODULES = pytest.mark.parametrize("module", [httpx, httpx2], ids=["httpx", "httpx2"])


def playback(ended: Ended) -> Playback:
    return Playback("x.json", 200, (), (), (), (), ended, True)


def test_every_kind_of_failure_has_one_exception() -> None:
    """
    What any library recorded can be raised in this family.
    """
    assert sorted(KINDS.values(), key=str) == sorted(FailureKind, key=str)


@MODULES
@pytest.mark.parametrize("name, kind", KINDS.items())
def test_an_exception_is_recognised_and_raised_again(module: ModuleType, name: str, kind: FailureKind) -> None:
    """
    The same class, the same text, in either library.
    """
    class_ = getattr(module, name)

    assert failure_of(class_("broke")) is kind
    with pytest.raises(class_, match="broke") as raised:
        raise_ending(playback(Failed(kind, "broke", 0)), module)
    assert type(raised.value) is class_


@MODULES
def test_an_exception_derived_from_one_of_them_is_that_one(module: ModuleType) -> None:
    """
    A transport of somebody's own may be more precise than the library.
    """

    class Slower(module.ReadTimeout):
        pass

    assert failure_of(Slower("broke")) is FailureKind.READ_TIMEOUT


@MODULES
@pytest.mark.parametrize("name", ["PoolTimeout", "UnsupportedProtocol", "ProxyError", "LocalProtocolError"])
def test_what_the_client_does_to_itself_is_no_failure_of_an_upstream(module: ModuleType, name: str) -> None:
    """
    The API was not asked, or was asked wrongly.
    """
    assert failure_of(getattr(module, name)("broke")) is None


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError(), GeneratorExit()], ids=repr)
def test_what_no_library_raised_is_no_failure_of_an_upstream(error: BaseException) -> None:
    """
    Interrupted, or broken by the application.
    """
    assert failure_of(error) is None


def test_a_complete_answer_ends_without_an_exception() -> None:
    """
    Its chunks are all there is.
    """
    raise_ending(playback(Complete()), httpx)


@MODULES
def test_an_answer_that_its_client_left_says_where_it_ends(module: ModuleType) -> None:
    """
    And which recording it is.
    """
    with pytest.raises(module.ReadError, match=r"x\.json ends here: its client stopped reading after 7 bytes"):
        raise_ending(playback(ClosedByClient(7)), module)
