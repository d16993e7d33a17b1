"""A member's own pages."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from news.bookmarks import set_bookmark
from news.models import Article, Bookmark
from portal.accounts.signals import appearance_changed
from portal.site.models import Page
from tests.factories import make_article, make_comment, make_thread, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "pass-word-26"

PRIVATE = [
    "/accounts/saved/",
    "/accounts/comments/",
    "/accounts/settings/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
]
OPEN = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]


@pytest.mark.parametrize("path", PRIVATE)
def test_visitors_sign_in_first(path):
    response = Client().get(path)
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("path", [*PRIVATE, *OPEN])
def test_nobody_keeps_these_pages(path, reader, client_of):
    client = client_of(reader) if path in PRIVATE else Client()
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_the_root_leads_to_the_saved_stories(reader, client_of):
    assert client_of(reader).get("/en/accounts/").url == "/en/accounts/saved/"


@pytest.mark.parametrize(
    ("prefix", "language"), [("", "zh-hans"), ("/zh-hant", "zh-hant"), ("/en", "en")]
)
def test_the_address_alone_says_the_language(prefix, language, make_user, client_of):
    member = make_user("ann", language="en")
    response = client_of(member).get(f"{prefix}/accounts/saved/", headers={"Accept-Language": "en"})
    assert response.headers["Content-Language"] == language
    assert f'href="{prefix}/accounts/settings/"' in response.content.decode()


def test_a_page_links_itself_in_the_other_languages():
    page = Client().get("/accounts/login/").content.decode()
    assert 'href="/en/accounts/login/"' in page
    assert 'href="/zh-hant/accounts/login/"' in page


def test_saved_stories_stand_newest_first(reader, client_of):
    old, new = make_article(title="旧的一篇"), make_article(title="新的一篇")
    for article in (old, new):
        set_bookmark(reader, article, saved=True)
    page = client_of(reader).get("/accounts/saved/").content.decode()
    assert page.index("新的一篇") < page.index("旧的一篇")
    assert f'href="{new.get_absolute_url()}"' in page


def test_a_saved_story_that_was_withdrawn_has_no_link(reader, client_of):
    article = make_article(title="撤下的一篇", state=Article.State.WITHDRAWN)
    set_bookmark(reader, article, saved=True)
    page = client_of(reader).get("/accounts/saved/").content.decode()
    assert "撤下的一篇" not in page
    assert article.get_absolute_url() not in page
    assert f'action="/accounts/saved/{article.pk}/remove/"' in page


def test_a_comment_on_a_withdrawn_story_stands_without_its_title(reader, client_of):
    article = make_article(title="撤下的一篇", state=Article.State.WITHDRAWN)
    make_comment(make_thread(article), "我说过的", author=reader)
    client = client_of(reader)
    for path in ("/accounts/saved/", "/accounts/comments/"):
        page = client.get(path).content.decode()
        assert "我说过的" in page
        assert "撤下的一篇" not in page
        assert article.get_absolute_url() not in page


def test_an_english_story_is_linked_in_english(reader, client_of):
    article = make_article(title="The crane stays", language="en")
    set_bookmark(reader, article, saved=True)
    page = client_of(reader).get("/zh-hant/accounts/saved/").content.decode()
    assert f'href="/en/article/{article.pk}/"' in page


def test_a_saved_story_is_removed(reader, client_of, stranger):
    article = make_article()
    for member in (reader, stranger):
        set_bookmark(member, article, saved=True)
    address = f"/accounts/saved/{article.pk}/remove/"
    client = client_of(reader)
    assert client.get(address).status_code == 405
    assert client.post(address).url == "/accounts/saved/"
    assert [bookmark.user for bookmark in Bookmark.objects.all()] == [stranger]


def test_removing_needs_the_token(reader):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    assert client.post(f"/accounts/saved/{make_article().pk}/remove/").status_code == 403


@pytest.mark.parametrize("number", ["0", "2", "x", "-1"])
def test_pages_there_are_not_answer_404(reader, client_of, number):
    assert client_of(reader).get(f"/accounts/saved/?page={number}").status_code == 404


def test_comments_tell_what_became_of_them(reader, client_of, stranger):
    thread = make_thread(make_article(title="龙门吊"))
    make_comment(thread, "还在等的", author=reader, state=Comment.State.PENDING)
    make_comment(thread, "登出来的", author=reader)
    make_comment(thread, "没有通过的", author=reader, state=Comment.State.REJECTED)
    make_comment(thread, "抹掉的", author=reader, state=Comment.State.ERASED)
    make_comment(thread, "别人的", author=stranger)
    page = client_of(reader).get("/accounts/comments/").content.decode()
    for words in ("还在等的", "登出来的", "没有通过的", "龙门吊"):
        assert words in page
    assert "抹掉的" not in page
    assert "别人的" not in page


@pytest.mark.parametrize(
    ("titles", "shown", "lang"),
    [
        ({"title_zh": "关于我们", "title_en": "About us"}, "关于我们", ""),
        ({"title_en": "About us"}, "About us", ' lang="en"'),
    ],
)
def test_a_comment_on_a_flat_page_names_the_page(reader, client_of, titles, shown, lang):
    page = Page.objects.create(slug="us", allows_comments=True, is_published=True, **titles)
    make_comment(make_thread(page), "说到这一页", author=reader, state=Comment.State.PENDING)
    for path in ("/accounts/comments/", "/accounts/saved/"):
        html = client_of(reader).get(path).content.decode()
        assert "说到这一页" in html
        address = f"{'/en' if lang else ''}{page.get_absolute_url()}"
        assert f'<p class="hint"{lang}><a href="{address}"><u>{shown}</u></a></p>' in html


def test_queries_do_not_grow_with_the_lists(reader, client_of):
    def add(count: int) -> None:
        for _ in range(count):
            article = make_article()
            set_bookmark(reader, article, saved=True)
            make_comment(make_thread(article), author=reader)

    client = client_of(reader)
    add(1)
    client.get("/accounts/saved/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/accounts/saved/")
    add(4)
    client.get("/accounts/saved/")
    with CaptureQueriesContext(connection) as five:
        client.get("/accounts/saved/")
    assert len(one) == len(five)


def test_a_member_sets_the_shown_name(reader, client_of):
    client = client_of(reader)
    response = client.post("/accounts/settings/", {"shown_name": "阿北", "language": "en"})
    assert response.url == "/accounts/settings/"
    reader.refresh_from_db()
    assert reader.display_name == "阿北"
    assert reader.shows_reactions is False


@pytest.mark.parametrize("person", ["reader", "editor"])
def test_everybody_chooses_the_language_of_letters(person, request, client_of):
    member = request.getfixturevalue(person)
    client = client_of(member)
    assert 'name="language"' in client.get("/zh-hant/accounts/settings/").content.decode()
    response = client.post("/zh-hant/accounts/settings/", {"shown_name": "", "language": "en"})
    # Pages stay in the language of their address.
    assert response.url == "/zh-hant/accounts/settings/"
    member.refresh_from_db()
    assert member.language == "en"


@pytest.mark.parametrize("prefix", ["", "/zh-hant", "/en"])
def test_signing_in_leaves_members_in_the_language_they_were_reading(prefix):
    make_user("bei", language="en")
    form = {"login": "bei", "password": PASSWORD}
    assert Client().post(f"{prefix}/accounts/login/", form).url == f"{prefix}/accounts/saved/"
    back = {"next": f"{prefix}/topics/"}
    assert Client().post(f"{prefix}/accounts/login/", form | back).url == f"{prefix}/topics/"


@pytest.mark.parametrize("name", ["陌生人", "BEI", "沈千", "a\u202eb"])
def test_nobody_passes_for_another(reader, client_of, stranger, name):
    make_user("Bei")
    make_user("shen", shown_name="沈千", is_staff=True)
    form = {"shown_name": name, "language": "zh-hans"}
    response = client_of(reader).post("/accounts/settings/", form)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["shown_name"]


def test_sessions_are_listed_and_ended():
    member = make_user("bei")
    form = {"login": "bei", "password": PASSWORD}
    here, there = Client(), Client()
    here.post("/accounts/login/", form, headers={"User-Agent": "Here 1"})
    there.post("/accounts/login/", form, headers={"User-Agent": "There 2"})
    page = here.get("/accounts/sessions/").content.decode()
    assert "Here 1" in page
    assert "There 2" in page
    other = UserSession.objects.get(user=member, user_agent="There 2")
    here.post(f"/accounts/sessions/{other.pk}/end/")
    assert get_user(there).is_anonymous
    assert get_user(here) == member


def test_all_other_sessions_are_ended_at_once():
    member = make_user("bei")
    clients = [Client(), Client(), Client()]
    for client in clients:
        client.post("/accounts/login/", {"login": "bei", "password": PASSWORD})
    clients[0].post("/accounts/sessions/")
    assert [get_user(client).is_authenticated for client in clients] == [True, False, False]
    assert get_user(clients[0]) == member


def test_nobody_ends_the_session_of_another(reader, client_of):
    make_user("bei")
    there = Client()
    there.post("/accounts/login/", {"login": "bei", "password": PASSWORD})
    session = UserSession.objects.get(user__username="bei")
    assert client_of(reader).post(f"/accounts/sessions/{session.pk}/end/").status_code == 404
    assert get_user(there).is_authenticated


def test_a_new_address_asks_for_the_password_again():
    make_user("bei")
    client = Client()
    client.post("/accounts/login/", {"login": "bei", "password": PASSWORD})
    form = {"email": "new@news.example", "action_add": ""}
    response = client.post("/accounts/email/", form)
    assert response.url.startswith("/accounts/reauthenticate/")
    client.post(response.url, {"password": PASSWORD})
    assert EmailAddress.objects.get().email == "new@news.example"
    assert "new@news.example" in client.get("/accounts/email/").content.decode()


def test_signing_out_is_a_post(reader, client_of):
    client = client_of(reader)
    assert client.get("/accounts/logout/").status_code == 200
    assert get_user(client) == reader
    assert client.post("/en/accounts/logout/").url == "/en/"
    assert get_user(client).is_anonymous


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` what is made inside counts as committed, so that pages cache again."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_another_shown_name_is_on_the_pages_at_once(client_of, committed):
    reader = make_user("溪边人")
    with committed():
        article = make_article()
        make_comment(make_thread(article), "二期快一点。", author=reader)
    address = article.get_absolute_url()
    Client().get(address)
    assert reader.username in Client().get(address).content.decode()
    with committed():
        form = {"shown_name": "阿北", "language": "zh-hans"}
        client_of(reader).post("/accounts/settings/", form)
    page = Client().get(address).content.decode()
    assert "阿北" in page
    assert reader.username not in page


def test_settings_that_nobody_sees_leave_the_pages_kept(editor, client_of, committed):
    said = []
    appearance_changed.connect(receiver := lambda **signal: said.append(signal))
    client = client_of(editor)
    seen = {"shown_name": "", "shows_reactions": "on"}
    client.post("/accounts/settings/", seen | {"language": "en"})
    assert said == []
    client.post("/accounts/settings/", {"shown_name": "", "language": "en"})
    assert len(said) == 1
    appearance_changed.disconnect(receiver)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (Comment.State.REJECTED, "Reason: it did not keep to the community rules."),
        (Comment.State.SPAM, "Reason: it was taken for advertising."),
        (Comment.State.REMOVED, "This comment was removed under the community rules."),
    ],
)
def test_a_comment_that_is_not_published_says_why(state, reason, reader, client_of):
    make_comment(make_thread(make_article(language="en")), "Hm.", author=reader, state=state)
    page = client_of(reader).get("/en/accounts/comments/").content.decode()
    assert "Not published" in page
    assert reason in page
