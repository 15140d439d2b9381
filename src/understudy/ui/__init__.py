"""Pages to look at recordings: an application for a server of ours, made from a store."""

from understudy.ui.site import Site

__all__ = ["Site"]
