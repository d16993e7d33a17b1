"""What the picture engine takes, refuses, reads and cuts."""

from __future__ import annotations

import tracemalloc
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image

from news import imaging
from news.imaging import (
    Box,
    CropsError,
    Cut,
    PictureError,
    Wording,
    crop_box,
    merged_crops,
    open_picture,
    parse_crops,
)

PICTURES = Path(__file__).parents[1] / "data" / "images"
PLAIN = ["plain.jpg", "plain.png", "plain.gif", "plain.webp", "plain.avif"]
LIMIT = 10_000_000
AFTERNOON = datetime(2026, 6, 16, 15, 2, 3, tzinfo=timezone(timedelta(hours=8)))


def read(name: str) -> bytes:
    return (PICTURES / name).read_bytes()


def opened(name: str) -> imaging.Picture:
    return open_picture(read(name), max_bytes=LIMIT)


def drawn(name: str, *, ratio: str = imaging.OWN, width: int = 60, form: str = "jpeg"):
    """Open a picture, cut it once, and answer what a reader's browser would show."""
    picture = opened(name)
    box = crop_box(picture.width, picture.height, ratio)
    ((_, data),) = picture.cut([Cut(box, min(width, box.width), form)])
    return Image.open(BytesIO(data))


def is_near(pixel: tuple[int, ...], wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 60 for one, other in zip(pixel, wanted, strict=True))


RED, BLUE, WHITE = (254, 0, 0), (0, 0, 254), (255, 255, 255)


# What is taken


@pytest.mark.parametrize(
    ("name", "form", "ending"),
    [
        ("plain.jpg", "JPEG", "jpg"),
        ("plain.png", "PNG", "png"),
        ("plain.webp", "WEBP", "webp"),
        ("plain.avif", "AVIF", "avif"),
        ("plain.gif", "GIF", "gif"),
        ("moving.gif", "GIF", "gif"),
        ("several.mpo", "JPEG", "jpg"),
    ],
)
def test_the_formats_of_a_newsroom_are_taken(name, form, ending):
    picture = opened(name)

    assert (picture.format, picture.extension) == (form, ending)
    assert (picture.width, picture.height) == (60, 40)


def test_the_name_of_a_file_means_nothing_its_bytes_do():
    assert open_picture(read("plain.png")).format == "PNG"


@pytest.mark.parametrize("name", ["phone.jpg", "motion.jpg", "padded.jpg", "several.mpo"])
def test_what_a_camera_hangs_on_behind_a_picture_is_left_out(name):
    picture = opened(name)

    assert len(picture.data) < len(read(name))
    assert read(name).startswith(picture.data)
    assert picture.data.endswith(b"\xff\xd9")


# What is refused


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("archive.jpg", "Something else is hidden behind this picture."),
        ("archive.png", "Something else is hidden behind this picture."),
        ("archive.webp", "Something else is hidden behind this picture."),
        ("archive.avif", "Something else is hidden behind this picture."),
        ("archive.gif", "Something else is hidden behind this picture."),
        ("document.jpg", "This file is not a picture we can read."),
        ("page.jpg", "This file is not a picture we can read."),
        ("letters.jpg", "This file is not a picture we can read."),
        ("bitmap.bmp", "This file is not a picture we can read."),
        ("drawing.svg", "SVG drawings can carry scripts and are not taken."),
        ("phone.heic", "HEIC pictures are not taken"),
        ("bomb.png", "This picture is too large: at most 50 million pixels"),
        ("long.png", "This picture is too large"),
        ("truncated.jpg", "This picture is damaged or incomplete."),
        ("truncated.png", "This picture is damaged or incomplete."),
        ("truncated.webp", "This picture is damaged or incomplete."),
        ("truncated.avif", "This picture is damaged or incomplete."),
        ("truncated.gif", "This picture is damaged or incomplete."),
        ("bad-sum.png", "This picture is damaged or incomplete."),
    ],
)
def test_what_is_no_sound_picture_is_refused_with_the_reason(name, says):
    with translation.override("en"), pytest.raises(PictureError) as refusal:
        opened(name)

    assert says in str(refusal.value)


