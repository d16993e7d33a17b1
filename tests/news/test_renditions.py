"""Which renditions are made when, and how a page shows those that exist."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.template import Context, Template
from PIL import Image as Picture

from news import editing, renditions, uploads, workflow
from news.models import FrontPage, FrontVersion, Image, MissingPicture, Rendition, Slot
from news.renditions import missing
from tests.factories import make_article, make_document, make_topic, picture_bytes

pytestmark = pytest.mark.django_db

# The worker opens connections of its own, which see only what is committed.
with_worker = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def add(width: int = 1800, height: int = 1200, **facts) -> Image:
    facts = {"credit": "罗一川", "alt_zh": "龙门吊", "caption_zh": "两台龙门吊。"} | facts
    return uploads.add_image(ContentFile(picture_bytes(width, height), "picture.jpg"), **facts)


def made(image: Image) -> set[tuple[str, int, str]]:
    return set(image.renditions.values_list("box", "width", "format"))


def shown(image: Image | None, use: str = "card", *, alt: str = "", eager: bool = False) -> str:
    source = "{% load pictures %}{% picture image use alt=alt eager=eager %}"
    words = {"image": image, "use": use, "alt": alt, "eager": eager}
    return Template(source).render(Context(words)).strip()


# Made when a deed asks


@with_worker
def test_a_published_cover_gets_all_its_cuts_from_the_worker(run_tasks):
    image = add(2000, 1000)
    article = make_article(cover=image.pk, state="draft")
    before = made(image)

    renditions.order_for(article)
    assert made(image) == before
    run_tasks()

    own, card = "0,0,2000,1000", "250,0,1500,1000"
    row, square, share = "334,0,1333,1000", "500,0,1000,1000", "48,0,1905,1000"
    assert {(own, width, form) for width in (480, 960, 1600) for form in ("webp", "avif")} <= made(
        image
    )
    assert {(card, width, form) for width in (480, 960, 1500) for form in ("webp", "avif")} <= made(
        image
    )
    assert {(row, 480, "jpeg"), (row, 480, "webp")} <= made(image)
    assert {(square, 480, "jpeg"), (square, 480, "webp")} <= made(image)
    assert (share, 1200, "jpeg") in made(image)


@with_worker
def test_figures_and_gallery_get_webp_in_their_own_ratio(run_tasks):
    figure, hung = add(), add()
    article = make_article(
        body=f'<p>文</p><figure data-image="{figure.pk}"></figure>',
        gallery=[{"image": hung.pk}],
        state="draft",
    )

    renditions.order_for(article)
    run_tasks()

    for image in (figure, hung):
        webp = {cut for cut in made(image) if cut[2] == "webp"}
        assert webp == {("0,0,1800,1200", width, "webp") for width in (480, 960, 1600)}


@with_worker
def test_a_topic_gets_its_stage(run_tasks):
    image = add()
    topic = make_topic(cover=image)

    renditions.order_for(topic)
    run_tasks()

    assert ("0,94,1800,1012", 1600, "avif") in made(image)


def test_what_exists_is_not_ordered_again(django_assert_num_queries):
    image = add(600, 400)
    article = make_article(cover=image.pk, state="draft")
    renditions.warm(image, renditions.making.COVER_USES)

    with django_assert_num_queries(3):  # gallery, images, renditions; nothing queued
        renditions.order_for(article)


def test_ordering_for_a_story_takes_the_same_queries_for_one_picture_and_for_five(
    django_assert_num_queries,
):
    images = [add(300, 200) for _ in range(5)]
    for image in images:
        renditions.warm(image, ["figure"])
    for some in (images[:1], images):
        body = "".join(f'<figure data-image="{image.pk}"></figure>' for image in some)
        article = make_article(body=f"<p>文</p>{body}", state="draft")
        with django_assert_num_queries(3):
            renditions.order_for(article)


def test_making_twice_makes_once():
    image = add()

    assert len(renditions.warm(image, ["figure"])) == 3
    assert renditions.warm(image, ["figure"]) == []
    assert renditions.make_first(image) == []


@with_worker
def test_a_picture_deleted_meanwhile_needs_nothing(run_tasks):
    image = add()
    renditions.order(image, "card")
    uploads.delete_image(image)

    run_tasks()

    assert not Rendition.objects.exists()


@with_worker
def test_two_workers_with_one_picture_make_it_once():
    image = add(600, 400)
    cuts = renditions.cuts_for(image, renditions.making.COVER_USES)

    def work(_) -> None:
        try:
            # Each worker has a row, and so an open file, of its own.
            own = Image.objects.get(pk=image.pk)
            renditions.warm(own, renditions.making.COVER_USES)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        list(workers.map(work, range(3)))

    rows = image.renditions.all()
    assert made(image) >= {(str(cut.box), cut.width, cut.format) for cut in cuts}
    assert len(rows) == len(made(image))
    assert all(default_storage.size(row.file.name) == row.size for row in rows)


def test_a_picture_whose_file_is_gone_does_not_keep_the_others_waiting():
    gone, there = add(600, 400), add(600, 400)
    Path(gone.file.path).unlink()

    renditions.warm_later.call([(gone.pk, ["list"], ""), (there.pk, ["list"], "")])

    assert MissingPicture.objects.get().image == gone
    assert {form for _, _, form in made(there)} == {"jpeg", "webp"}


def test_what_a_dying_worker_left_half_written_is_written_anew():
    image = add()
    (cut,) = [cut for cut in renditions.cuts_for(image, ["list"]) if cut.format == "webp"]
    name = renditions.making.rendition_name(image.checksum, cut)
    default_storage.save(name, ContentFile(b"RIFF half"))

    (row,) = [row for row in renditions.warm(image, ["list"]) if row.format == "webp"]

    assert row.file.name == name
    assert default_storage.size(name) == row.size > 100


def test_a_file_changed_behind_our_back_is_not_cut():
    image = add()
    Path(image.file.path).write_bytes(picture_bytes(30, 20))

    with pytest.raises(renditions.NotTheOriginalError):
        renditions.warm(image, ["figure"])


def test_names_never_mean_another_picture():
    image = add()
    names = [row.file.name for row in image.renditions.all()]
    image.focal_x = 0
    image.save()
    renditions.warm(image, ["square"])

    assert len(set(names)) == len(names) == 3
    start = f"images/renditions/{image.checksum[:2]}/{image.checksum[:16]}-"
    assert all(row.file.name.startswith(start) for row in image.renditions.all())
    assert image.renditions.values("file").distinct().count() == image.renditions.count()


def test_a_crop_follows_the_focal_point_as_soon_as_it_moves():
    image = add(2000, 1000)
    image.focal_x = 0
    image.save()

    renditions.make_first(image)

    assert ("0,0,1500,1000", 960, "jpeg") in made(image)


@with_worker
def test_a_cover_whose_focal_point_moved_is_cut_anew_for_all_its_places(run_tasks):
    image = add(2000, 1000)
    make_article(cover=image.pk)
    Image.objects.filter(pk=image.pk).update(focal_x=0)
    image.refresh_from_db()

    renditions.refit(image)
    assert ("0,0,1500,1000", 960, "jpeg") in made(image)
    run_tasks()

    assert ("0,0,1000,1000", 480, "webp") in made(image)


@with_worker
def test_publishing_orders_the_cuts_of_a_story_and_a_draft_does_not(run_tasks):
    image = add(600, 400)
    article = make_article(cover=image.pk, state="draft")
    run_tasks()
    assert {form for _, _, form in made(image)} == {"jpeg"}

    workflow.publish(article, by=None)
    run_tasks()
    assert {form for _, _, form in made(image)} == {"jpeg", "webp", "avif"}


@with_worker
def test_a_new_cover_of_a_live_story_is_ordered_when_it_is_saved(run_tasks):
    image = add(600, 400)
    article = make_article()

    editing.apply(article, {"cover": image.pk}, by=None)
    run_tasks()

    assert {form for _, _, form in made(image)} == {"jpeg", "webp", "avif"}


@with_worker
def test_the_picture_of_a_slot_is_made_for_the_front(run_tasks):
    image = add(600, 400)
    front = FrontPage.objects.create(language="zh-hans")
    version = FrontVersion.objects.create(front_page=front, number=1)
    version.slots.create(area=Slot.Area.LEAD, article=make_article(), image=image)

    renditions.order_for_front(version)
    run_tasks()

    assert {form for _, _, form in made(image)} == {"jpeg", "webp", "avif"}


def test_a_rendition_carries_the_credit_of_its_picture():
    image = add(credit="罗一川")
    with image.renditions.first().file.open() as file:
        assert "罗一川" in Picture.open(BytesIO(file.read())).info["xmp"].decode()


# Shown on a page


def test_a_page_does_with_the_jpeg_until_the_worker_is_done():
    image = add()

    how = renditions.picture(image, "card")

    assert how.sources == ()
    assert (how.width, how.height) == (960, 640)
    assert how.src.endswith("-960.jpg")
    assert [part.split()[1] for part in how.srcset.split(", ")] == ["480w", "960w"]
    assert how.sizes == "(width >= 64rem) 18rem, 50vw"


def test_a_crop_not_made_yet_is_filled_in_by_one_that_is():
    how = renditions.picture(add(2000, 1000), "square")

    assert (how.width, how.height) == (480, 320)


def test_the_best_format_comes_first_and_a_phone_has_its_square():
    image = add()
    renditions.warm(image, ["second", "home_lead"])

    lead = renditions.picture(image, "home_lead")
    assert [source.type for source in lead.sources] == ["image/avif", "image/webp"]
    card = renditions.picture(Image.objects.get(), "second")
    assert [(source.type, source.media) for source in card.sources] == [
        ("image/webp", "(width < 48rem)"),
        ("image/webp", ""),
    ]
    assert (card.sources[0].width, card.sources[0].height) == (480, 480)


def test_a_format_of_which_a_width_is_missing_is_not_offered():
    image = add()
    renditions.warm(image, ["figure"])
    image.renditions.filter(format="webp", width=960).delete()

    assert renditions.picture(Image.objects.get(), "figure").sources == ()


def test_every_use_shows_something_at_once():
    image = add()

    assert all(renditions.picture(image, use) for use in renditions.USES)


def test_every_use_shows_exactly_its_crop_when_warm():
    image = add(2400, 1300)
    renditions.warm(image, renditions.USES)
    image = Image.objects.get()

    for name, use in renditions.USES.items():
        box = use.crop.box(image)
        how = renditions.picture(image, name)
        assert how.width / how.height == pytest.approx(box.width / box.height, rel=0.01), name
        assert len(how.sources) == len([f for f in use.crop.formats if f != "jpeg"]) + bool(
            use.phone
        )


def test_a_picture_without_renditions_or_rights_is_not_shown():
    image = add(rights_end=date.today() - timedelta(days=1))
    assert renditions.picture(image, "card") is None

    image = add()
    image.renditions.all().delete()
    assert renditions.picture(Image.objects.get(pk=image.pk), "card") is None
    assert renditions.picture(None, "card") is None
    assert shown(None) == ""


def test_a_card_is_written_as_the_design_wants_it():
    image = add(600, 400)
    renditions.warm(image, ["list"])
    start = f"/media/images/renditions/{image.checksum[:2]}/{image.checksum[:16]}"
    box = renditions.making._box_hash(renditions.USES["list"].crop.box(image))

    assert shown(Image.objects.get(), "list") == (
        f'<picture><source type="image/webp" srcset="{start}-{box}-480.webp 480w" sizes="11rem" '
        f'width="480" height="320"><img src="{start}-{box}-480.jpg" '
        f'srcset="{start}-{box}-480.jpg 480w" sizes="11rem" width="480" height="320" alt="" '
        'loading="lazy" decoding="async"></picture>'
    )


def test_the_first_picture_is_fetched_at_once_and_words_are_escaped():
    html = shown(add(), "article_lead", eager=True, alt='<龙门吊 "58 米">')

    assert 'fetchpriority="high"' in html
    assert "loading" not in html
    assert 'alt="&lt;龙门吊 &quot;58 米&quot;&gt;"' in html


@pytest.mark.parametrize("count", [1, 5])
def test_all_pictures_of_a_page_take_one_query(count, django_assert_num_queries):
    for _ in range(count):
        add(600, 400)
    images = list(Image.objects.all())

    missing.hidden()
    with django_assert_num_queries(1):
        renditions.for_page([*images, None])
    with django_assert_num_queries(0):
        assert all(shown(image, "list") for image in images)


@pytest.mark.parametrize("count", [1, 5])
def test_the_media_of_a_body_take_three_queries(count, django_assert_num_queries):
    images = [add(600, 400) for _ in range(count)]
    documents = [make_document() for _ in range(count)]
    html = "".join(f'<figure data-image="{image.pk}"></figure>' for image in images)
    html += "".join(f'<figure data-document="{one.pk}"></figure>' for one in documents)

    missing.hidden()
    with django_assert_num_queries(3):
        shelf = renditions.media_for(html)

    assert set(shelf.images) == {image.pk for image in images}
    assert set(shelf.documents) == {document.pk for document in documents}


def test_a_body_is_told_all_about_its_picture(django_assert_num_queries):
    image = add(ai_label="generated")
    renditions.warm(image, ["figure"])

    told = renditions.media_for(f'<figure data-image="{image.pk}"></figure>').image(image.pk)

    assert (told.alt, told.caption, told.credit) == ("龙门吊", "两台龙门吊。", "罗一川")
    assert told.label == str(image.get_ai_label_display())
    assert [kind for kind, _ in told.sources] == ["image/webp"]
    assert told.large.endswith("-1600.jpg")
    assert (told.width, told.height) == (960, 640)
    with django_assert_num_queries(0):
        assert renditions.media_for("<p>文</p>").image(image.pk) is None


def test_a_picture_that_is_gone_leaves_a_gap_and_no_error():
    assert renditions.media_for('<figure data-image="99"></figure>').image(99) is None
