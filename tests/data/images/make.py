"""Makes the pictures beside it: `python tests/data/images/make.py` writes them all anew.

They are committed, so that a test reads what stood here when it was written, whatever Pillow
does later.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import ExifTags, Image, ImageCms, ImageDraw

HERE = Path(__file__).parent

NAMESPACES = """
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
"""

XMP = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"{NAMESPACES}>
<rdf:RDF><rdf:Description rdf:about=""
 photoshop:Credit="澄浦日报" photoshop:DateCreated="2026-06-16T15:02:03+08:00"
 ext:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia">
<photoshop:Headline>龙门吊</photoshop:Headline>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">北堤船厂的两台龙门吊。</rdf:li>
<rdf:li xml:lang="en-GB">The two gantry cranes of the shipyard.</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>罗一川</rdf:li><rdf:li>沈千</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 澄浦日报社</rdf:li></rdf:Alt></dc:rights>
<dc:subject><rdf:Bag><rdf:li>船厂</rdf:li><rdf:li>滨江</rdf:li></rdf:Bag></dc:subject>
<xmpRights:UsageTerms><rdf:Alt>
<rdf:li xml:lang="x-default">仅限本站</rdf:li></rdf:Alt></xmpRights:UsageTerms>
<core:AltTextAccessibility><rdf:Alt>
<rdf:li xml:lang="zh-Hans">两台红色龙门吊立在河岸</rdf:li></rdf:Alt></core:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""

ENTITIES = f"""{" " * 1100}<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>"""


def main() -> None:
    for name, data in everything():
        (HERE / name).write_bytes(data)


def everything() -> Iterator[tuple[str, bytes]]:
    scene = drawing()
    plain = saved(scene, "JPEG")
    yield "plain.jpg", plain
    yield "plain.png", saved(scene, "PNG")
    yield "plain.webp", saved(scene, "WEBP")
    yield "plain.avif", saved(scene, "AVIF")
    yield "plain.gif", saved(scene, "GIF")
    yield "moving.gif", saved(scene, "GIF", save_all=True, append_images=[scene.rotate(90)])
    yield "grey.jpg", saved(scene.convert("L"), "JPEG")
    yield "cmyk.jpg", saved(scene.convert("CMYK"), "JPEG")
    yield "grey16.png", saved(Image.new("I;16", (60, 40), 32768), "PNG")
    yield "bits.png", saved(scene.convert("1"), "PNG")
    yield "clear.png", saved(Image.new("RGBA", (60, 40), (0, 0, 0, 0)), "PNG")
    yield "clear-palette.png", saved(Image.new("P", (60, 40), 0), "PNG", transparency=0)
    yield "lying.jpg", saved(scene, "JPEG", exif=exif({ExifTags.Base.Orientation: 6}))
    yield "lying.png", saved(scene, "PNG", exif=exif({ExifTags.Base.Orientation: 6}))
    yield "profile.jpg", saved(Image.new("RGB", (60, 40), "lime"), "JPEG", icc_profile=swapped())
    yield "bad-profile.jpg", saved(scene, "JPEG", icc_profile=b"no profile at all")

    yield "xmp.jpg", saved(scene, "JPEG", xmp=XMP.encode())
    yield "xmp.png", with_xmp_chunk(saved(scene, "PNG"))
    yield "xmp.webp", saved(scene, "WEBP", xmp=XMP.encode())
    yield "xmp-entities.jpg", saved(scene, "JPEG", xmp=ENTITIES.encode())
    yield "iptc-utf8.jpg", with_iptc(plain, iptc("utf-8"))
    yield "iptc-declared.jpg", with_iptc(plain, iptc("utf-8", declared=True))
    yield "iptc-gb18030.jpg", with_iptc(plain, iptc("gb18030"))
    yield "iptc-cut.jpg", with_iptc(plain, iptc("utf-8", limit=32))
    yield "iptc-broken.jpg", with_iptc(plain, b"\x1c\x02\x78\xff\xff too short")
    yield "exif-gb18030.jpg", with_exif_text("gb18030")
    yield "exif-utf8.jpg", with_exif_text("utf-8")
    yield "exif-place.jpg", saved(scene, "JPEG", exif=place(), comment=b"shot on a phone")

    yield "phone.jpg", plain + saved(scene.resize((30, 20)), "JPEG")
    yield "motion.jpg", plain + b"\0\0\0\x18ftypmp42" + bytes(64)
    yield "padded.jpg", plain + bytes(512)
    yield "several.mpo", saved(scene, "MPO", save_all=True, append_images=[scene.rotate(90)])

    yield "archive.jpg", plain + archive()
    yield "archive.png", saved(scene, "PNG") + archive()
    yield "archive.gif", saved(scene, "GIF") + archive()
    yield "archive.webp", saved(scene, "WEBP") + archive()
    yield "archive.avif", saved(scene, "AVIF") + archive()
    yield "document.jpg", plain[:2] + segment(0xFE, b"%PDF-1.4 1 0 obj") + plain[2:]
    yield "truncated.jpg", plain[: len(plain) * 2 // 3]
    yield "truncated.png", saved(scene, "PNG")[:-60]
    yield "truncated.webp", saved(scene, "WEBP")[:-50]
    yield "truncated.avif", saved(scene, "AVIF")[:-50]
    yield "truncated.gif", saved(scene, "GIF")[:-50]
    yield "bad-sum.png", saved(scene, "PNG").replace(b"IDATx", b"IDATy")
    yield "short.png", blank_png(60, 40, rows=10)
    yield "bomb.png", blank_png(20_000, 20_000)
    yield "long.png", blank_png(40_000, 10)
    yield "drawing.svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'
    yield "phone.heic", b"\0\0\0\x18ftypheic" + bytes(40)
    yield "page.jpg", b"<!doctype html><title>not a picture</title>"
    yield "letters.jpg", "不是图片".encode() * 20
    yield "bitmap.bmp", saved(scene, "BMP")


def drawing() -> Image.Image:
    """Draw something with an up, a left and a right: red above left, blue below right."""
    scene = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    pen = ImageDraw.Draw(scene)
    pen.rectangle((0, 0, 19, 19), fill="red")
    pen.rectangle((40, 20, 59, 39), fill="blue")
    return scene


def saved(image: Image.Image, format_name: str, **settings: object) -> bytes:
    written = BytesIO()
    image.save(written, format_name, **settings)
    return written.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def with_iptc(jpeg: bytes, records: bytes) -> bytes:
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records
    return jpeg[:2] + segment(0xED, b"Photoshop 3.0\0" + block + bytes(len(records) % 2)) + jpeg[2:]


def iptc(encoding: str, *, declared: bool = False, limit: int | None = None) -> bytes:
    fields = [
        (5, "DSC_0412"),
        (105, "船厂的龙门吊不拆了"),
        (120, "北堤船厂的两台龙门吊，主吊高 58 米。"),
        (80, "罗一川"),
        (110, "澄浦日报社图片新闻中心"),
        (116, "© 澄浦日报社"),
        (25, "船厂"),
        (25, "滨江"),
        (55, "20260616"),
        (60, "150203+0800"),
    ]
    head = record(1, 90, b"\x1b%G") if declared else b""
    return head + b"".join(
        record(2, number, text.encode(encoding)[:limit]) for number, text in fields
    )


def record(kind: int, number: int, content: bytes) -> bytes:
    return bytes([0x1C, kind, number]) + struct.pack(">H", len(content)) + content


def exif(tags: dict[int, object]) -> Image.Exif:
    written = Image.Exif()
    for tag, value in tags.items():
        written[tag] = value
    return written


def with_exif_text(encoding: str) -> bytes:
    """Write Chinese EXIF as cameras do, bytes as they are; Pillow would write question marks."""
    caption = "渡口清晨".encode(encoding)
    data = saved(
        drawing(),
        "JPEG",
        exif=exif(
            {
                ExifTags.Base.ImageDescription: "@" * len(caption),
                ExifTags.Base.Artist: "Luo Yichuan",
                ExifTags.Base.Copyright: "Chengpu Daily",
            }
        ),
    )
    return data.replace(b"@" * len(caption), caption)


def place() -> Image.Exif:
    written = exif({ExifTags.Base.Model: "A phone", ExifTags.Base.Artist: "Luo Yichuan"})
    written.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (30.0, 15.0, 0.0)})
    written.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:06:16 15:02:03"
    written.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
    return written


def swapped() -> bytes:
    """Make a profile in which lime is a much darker green, so that ignoring it shows."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for name in (b"rTRC", b"gTRC", b"bTRC"):
        entry = profile.index(name)
        start = int.from_bytes(profile[entry + 4 : entry + 8], "big")
        profile[start + 12 : start + 16] = (4 << 16).to_bytes(4, "big")
    return bytes(profile)


def with_xmp_chunk(png: bytes) -> bytes:
    content = b"XML:com.adobe.xmp\0\0\0\0\0" + XMP.encode()
    return png[:33] + chunk(b"iTXt", content) + png[33:]


def blank_png(width: int, height: int, rows: int | None = None) -> bytes:
    """Write a small file that would be a vast picture, or one with fewer rows than it claims."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    coded = zlib.compress(bytes((width // 8 + 1) * (rows or height)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", coded) + chunk(b"IEND", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def archive() -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as bundle:
        bundle.writestr("evil.txt", "not a picture")
    return written.getvalue()


if __name__ == "__main__":
    main()