def test_an_empty_file_is_refused():
    with translation.override("en"), pytest.raises(PictureError, match="This file is empty"):
        open_picture(b"")


def test_a_picture_heavier_than_allowed_is_refused_with_both_weights():
    heavy = read("plain.png") + bytes(3_000_000)

    with translation.override("en"), pytest.raises(PictureError) as refusal:
        open_picture(heavy, max_bytes=2_000_000)

    assert "2.9\xa0MB" in str(refusal.value)
    assert "1.9\xa0MB" in str(refusal.value)


def test_a_bomb_is_refused_before_it_goes_off():
    bomb = read("bomb.png")
    tracemalloc.start()

    with pytest.raises(PictureError):
        open_picture(bomb)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_damage_that_only_decoding_shows_is_refused_when_cut():
    picture = opened("short.png")

    with pytest.raises(PictureError):
        list(picture.cut([Cut(Box(0, 0, 60, 40), 60, "jpeg")]))


@pytest.mark.parametrize("name", PLAIN)
def test_a_file_cut_short_anywhere_is_refused(name):
    whole = read(name)
    for length in range(1, len(whole), 7):
        with pytest.raises(PictureError):
            open_picture(whole[:length])


@pytest.mark.parametrize("name", PLAIN)
def test_a_flipped_byte_is_taken_or_refused_but_never_breaks_us(name):
    whole = bytearray(read(name))
    for position in range(0, len(whole), 11):
        changed = bytes(whole[:position]) + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :]
        try:
            picture = open_picture(changed)
            list(picture.cut([Cut(crop_box(picture.width, picture.height), 1, "jpeg")]))
        except PictureError:
            continue


# What is read


@pytest.mark.parametrize("name", ["xmp.jpg", "xmp.png", "xmp.webp"])
def test_xmp_tells_all_of_a_picture(name):
    said = opened(name).metadata

    assert said.title == Wording(zh="龙门吊")
    assert said.caption == Wording(
        zh="北堤船厂的两台龙门吊。", en="The two gantry cranes of the shipyard."
    )
    assert said.alt == Wording(zh="两台红色龙门吊立在河岸")
    assert said.byline == "罗一川、沈千"
    assert said.credit == "澄浦日报"
    assert said.credit_line == "罗一川、沈千 / 澄浦日报"
    assert said.rights == "© 澄浦日报社"
    assert said.licence == "仅限本站"
    assert said.source_type == "trainedAlgorithmicMedia"
    assert said.keywords == ("船厂", "滨江")
    assert said.taken == AFTERNOON


@pytest.mark.parametrize("name", ["iptc-utf8.jpg", "iptc-declared.jpg", "iptc-gb18030.jpg"])
def test_iptc_is_read_in_every_encoding_of_a_chinese_agency(name):
    said = opened(name).metadata

    assert said.title == Wording(zh="船厂的龙门吊不拆了")
    assert said.caption == Wording(zh="北堤船厂的两台龙门吊，主吊高 58 米。")
    assert said.byline == "罗一川"
    assert said.credit == "澄浦日报社图片新闻中心"
    assert said.rights == "© 澄浦日报社"
    assert said.keywords == ("船厂", "滨江")
    assert said.taken == AFTERNOON


def test_iptc_cut_inside_a_letter_is_still_utf8():
    said = opened("iptc-cut.jpg").metadata

    assert said.credit == "澄浦日报社图片新闻中"
    assert said.caption == Wording(zh="北堤船厂的两台龙门吊")


@pytest.mark.parametrize("name", ["exif-utf8.jpg", "exif-gb18030.jpg"])
def test_exif_is_read_last(name):
    said = opened(name).metadata

    assert said.caption == Wording(zh="渡口清晨")
    assert said.credit_line == "Luo Yichuan"
    assert said.rights == "Chengpu Daily"


