"""Tables of stories as an editor hands them in."""

from django.core.files.uploadedfile import SimpleUploadedFile

IMPORT = "/admin/news/article/import/"


def csv_of(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("utf-8-sig")


def send(client, data: bytes, name: str = "stories.csv", **fields):
    file = SimpleUploadedFile(name, data)
    return client.post(IMPORT, {"file": file} | fields, follow=True)
