"""Jina: pages as text."""

CASES = [
    ("GET", "https://r.jina.ai/https://a.example/b", "jina-reader", "/https://a.example/b", None),
    ("POST", "https://r.jina.ai/", "jina-reader", "/", None),
    ("GET", "https://s.jina.ai/", "jina-search", "/", None),
    ("GET", "/https://a.example/b", "generic", "/https://a.example/b", None),
]

ANSWERS = []