def test_the_time_a_phone_wrote_is_read():
    assert opened("exif-place.jpg").metadata.taken == AFTERNOON


def test_xmp_comes_before_iptc_before_exif():
    both = read("iptc-utf8.jpg")
    xmp = read("xmp.jpg")
    start = xmp.index(b"\xff\xe1")
    length = int.from_bytes(xmp[start + 2 : start + 4], "big")
    said = open_picture(both[:2] + xmp[start : start + 2 + length] + both[2:]).metadata

    assert said.credit == "澄浦日报"
    assert said.title == Wording(zh="龙门吊")


@pytest.mark.parametrize("name", ["iptc-broken.jpg", "xmp-entities.jpg", "plain.jpg"])
def test_a_picture_with_garbled_metadata_is_taken_without_it(name):
    assert opened(name).metadata == imaging.Metadata()


def test_photographer_and_agency_stand_in_the_credit_once():
    assert imaging.Metadata(byline="罗一川", credit="罗一川/新华社").credit_line == "罗一川/新华社"
    assert imaging.Metadata(byline="罗一川").credit_line == "罗一川"


# Where it is cut


@pytest.mark.parametrize(
    ("ratio", "box"),
    [
        ("own", Box(0, 0, 6000, 4000)),
        ("3:2", Box(0, 0, 6000, 4000)),
        ("4:3", Box(334, 0, 5333, 4000)),
        ("1:1", Box(1000, 0, 4000, 4000)),
        ("1.91:1", Box(0, 425, 6000, 3150)),
        ("16:9", Box(0, 312, 6000, 3375)),
    ],
)
def test_every_ratio_is_cut_as_large_as_it_fits(ratio, box):
    assert crop_box(6000, 4000, ratio) == box


@pytest.mark.parametrize(
    ("focal", "x"), [((0, 50), 0), ((25, 50), 0), ((50, 50), 500), ((60, 0), 700), ((100, 9), 1000)]
)
def test_a_crop_follows_the_focal_point_and_stays_inside(focal, x):
    assert crop_box(2000, 1000, "1:1", focal) == Box(x, 0, 1000, 1000)


def test_a_head_at_the_top_of_an_upright_picture_is_kept():
    assert crop_box(1000, 3000, "3:2", (50, 5)) == Box(0, 0, 1000, 667)


def test_a_picture_of_one_pixel_has_every_crop():
    for ratio in imaging.RATIOS:
        assert crop_box(1, 1, ratio) == Box(0, 0, 1, 1)


def test_a_share_card_is_1200_by_630():
    cut = Cut(crop_box(6000, 4000, "1.91:1"), 1200, "jpeg")

    assert (cut.width, cut.height) == (1200, 630)


def test_a_box_is_written_as_four_numbers():
    assert str(Box(1, 2, 30, 40)) == "1,2,30,40"
    assert Box.parse("1,2,30,40") == Box(1, 2, 30, 40)


# How it is drawn


@pytest.mark.parametrize("form", ["jpeg", "webp", "avif"])
def test_a_rendition_is_drawn_in_every_format(form):
    seen = drawn("plain.jpg", width=48, form=form)

    assert seen.format == form.upper()
    assert seen.size == (48, 32)
    assert is_near(seen.convert("RGB").getpixel((4, 4)), RED)


def test_one_call_makes_all_renditions_and_no_two_alike():
    picture = opened("plain.jpg")
    own = crop_box(picture.width, picture.height)
    square = crop_box(picture.width, picture.height, "1:1", (100, 50))
    orders = [Cut(own, 60, "jpeg"), Cut(own, 30, "jpeg"), Cut(own, 60, "webp")]
    orders += [Cut(square, 20, "jpeg"), Cut(own, 60, "jpeg")]

    made = dict(picture.cut(orders))

    assert set(made) == set(orders)
    sizes = {cut: Image.open(BytesIO(data)).size for cut, data in made.items()}
    assert sizes == {cut: (cut.width, cut.height) for cut in made}
    right = Image.open(BytesIO(made[Cut(square, 20, "jpeg")])).convert("RGB")
    assert is_near(right.getpixel((17, 17)), BLUE)


