"""Showing a story to somebody outside: by an address that ends, is noted down and never kept."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.test import Client

from news import preview_links, revisions, uploads
from news.models import Article, PreviewLink, PreviewUse, SearchDocument, ViewHour
from news.views import preview
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def story(editor):
    article = factories.make_article(state="draft", title="龙门吊", body="<p>第一稿。</p>")
    return revisions.save(article, {"body": "<p>第二稿。</p>"}, by=editor).article


def made(story, editor, **how):
    link, token = preview_links.make(story, by=editor, lasts=how.pop("lasts", DAY), **how)
    return link, f"/preview/{token}/"


def test_link_shows_the_story_to_anybody(story, editor):
    _link, address = made(story, editor)
    answer = Client().get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "第二稿" in page
    assert "预览，尚未发表" in page or "Preview, not yet published" in page
    assert "data-seen" not in page
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert '<link rel="canonical"' not in page


def test_link_to_a_version_stays_with_it(story, editor):
    _link, address = made(story, editor, number=1)
    _newest, other = made(story, editor)
    story = revisions.save(story, {"body": "<p>第三稿。</p>"}, by=editor).article
    assert "第一稿" in Client().get(address).content.decode()
    assert "第三稿" in Client().get(other).content.decode()


def test_only_a_hash_of_the_token_is_kept(story, editor):
    link, address = made(story, editor)
    token = address.split("/")[2]
    assert len(token) >= 32
    assert token not in repr(PreviewLink.objects.filter(pk=link.pk).values())


def test_wrong_ended_and_revoked_links_answer_alike(story, editor, clock):
    link, address = made(story, editor)
    _other, ending = made(story, editor, lasts=timedelta(hours=1))
    preview_links.revoke(link, by=editor)
    clock.advance(hours=1)
    answers = [Client().get(path) for path in (address, ending, "/preview/x/")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({answer.content for answer in answers}) == 1
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert all(answer["X-Robots-Tag"].startswith("noindex") for answer in answers)
    assert PreviewUse.objects.count() == 0


def test_binned_story_and_erased_version_are_shown_to_nobody(story, editor, administrator):
    _link, address = made(story, editor, number=1)
    revisions.erase(story.revisions.get(number=1), by=administrator, why="法院裁定")
    assert Client().get(address).status_code == 404
    _link, address = made(story, editor)
    Article.objects.filter(pk=story.pk).update(state=Article.State.BINNED)
    assert Client().get(address).status_code == 404


def test_uses_are_noted_with_a_shortened_network(story, editor, clock):
    link, address = made(story, editor)
    Client(REMOTE_ADDR="203.0.113.77").get(address)
    use = link.uses.get()
    assert (use.network, use.at) == ("203.0.113.0/24", clock())


@pytest.mark.parametrize("method", ["post", "put", "delete", "head", "options"])
def test_only_get_is_answered(method, story, editor):
    link, address = made(story, editor)
    assert getattr(Client(), method)(address).status_code == 405
    assert link.uses.count() == 0


def test_looking_counts_no_reads_and_changes_nothing(story, editor):
    _link, address = made(story, editor)
    before = Article.objects.filter(pk=story.pk).values().get()
    tables = (SearchDocument, ViewHour)
    counts = [table.objects.count() for table in tables]
    Client().get(address)
    assert Article.objects.filter(pk=story.pk).values().get() == before
    assert [table.objects.count() for table in tables] == counts


def test_lookups_of_one_network_are_limited(monkeypatch, story, editor):
    monkeypatch.setattr(preview, "LOOKUPS", 2)
    _link, address = made(story, editor)
    answers = [Client().get(path).status_code for path in ("/preview/a/", "/preview/b/", address)]
    assert answers == [404, 404, 429]
    assert Client(REMOTE_ADDR="198.51.100.1").get(address).status_code == 200


@pytest.mark.parametrize("lasts", [timedelta(minutes=59), timedelta(days=14, seconds=1)])
def test_links_last_from_an_hour_to_a_fortnight(lasts, story, editor):
    with pytest.raises(ValidationError):
        preview_links.make(story, by=editor, lasts=lasts)


def test_who_may_not_share_makes_and_revokes_none(story, editor, make_user):
    reporter = make_user("记者", role="reporter")
    link, _address = made(story, editor)
    with pytest.raises(PermissionDenied):
        preview_links.make(story, by=reporter, lasts=DAY)
    with pytest.raises(PermissionDenied):
        preview_links.revoke(link, by=reporter)


def test_old_links_are_forgotten_with_their_uses(story, editor, clock):
    _link, address = made(story, editor)
    Client().get(address)
    clock.advance(days=92)
    preview_links.purge_preview_links.func()
    assert (PreviewLink.objects.count(), PreviewUse.objects.count()) == (0, 0)


def test_other_languages(story, editor):
    _link, address = made(story, editor)
    assert "第二稿" in Client().get(f"/zh-hant{address}").content.decode()
    assert Client().get(f"/en{address}").status_code == 404


# The files of the story


@pytest.fixture
def plan(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return uploads.add_document(ContentFile(b"%PDF-1.7 plan", "方案.pdf"))


def naming(plan, editor):
    body = f'<p>见附件。</p><figure data-document="{plan.pk}"></figure>'
    return factories.make_article(state="draft", body=body, by=editor)


def file_on(address):
    """Where the page of a link says its document is."""
    page = Client().get(address).content.decode()
    return unescape(re.search(rf'href="({address}document/[^"]+)"', page)[1])


def test_link_opens_the_documents_of_its_story(plan, editor):
    link, address = made(naming(plan, editor), editor)
    answer = Client().get(file_on(address))
    assert answer.getvalue() == b"%PDF-1.7 plan"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert link.uses.count() == 1
    assert Client().get(plan.get_absolute_url()).status_code == 404


def test_link_opens_no_other_storys_documents(plan, story, editor):
    _link, address = made(naming(plan, editor), editor)
    _other, elsewhere = made(story, editor)
    path = file_on(address)
    assert Client().get(path.replace(address, elsewhere)).status_code == 404
    assert Client().get(path.replace(address, "/preview/x/")).status_code == 404
    assert Client().get(f"{address}document/{plan.pk + 1}/a.pdf").status_code == 404


def test_documents_close_with_their_link(plan, editor, clock):
    article = naming(plan, editor)
    link, address = made(article, editor)
    _other, ending = made(article, editor, lasts=timedelta(hours=1))
    paths = [file_on(address), file_on(ending)]
    preview_links.revoke(link, by=editor)
    clock.advance(hours=1)
    assert [Client().get(path).status_code for path in paths] == [404, 404]


def test_outsiders_get_the_pictures_of_the_story(settings, tmp_path, editor):
    settings.MEDIA_ROOT = str(tmp_path)
    image = uploads.add_image(ContentFile(factories.picture_bytes(1200, 800), "a.jpg"), credit="罗")
    body = f'<figure data-image="{image.pk}"></figure>'
    _link, address = made(factories.make_article(state="draft", body=body, by=editor), editor)
    page = Client().get(address).content.decode()
    shown = re.search(r'src="(/media/images/renditions/[^"]+)"', page)[1]
    answer = Client().get(shown)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    answer.close()
