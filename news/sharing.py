"""Taking a story elsewhere: a code for the phone's camera, an address for Weibo."""

from functools import lru_cache
from urllib.parse import urlencode

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

WEIBO = "https://service.weibo.com/share/share.php"

QUIET_ZONE = 2
"""Empty modules around the code; the page around it is white as well."""


@lru_cache(maxsize=256)
def qr_svg(text: str) -> str:
    """Draw a QR code as an SVG of one path, a stroke for each run of dark modules."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{start} {y}.5h{length}" for y, row in enumerate(rows) for start, length in _runs(row)
    )
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path stroke="#000" shape-rendering="crispEdges" d="{path}"/></svg>'
    )


def weibo_url(address: str, title: str) -> str:
    """Where Weibo takes a link with its title."""
    return f"{WEIBO}?{urlencode({'url': address, 'title': title})}"


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """The (start, length) of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