def test_nothing_ordered_is_nothing_made():
    assert list(opened("plain.jpg").cut([])) == []


@pytest.mark.parametrize("name", ["lying.jpg", "lying.png"])
def test_a_picture_taken_sideways_is_shown_upright(name):
    picture = opened(name)
    seen = drawn(name, width=40).convert("RGB")

    assert (picture.width, picture.height) == (40, 60)
    assert seen.size == (40, 60)
    assert is_near(seen.getpixel((35, 5)), RED)
    assert is_near(seen.getpixel((5, 55)), BLUE)


@pytest.mark.parametrize("name", ["clear.png", "clear-palette.png"])
@pytest.mark.parametrize("form", ["jpeg", "webp", "avif"])
def test_what_is_transparent_lies_on_paper(name, form):
    assert drawn(name, form=form).convert("RGB").getpixel((5, 5)) == WHITE


@pytest.mark.parametrize(
    "name", ["grey.jpg", "cmyk.jpg", "bits.png", "grey16.png", "bad-profile.jpg"]
)
def test_every_kind_of_colour_becomes_plain_colour(name):
    assert drawn(name).mode == "RGB"


def test_deep_grey_keeps_its_tone():
    assert is_near(drawn("grey16.png").getpixel((5, 5)), (128, 128, 128))


def test_a_colour_profile_is_worked_in():
    seen = drawn("profile.jpg", form="webp")

    assert "icc_profile" not in seen.info
    green = seen.convert("RGB").getpixel((5, 5))
    assert green != (0, 255, 0)


@pytest.mark.parametrize("form", ["jpeg", "webp", "avif"])
def test_a_rendition_says_nothing_of_camera_and_place(form):
    seen = drawn("exif-place.jpg", form=form)

    assert not seen.getexif()
    assert b"phone" not in repr(seen.info).encode()


@pytest.mark.parametrize("form", ["jpeg", "webp", "avif"])
def test_a_rendition_carries_its_credit(form):
    notice = imaging.Notice(credit="罗一川 & <澄浦>", rights="© 澄浦日报社")
    picture = opened("exif-place.jpg")
    ((_, data),) = picture.cut([Cut(Box(0, 0, 60, 40), 60, form)], notice)

    said = open_picture(data).metadata
    assert said.credit == "罗一川 & <澄浦>"
    assert said.rights == "© 澄浦日报社"
    assert said.taken is None


# Crops by hand


@pytest.mark.parametrize(
    ("crops", "box"),
    [
        ("3:2 10 0 60", "160,0,960,640"),
        ("3:2 90 90 60", "640,427,960,640"),
        ("1:1 0 0 50", "0,0,1600,1067"),
    ],
)
def test_a_crop_by_hand_goes_before_the_focal_point(crops, box):
    assert str(crop_box(1600, 1067, "3:2", (50, 50), crops)) == box


def test_a_crop_that_is_higher_than_the_picture_is_made_smaller():
    assert str(crop_box(1600, 1000, "1:1", crops="1:1 0 0 100")) == "0,0,1000,1000"


@pytest.mark.parametrize("text", ["3:2", "3:2 1 2", "5:7 1 2 30", "3:2 1 2 9", "3:2 -1 2 30", "x"])
def test_other_texts_are_no_crops(text):
    with pytest.raises(CropsError):
        parse_crops(text)


def test_the_crops_of_a_use_go_before_those_of_the_picture():
    merged = merged_crops("1:1 0 0 50; 3:2 0 0 50", "3:2 10 10 40")
    assert merged == "3:2 10 10 40; 1:1 0 0 50"
