"""Pictures for the tests of the library."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from news import uploads
from news.models import Image
from tests import factories

IMAGES = "/admin/news/image/"
SAMPLES = Path(__file__).parents[2] / "data" / "images"


def jpeg(name: str = "gantry.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, factories.picture_bytes(640, 480), "image/jpeg")


def kept_image(**facts) -> Image:
    return uploads.add_image(jpeg(), **{"credit": "罗一川", "alt_zh": "一张图"} | facts)
