"""A corpus of hostile stores, each built by a few lines of code, and what watches their readers."""

from tests.trust.hostile import cassettes, documents, folders, media, texts, waiting
from tests.trust.hostile.builder import EVERY, MARKER, Builder

__all__ = ["EVERY", "MARKER", "Builder", "cassettes", "documents", "folders", "media", "texts", "waiting"]
