"""The log: one line for each request, if it is asked for. No header is in it, and no key."""
