"""The site itself at the desk: settings, pages, redirects, notices."""

import pytest

from portal.site.current import imprint, site
from portal.site.models import Notice, Page, Redirect, SiteSettings
from tests.desk_forms import errors_of, save

pytestmark = pytest.mark.django_db

PAGES, REDIRECTS = "/admin/site/page/", "/admin/site/redirect/"
NOTICES, SETTINGS = "/admin/site/notice/", "/admin/site/sitesettings/"


@pytest.fixture
def desk(chief, client_of):
    return client_of(chief)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` what is made inside counts as committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_the_list_of_settings_is_the_form_of_the_one_row(desk, committed):
    response = desk.get(SETTINGS)
    assert response.url == f"{SETTINGS}1/change/"
    with committed():
        save(desk, response.url, name_zh="澄浦新闻", allows_guest_comments=None)
    assert (site().name_zh, site().allows_guest_comments) == ("澄浦新闻", False)


def test_settings_are_neither_added_nor_deleted(desk):
    desk.get(SETTINGS)
    assert desk.get(f"{SETTINGS}add/").status_code == 403
    assert desk.post(f"{SETTINGS}1/delete/", {"post": "yes"}).status_code == 403
    assert SiteSettings.objects.count() == 1


def test_a_page_is_added_edited_and_deleted(desk, committed):
    dirty = '<p onclick="x()">关于我们</p><script>x()</script>'
    with committed():
        save(desk, f"{PAGES}add/", slug="about", title_zh="关于", body_zh=dirty)
    page = Page.objects.get()
    assert page.body_zh == "<p>关于我们</p>"
    assert [row.slug for row in imprint().pages] == ["about"]
    save(desk, f"{PAGES}{page.pk}/change/", title_en="About")
    page.refresh_from_db()
    assert (page.title_en, page.body_zh) == ("About", "<p>关于我们</p>")
    desk.post(f"{PAGES}{page.pk}/delete/", {"post": "yes"})
    assert not Page.objects.exists()


def test_a_redirect_is_added_edited_and_deleted(desk):
    save(desk, f"{REDIRECTS}add/", old_path="/old/", new_path="/new/")
    row = Redirect.objects.get()
    save(desk, f"{REDIRECTS}{row.pk}/change/", new_path="")
    row.refresh_from_db()
    assert row.new_path == ""
    desk.post(f"{REDIRECTS}{row.pk}/delete/", {"post": "yes"})
    assert not Redirect.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "field"), [("old/", "/new/", "old_path"), ("/a/", "/a/", "new_path")]
)
def test_a_redirect_that_cannot_be_is_refused_in_words(desk, old, new, field):
    response = save(desk, f"{REDIRECTS}add/", old_path=old, new_path=new)
    assert list(errors_of(response)) == [field]


def test_a_notice_is_added_edited_and_deleted(desk, committed):
    with committed():
        save(desk, f"{NOTICES}add/", text_zh="澄河水位超警戒", is_urgent="on")
    notice = Notice.objects.get()
    assert imprint().current_notices() == [notice]
    save(desk, f"{NOTICES}{notice.pk}/change/", text_en="High water")
    notice.refresh_from_db()
    assert notice.text_en == "High water"
    desk.post(f"{NOTICES}{notice.pk}/delete/", {"post": "yes"})
    assert not Notice.objects.exists()


def test_a_notice_ends_after_it_begins(desk):
    times = {"starts_at": "2026-07-10T09:00", "ends_at": "2026-07-10T08:00"}
    response = save(desk, f"{NOTICES}add/", text_zh="澄河水位超警戒", **times)
    assert list(errors_of(response)) == ["ends_at"]


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize(
    "address",
    [
        f"{PAGES}?q=页&is_published__exact=1",
        f"{REDIRECTS}?q=old&kind__exact=manual",
        f"{NOTICES}?q=水位&is_urgent__exact=0",
    ],
)
def test_lists_are_searched_and_cost_the_same_for_one_and_five(
    desk, address, count, django_assert_max_num_queries
):
    for number in range(count):
        Page.objects.create(slug=f"{number}", title_zh=f"页{number}")
        Redirect.objects.create(old_path=f"/old/{number}/")
        Notice.objects.create(text_zh=f"水位{number}")
    desk.get(address)
    with django_assert_max_num_queries(14):
        assert desk.get(address).context["cl"].result_count == count


@pytest.mark.parametrize("address", [PAGES, REDIRECTS, NOTICES, SETTINGS])
def test_what_is_not_there_answers_404(desk, address):
    assert desk.get(f"{address}999/change/").status_code == 404
