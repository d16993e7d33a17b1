"""Reads PHP's serialised plain values; objects are refused."""

from typing import Union

Value = Union[str, int, float, bool, None, dict[str | int, "Value"]]  # noqa: UP007


def unserialise(text: str) -> Value:
    """Answer the value `text` holds; raise ValueError if it is damaged or not plain."""
    value, _ = _value(text.encode(), 0, 0)
    return value


def _value(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    """Read the value at `at`; answer it and where the next begins."""
    kind = data[at : at + 2]
    if kind == b"N;":
        return None, at + 2
    if kind in (b"i:", b"b:", b"d:"):
        end = data.index(b";", at)
        number = data[at + 2 : end]
        if kind == b"d:":
            return float(number), end + 1
        return (int(number) if kind == b"i:" else number == b"1"), end + 1
    if kind == b"s:":
        colon = data.index(b":", at + 2)
        start = colon + 2
        end = start + int(data[at + 2 : colon])
        if data[end : end + 2] != b'";':
            raise ValueError("a text has another length than it says")
        return data[start:end].decode(errors="replace"), end + 2
    if kind == b"a:" and depth < 20:
        colon = data.index(b":", at + 2)
        count, at = int(data[at + 2 : colon]), colon + 2
        found: dict[str | int, Value] = {}
        for _ in range(count):
            key, at = _value(data, at, depth + 1)
            if not isinstance(key, str | int):
                raise ValueError("a key is neither a number nor a text")
            found[key], at = _value(data, at, depth + 1)
        if data[at : at + 1] != b"}":
            raise ValueError("an array does not end")
        return found, at + 1
    raise ValueError("not a plain value")
