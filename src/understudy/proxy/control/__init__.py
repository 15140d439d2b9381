"""The control API below `/_understudy/scopes`: start a scope, look at its ledger, end it."""

from understudy.proxy.control.ledger import ledger
from understudy.proxy.control.requests import Control

__all__ = ["Control", "ledger"]
