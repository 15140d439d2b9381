"""Files of other systems: to theirs and back. A new one is a folder like `format1`."""
