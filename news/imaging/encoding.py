"""How a rendition is written: plain sRGB, its credit inside, no trace of camera or place."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image

#: Measured on a noisy picture of 24 megapixels at 1600 px: JPEG 65 ms and 368 kB, WebP 699 ms
#: and 322 kB, AVIF 1.5 s and 102 kB. So JPEG is made at once and the others by the worker.
SETTINGS: dict[str, dict[str, int | bool]] = {
    "jpeg": {"quality": 80, "progressive": True},
    "webp": {"quality": 78, "method": 4},
    "avif": {"quality": 55, "speed": 6},
}

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">
<photoshop:Credit>{credit}</photoshop:Credit>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{rights}</rdf:li></rdf:Alt></dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""


@dataclass(frozen=True)
class Notice:
    """Whom a picture is owed to; all that a rendition keeps of its metadata."""

    credit: str = ""
    rights: str = ""

    def as_xmp(self) -> bytes:
        """Answer the notice as an XMP packet; EXIF has no encoding for Chinese."""
        if not (self.credit or self.rights):
            return b""
        return _XMP.format(credit=escape(self.credit), rights=escape(self.rights)).encode()


def encode(image: Image.Image, format_name: str, notice: Notice) -> bytes:
    """Write an RGB picture as jpeg, webp or avif."""
    written = BytesIO()
    xmp = notice.as_xmp()
    keep = {"xmp": xmp} if xmp else {}
    image.save(written, format_name.upper(), **SETTINGS[format_name], **keep)
    return written.getvalue()
