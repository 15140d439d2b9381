"""Recordings at rest. A new kind of store is a file like `directory.py` that keeps `contract.Store`."""

from understudy.store.contract import CallDraft, Draft, Entry, Saved, Store
from understudy.store.directory import Directory
from understudy.store.reading import read

__all__ = ["CallDraft", "Directory", "Draft", "Entry", "Saved", "Store", "read"]
