"""Tavily: search, and what it found."""

ID = "rec-a6ad8748dce1"
HOST = "https://api.tavily.com"

CASES = [
    ("POST", f"{HOST}/search", "tavily-search", "/search", None),
    ("POST", f"{HOST}/extract", "tavily-search", "/extract", None),
    ("POST", f"{HOST}/research", "tavily-research", "/research", None),
    ("GET", f"{HOST}/research/8c6f", "tavily-research", "/research/8c6f", None),
    # Anybody else's search is compared alike, and nothing in its answer is touched.
    ("POST", "https://shop.example/search", "generic", "/search", None),
    ("POST", "/search", "generic", "/search", None),
]

ANSWERS = [
    (
        "tavily-search",
        {"request_id": "8c6f0f6e-98c4", "response_time": 1.5, "results": [{"url": "https://a.example"}]},
        {"request_id": ID, "response_time": 1.5, "results": [{"url": "https://a.example"}]},
    ),
    ("tavily-research", {"request_id": "8c6f0f6e-98c4", "status": "pending"}, {"request_id": ID, "status": "pending"}),
]
