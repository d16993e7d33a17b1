"""A zip is looked at before any of it is unpacked."""

import io
import zipfile

import pytest

from portal.lib import zips


def packed(**members: bytes) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def test_a_sound_archive_is_given():
    with zips.opened(packed(a=b"words"), most_unpacked=5) as archive:
        assert archive.read("a") == b"words"


@pytest.mark.parametrize(
    "limits",
    [
        {"most_unpacked": 9_999},
        {"most_unpacked": 20_000, "most_members": 1},
        {"most_unpacked": 20_000, "most_ratio": 10, "ratio_from": 1_000},
    ],
)
def test_one_that_promises_more_than_can_be_taken_is_refused(limits):
    with pytest.raises(zips.TooMuchError), zips.opened(packed(a=bytes(10_000), b=b""), **limits):
        pass


def test_damage_is_told_wherever_it_shows():
    with pytest.raises(zips.DamagedError), zips.opened(io.BytesIO(b"PK"), most_unpacked=9):
        pass
    whole = packed(a=bytes(range(256)) * 40).getvalue()
    broken = io.BytesIO(whole[:50] + b"\xff\xff\xff" + whole[53:])
    with (
        pytest.raises(zips.DamagedError),
        zips.opened(broken, most_unpacked=20_000) as archive,
    ):
        archive.read("a")


def test_one_with_a_password_is_refused_before_it_is_read():
    content = bytearray(packed(a=b"words").getvalue())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with (
        pytest.raises(zips.DamagedError, match="password"),
        zips.opened(io.BytesIO(bytes(content)), most_unpacked=9),
    ):
        pass
