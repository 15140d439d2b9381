"""AWS event streams: messages with a length, typed headers, a payload and two checksums.

    total length (4) | headers length (4) | prelude CRC (4) | headers | payload | message CRC (4)
    a header: name length (1) | name | type (1) | for a string: value length (2) | value

All big-endian; both CRCs are CRC-32 over everything before them.
Source: AWS, "Event stream encoding"; Smithy, `application/vnd.amazon.eventstream`; as of 2026-11.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass

from understudy.wire.shape import Shape

_LENGTHS = struct.Struct("!II")
_CRC = struct.Struct("!I")
_PRELUDE_BYTES = _LENGTHS.size + _CRC.size
_OVERHEAD_BYTES = _PRELUDE_BYTES + _CRC.size

# aws-c-event-stream refuses longer messages (AWS_EVENT_STREAM_MAX_MESSAGE_SIZE, as of 2026-11; once 16 MiB).
_LARGEST_BYTES = 24 * 1024 * 1024

_STRING = 7
_NAME_BYTES = 255
_VALUE_BYTES = 65_535


class EventstreamSplitter:
    """Cuts by the total length. From a damaged prelude on all is the rest: no length can be trusted.

    A message that fails its own checksum is still a frame: its length is sound.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._is_damaged = False

    def feed(self, data: bytes) -> list[bytes]:
        self._held += data
        frames = []
        start = 0
        while not self._is_damaged and len(self._held) - start >= _PRELUDE_BYTES:
            lengths = _read_prelude(self._held[start : start + _PRELUDE_BYTES])
            if lengths is None:
                self._is_damaged = True
            elif len(self._held) - start < lengths.total:
                break
            else:
                frames.append(bytes(self._held[start : start + lengths.total]))
                start += lengths.total
        del self._held[:start]
        return frames

    def rest(self) -> bytes:
        return bytes(self._held)


def shape(raw: bytes) -> Shape | None:
    """The headers as JSON pairs are the template. None where one is not a string, or anything is damaged."""
    lengths = _read_prelude(raw[:_PRELUDE_BYTES])
    if lengths is None or lengths.total != len(raw):
        return None
    checked, (crc,) = raw[: -_CRC.size], _CRC.unpack(raw[-_CRC.size :])
    if crc != zlib.crc32(checked):
        return None
    headers_end = _PRELUDE_BYTES + lengths.headers
    pairs = _read_headers(raw[_PRELUDE_BYTES:headers_end])
    if pairs is None:
        return None
    return Shape(json.dumps(pairs, ensure_ascii=False, separators=(",", ":")), checked[headers_end:])


def render(template: str, payload: bytes) -> bytes:
    """The raw message again, with lengths and checksums. ValueError where the template is no such list."""
    headers = _write_headers(template)
    lengths = _LENGTHS.pack(_OVERHEAD_BYTES + len(headers) + len(payload), len(headers))
    message = lengths + _CRC.pack(zlib.crc32(lengths)) + headers + payload
    return message + _CRC.pack(zlib.crc32(message))


@dataclass(frozen=True, slots=True)
class _Lengths:
    total: int
    headers: int


def _read_prelude(prelude: bytes | bytearray) -> _Lengths | None:
    if len(prelude) < _PRELUDE_BYTES:
        return None
    total, headers = _LENGTHS.unpack_from(prelude)
    (crc,) = _CRC.unpack_from(prelude, _LENGTHS.size)
    if crc != zlib.crc32(prelude[: _LENGTHS.size]) or not headers + _OVERHEAD_BYTES <= total <= _LARGEST_BYTES:
        return None
    return _Lengths(total, headers)


def _read_headers(raw: bytes) -> list[tuple[str, str]] | None:
    pairs = []
    at = 0
    try:
        while at < len(raw):
            name_end = at + 1 + raw[at]
            value_start = name_end + 3
            kind, length = struct.unpack_from("!BH", raw, name_end)
            if kind != _STRING or value_start + length > len(raw):
                return None
            pairs.append((raw[at + 1 : name_end].decode(), raw[value_start : value_start + length].decode()))
            at = value_start + length
    except (struct.error, UnicodeDecodeError):
        return None
    return pairs


def _write_headers(template: str) -> bytes:
    pairs = json.loads(template)
    if not isinstance(pairs, list):
        raise ValueError(f"template {template!r} is not a list of headers")
    return b"".join(_write_header(pair) for pair in pairs)


def _write_header(pair: object) -> bytes:
    match pair:
        case [str(name), str(value)]:
            key, content = name.encode(), value.encode()
            if len(key) <= _NAME_BYTES and len(content) <= _VALUE_BYTES:
                return bytes([len(key)]) + key + struct.pack("!BH", _STRING, len(content)) + content
    raise ValueError(f"{pair!r} is not a header, expected [name, value]")
