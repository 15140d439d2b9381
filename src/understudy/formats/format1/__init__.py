"""A recording in the own form of the system that format 1 comes from.

The reader of that form is `understudy.store.format1`. What is written here is read back there, and whatever
does not come back as it was is listed.
"""

from understudy.formats.format1.document import Unwritable, Written, names_in, own_file, stable_name, written

__all__ = ["Unwritable", "Written", "names_in", "own_file", "stable_name", "written"]
