"""How heavy a page is on the way: HTML, CSS and JavaScript, gzipped."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin
from urllib.request import urlopen

STYLESHEET = re.compile(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"')
SCRIPT = re.compile(r'<script[^>]+src="([^"]+)"')
IMPORT = re.compile(r"""\b(?:import|from)\s*\(?\s*["'](\.{0,2}/[^"']+)["']""")


@dataclass(frozen=True)
class Weight:
    """Bytes after gzip."""

    html: int
    css: int
    js: int


def weigh(url: str) -> Weight:
    """Weigh a page with all style sheets and scripts it names, modules they import included."""
    html = _fetch(url)
    text = html.decode("utf-8")
    styles = {urljoin(url, address) for address in STYLESHEET.findall(text)}
    return Weight(
        html=gzipped(html),
        css=sum(gzipped(_fetch(address)) for address in styles),
        js=sum(map(gzipped, _scripts([urljoin(url, one) for one in SCRIPT.findall(text)]))),
    )


def gzipped(content: bytes) -> int:
    """Bytes at gzip's usual level."""
    return len(gzip.compress(content, compresslevel=6, mtime=0))


def _scripts(addresses: list[str]) -> Iterator[bytes]:
    """The scripts and all that they import, each once."""
    seen: set[str] = set()
    while addresses:
        address = addresses.pop()
        if address not in seen:
            seen.add(address)
            content = _fetch(address)
            addresses += [urljoin(address, one) for one in IMPORT.findall(content.decode("utf-8"))]
            yield content


def _fetch(url: str) -> bytes:
    with urlopen(url, timeout=30) as answer:
        content: bytes = answer.read()
        return content
