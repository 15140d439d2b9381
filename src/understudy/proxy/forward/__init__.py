"""The server as a forward proxy, for clients whose base URL cannot be moved: plain, and CONNECT with TLS undone."""
