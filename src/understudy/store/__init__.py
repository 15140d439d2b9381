"""Recordings at rest. A new kind of store is a file like `directory.py` that keeps `contract.Store`."""

from understudy.store.contract import CallDraft, Draft, Entry, Prepared, Saved, Saving, Store
from understudy.store.directory import Directory
from understudy.store.reading import read
from understudy.store.spool import Spool

__all__ = ["CallDraft", "Directory", "Draft", "Entry", "Prepared", "Saved", "Saving", "Spool", "Store", "read"]
