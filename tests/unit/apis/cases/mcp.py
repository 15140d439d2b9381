"""The Model Context Protocol over streamable HTTP."""

CASES = [
    ("POST", "/mcp", "mcp", "/mcp", None),
    ("POST", "/mcp/", "mcp", "/mcp/", None),
    ("GET", "/api/weather/mcp", "mcp", "/api/weather/mcp", None),
    ("DELETE", "/mcp", "mcp", "/mcp", None),
    ("POST", "/mcp/tools", "generic", "/mcp/tools", None),
    ("POST", "/xmcp", "generic", "/xmcp", None),
]

ANSWERS = []
