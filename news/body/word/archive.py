"""The gate before a Word document: its archive is looked at whole before any of it is read.

A .docx is a zip of XML files; one that declares entities has no business in a document.
"""

import zipfile
from io import BytesIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from portal.lib import zips

#: A long document has a few hundred members; most of them are pictures.
MOST_MEMBERS = 2_000
MOST_UNPACKED = 256 * 1024 * 1024
#: A novel of 500,000 characters makes 8 MB of XML; reading takes some fifty times that.
MOST_XML = 12 * 1024 * 1024
#: XML packs to a thirtieth at the best; only what is large can do harm.
MOST_RATIO = 150
RATIO_FROM = 1024 * 1024

DOCUMENT = "[Content_Types].xml"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What may stand before the first "<" of an XML file in any encoding that is read.
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


class WordError(Exception):
    """A file is no Word document that can be taken; the message says what to do."""


def check(data: bytes) -> None:
    """Refuse what is no sound .docx or would cost too much to read. Raises WordError."""
    if not data:
        raise WordError(_("This file is empty. Choose the file again."))
    if data.startswith(_OLE):
        raise WordError(
            _("This is an old .doc file or has a password. Save it as .docx without a password.")
        )
    if not data.startswith(_ZIP):
        raise WordError(_("This is no Word document. Save it as .docx and send that."))
    try:
        with zips.opened(
            BytesIO(data),
            most_unpacked=MOST_UNPACKED,
            most_members=MOST_MEMBERS,
            most_ratio=MOST_RATIO,
            ratio_from=RATIO_FROM,
        ) as archive:
            _check_members(archive)
    except zips.TooMuchError as error:
        raise WordError(
            _("This document unpacks to more than can be taken. Send it in several parts.")
        ) from error
    except zips.DamagedError as error:
        raise WordError(broken()) from error


def broken() -> str:
    """What is said of a document that cannot be read."""
    return _("This document is damaged. Open it in Word, save it anew and send that.")


def _check_members(archive: zipfile.ZipFile) -> None:
    """Read each member once: sums are checked, and whatever could be read as XML is parsed."""
    if DOCUMENT not in archive.namelist():
        raise WordError(_("This is no Word document. Save it as .docx and send that."))
    xml = 0
    for one in archive.infolist():
        content = archive.read(one)
        if not content.lstrip(_BEFORE_XML).startswith(b"<"):
            continue
        xml += len(content)
        if xml > MOST_XML:
            raise WordError(_("This document is too long. Send it in several parts."))
        _check_xml(content)


def _check_xml(content: bytes) -> None:
    try:
        fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, LookupError, RecursionError) as error:
        raise WordError(broken()) from error
