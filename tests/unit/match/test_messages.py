from __future__ import annotations

from understudy.match.messages import canonical_message


def test_media_in_a_message_are_their_bytes():
    """
    Sound that is written in lines of base64 is the same sound.
    """
    sound = "AAAA" * 32
    lines = "\\r\\n".join(sound[at : at + 64] for at in range(0, len(sound), 64))

    assert canonical_message(f'{{"audio": "{sound}"}}'.encode()) == canonical_message(
        f'{{"audio": "{lines}"}}'.encode()
    )


def test_what_is_no_json_is_its_bytes():
    """
    Also where it is no text.
    """
    assert canonical_message(b"\xff\x00") == b"\xff\x00"
