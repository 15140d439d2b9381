"""A catalogue of a store: what its recordings are, remembered between runs, to be listed and searched at once.

Kept in the user's cache folder beside the index of the store. Only the files count: what has changed is read again,
and a catalogue that is damaged, or made by other rules, is made anew.
"""

from understudy.operations.catalogue.catalogue import Catalogue, Making
from understudy.operations.catalogue.distribution import Bin, Distribution
from understudy.operations.catalogue.overview import Overview, Saved, Share, Shares
from understudy.operations.catalogue.query import MARKS, MOST_COUNTED, ORDERS, STATES, Page, Query, Row
from understudy.operations.catalogue.summary import Summary

__all__ = [
    "MARKS",
    "MOST_COUNTED",
    "ORDERS",
    "STATES",
    "Bin",
    "Catalogue",
    "Distribution",
    "Making",
    "Overview",
    "Page",
    "Query",
    "Row",
    "Saved",
    "Share",
    "Shares",
    "Summary",
]
