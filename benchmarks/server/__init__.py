"""The HTTP door beside other servers: `server`, `server_start`, `server_recording`."""

from benchmarks.server import recording, starting, throughput

__all__ = ["recording", "starting", "throughput"]
