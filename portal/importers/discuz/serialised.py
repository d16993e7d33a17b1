"""Reads PHP's serialised plain values; objects and references are refused.

A text says its length in bytes of the character set it was written in. Where a dump was converted
since, the length is wrong, and the text ends at the next closing mark.
"""

from typing import Union

Value = Union[str, int, float, bool, None, dict[str | int, "Value"]]  # noqa: UP007

DEEPEST = 20


def unserialise(text: str, encoding: str = "utf-8") -> Value:
    """Answer the value `text` holds; raise ValueError if it is damaged or not plain."""
    return _Reader(text.encode(encoding, "replace"), encoding).value(0)


class _Reader:
    def __init__(self, data: bytes, encoding: str) -> None:
        self.data = data
        self.encoding = encoding
        self.at = 0

    def value(self, depth: int) -> Value:
        kind = self._take(2)
        if kind == b"N;":
            return None
        if kind == b"i:":
            return int(self._up_to(b";"))
        if kind == b"b:":
            return self._up_to(b";") == b"1"
        if kind == b"d:":
            return float(self._up_to(b";"))
        if kind == b"s:":
            return self._text(self._length())
        if kind == b"a:" and depth < DEEPEST:
            return self._array(self._length(), depth)
        raise ValueError("not a plain value")

    def _array(self, count: int, depth: int) -> Value:
        self._expect(b"{")
        found: dict[str | int, Value] = {}
        for _ in range(count):
            key = self.value(depth + 1)
            if not isinstance(key, str | int):
                raise ValueError("a key is neither a number nor a text")
            found[key] = self.value(depth + 1)
        self._expect(b"}")
        return found

    def _text(self, length: int) -> str:
        self._expect(b'"')
        end = self.at + length
        if self.data[end : end + 2] != b'";':
            end = self.data.index(b'";', self.at)
        text, self.at = self.data[self.at : end], end + 2
        return text.decode(self.encoding, "replace")

    def _length(self) -> int:
        digits = self._up_to(b":")
        if not digits.isdigit():
            raise ValueError("not a length")
        return int(digits)

    def _up_to(self, mark: bytes) -> bytes:
        end = self.data.index(mark, self.at, self.at + 40)
        text, self.at = self.data[self.at : end], end + 1
        return text

    def _take(self, number: int) -> bytes:
        text, self.at = self.data[self.at : self.at + number], self.at + number
        return text

    def _expect(self, mark: bytes) -> None:
        if self._take(1) != mark:
            raise ValueError(f"not {mark.decode()} where it should be")
