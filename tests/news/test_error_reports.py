"""A reader finds an error in a story: told by a plain form, settled by an editor."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from news import body, corrections, error_reports, workflow
from news.models import ErrorReport
from news.reactions import Reader
from portal.dashboard import watching
from portal.lib import formtokens
from portal.lib.retention import purge
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

BODY = (
    "<p>早上六点，北堤路的围墙缺了一个口子。墙后面是一块空地！</p>"
    "<h2>龙门吊</h2><p>它高 48 米。</p>"
)
OPEN = "早上六点，北堤路的围墙缺了一个口子。"


@pytest.fixture
def story(clock):
    SiteSettings().save()
    return factories.make_article(title="旧船厂的龙门吊不拆了", body=BODY)


def address(story):
    return reverse("news:error", args=[story.pk])


def token_in(answer):
    return re.search(r'name="token" value="([^"]+)"', answer.content.decode()).group(1)


def send(client, story, clock, *, wait=5, **more):
    """Fill in the plain form as a browser without scripts does."""
    token = token_in(client.get(address(story)))
    clock.advance(seconds=wait)
    data = {"sentence": "", "text": "是 52 米，见竣工图。", "token": token} | more
    return client.post(address(story), data)


def key_of(story, sentence):
    return next(key for key, one in error_reports.sentences(story).items() if one == sentence)


def test_sentences_are_the_title_and_every_sentence(story):
    assert list(error_reports.sentences(story).values()) == [
        story.title,
        OPEN,
        "墙后面是一块空地！",
        "龙门吊",
        "它高 48 米。",
    ]


def test_english_sentences_end_with_a_point_and_a_space():
    html = "<p>The crane is 48.5 m tall. It stays.</p><ul><li>One</li><li>Two</li></ul>"
    assert body.sentences(html) == ["The crane is 48.5 m tall.", "It stays.", "One", "Two"]


def test_a_guest_reports_an_error_by_a_plain_form(client, story, clock):
    told = send(client, story, clock, sentence=key_of(story, "它高 48 米。"))
    assert told.status_code == 200
    assert told.headers["Cache-Control"] == "private, no-store"
    report = ErrorReport.objects.get()
    assert (report.sentence, report.text) == ("它高 48 米。", "是 52 米，见竣工图。")
    assert report.outcome == "open"
    assert report.device
    assert report.network == "127.0.0.0/24"


def test_a_member_reports_and_takes_it_along_and_leaves_without_a_trace(
    client_of, story, clock, reader
):
    from portal.accounts.leaving import leave
    from portal.accounts.own_data import own_data

    send(client_of(reader), story, clock)
    assert own_data(reader)["reported_errors"][0]["text"] == "是 52 米，见竣工图。"
    leave(reader)
    report = ErrorReport.objects.get()
    assert (report.reporter, report.network, report.device) == (None, "", "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("墙缺了一个口", OPEN),
        ("北堤路的圍牆缺了一個口子", OPEN),
        ("墙后面是一块空地！龙门吊 它高", "墙后面是一块空地！"),
        ("它", ""),
        ("没有这样的话", ""),
    ],
)
def test_a_marked_sentence_is_chosen_already(client, story, words, sentence):
    answer = client.get(address(story), {"marked": words})
    chosen = re.findall(r'<option value="(\w*)" selected', answer.content.decode())
    assert chosen == [key_of(story, sentence) if sentence else ""]


def test_the_page_of_the_story_leads_there_and_a_retracted_one_does_not(client, story, clock):
    assert address(story) in client.get(story.get_absolute_url()).content.decode()
    corrections.correct(story, kind="retraction", text="全文撤回。", by=None)
    assert address(story) not in client.get(story.get_absolute_url()).content.decode()
    assert "48 米" not in client.get(address(story)).content.decode()


@pytest.mark.parametrize("state", ["draft", "review", "withdrawn", "binned"])
def test_of_what_readers_do_not_see_nothing_is_shown_or_taken(client, clock, state):
    hidden = factories.make_article(state=state)
    assert client.get(address(hidden)).status_code == 404
    assert client.post(address(hidden), {"text": "错了"}).status_code == 404


@pytest.mark.parametrize(
    ("wait", "more"),
    [
        (1, {}),
        (5, {"token": ""}),
        (5, {"token": "forged"}),
        (90_000, {}),
        (5, {"text": ""}),
        (5, {"text": "\u0336\u0336  "}),
        (5, {"text": "长" * 1_001}),
        (5, {"text": "甲" * 100_000}),
        (5, {"sentence": "0000000000000000"}),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_text(client, story, clock, wait, more):
    answer = send(client, story, clock, wait=wait, **more)
    assert answer.status_code == 400
    assert not ErrorReport.objects.exists()
    assert more.get("text", "是 52 米，见竣工图。") in answer.content.decode()


def test_a_refused_form_is_sent_once_more_by_its_own_button(client, story, clock):
    refused = send(client, story, clock, wait=1)
    clock.advance(seconds=5)
    again = {"sentence": "", "text": "是 52 米。", "token": token_in(refused)}
    assert client.post(address(story), again).status_code == 200
    assert client.post(address(story), again | {"text": "另一句"}).status_code == 400
    assert ErrorReport.objects.count() == 1


def test_a_form_from_elsewhere_is_refused(story):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(story), {"text": "错了"}).status_code == 403


def test_the_same_is_taken_once(client, story, clock):
    send(client, story, clock)
    assert send(Client(), story, clock).status_code == 400
    assert ErrorReport.objects.count() == 1


def test_who_fills_in_the_hidden_field_is_kept_apart(client, story, clock, editor):
    send(client, story, clock, **{formtokens.decoy_name(): "x"})
    assert ErrorReport.objects.get().outcome == "suspect"
    assert [one.is_suspect for one in error_reports.waiting(editor, 4)] == [True]
    assert [one.report.outcome for one in error_reports.shown(story)] == ["suspect"]


def test_the_same_words_are_taken_again_once_nobody_has_them_before_them(client, story, clock):
    send(client, story, clock, **{formtokens.decoy_name(): "x"})
    send(client, story, clock)
    send(client, story, clock)
    assert [*ErrorReport.objects.order_by("pk").values_list("outcome", flat=True)] == [
        "suspect",
        "open",
    ]


def test_too_many_wait_with_their_text(client, story, clock):
    answers = [send(client, story, clock, text=f"第{number}处") for number in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "第10处" in answers[-1].content.decode()
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_one_story_takes_so_many_an_hour_from_everywhere(story, clock):
    codes = []
    for number in range(41):
        client = Client(REMOTE_ADDR=f"10.{number}.0.1")
        codes.append(send(client, story, clock, text=f"第{number}处").status_code)
    assert codes == [200] * 40 + [429]


def test_what_readers_typed_is_never_markup(client, client_of, story, clock, editor):
    send(client, story, clock, text="<script>x</script>'\">")
    for answer in (
        client.get(story.get_absolute_url()),
        client_of(editor).get(reverse("admin:news_article_correct", args=[story.pk])),
        client_of(editor).get(reverse("admin:index")),
    ):
        assert "<script>x" not in answer.content.decode()


def make_report(story, text="是 52 米。", sentence="它高 48 米。"):
    return error_reports.report(
        story,
        sentence=key_of(story, sentence),
        text=text,
        by=Reader(device="d1"),
        network="203.0.113.0/24",
    )


def test_the_dashboard_names_the_stories_and_leads_to_their_corrections(story, clock, editor):
    make_report(story)
    make_report(story, "四十八是旧数。")
    first = next(line for line in watching.lines(editor, clock.now) if line.url)
    assert first.url == reverse("admin:news_article_correct", args=[story.pk])
    assert (story.title in first.text, "2" in first.text, first.look) == (True, True, "warn")
    late = clock.now + timedelta(hours=5)
    assert {line.look for line in watching.lines(editor, late) if line.url == first.url} == {"bad"}


def test_who_may_not_correct_is_told_of_nothing(story, clock, moderator, client_of):
    report = make_report(story)
    assert error_reports.waiting(moderator, 4) == []
    page = reverse("admin:news_article_correct", args=[story.pk])
    post = client_of(moderator).post(page, {"settle": f"dismissed:{report.pk}"})
    assert post.status_code == 403
    report.refresh_from_db()
    assert report.outcome == "open"


def test_an_editor_corrects_openly_what_a_reader_found(story, clock, editor, client_of):
    report = make_report(story)
    desk = client_of(editor)
    page = reverse("admin:news_article_correct", args=[story.pk])
    shown = desk.get(page, {"about": report.pk}).content.decode()
    assert "它高 48 米。" in shown
    assert "#:~:text=%E5%AE%83%E9%AB%98" in shown
    assert f'name="about" value="{report.pk}"' in shown
    said = {"kind": "correction", "text": "原文写 48 米，应为 52 米。", "about": report.pk}
    looked = desk.post(page, said | {"look": "1"}).content.decode()
    assert f'name="about" value="{report.pk}"' in looked
    desk.post(page, said | {"say": "1"})
    report.refresh_from_db()
    assert (report.outcome, report.settled_by) == ("corrected", editor)
    assert report.correction == story.corrections.get()
    assert error_reports.waiting(editor, 4) == []


@pytest.mark.parametrize("outcome", ["mended", "dismissed"])
def test_an_editor_settles_without_a_correction_once(story, clock, editor, client_of, outcome):
    report, other = make_report(story), make_report(story, "另一处。")
    page = reverse("admin:news_article_correct", args=[story.pk])
    desk = client_of(editor)
    for _ in range(2):
        said = {"settle": f"{outcome}:{report.pk}", f"reason:{report.pk}": "right"}
        assert desk.post(page, said).status_code == 302
    report.refresh_from_db()
    assert (report.outcome, report.settled_by) == (outcome, editor)
    assert [one.report for one in error_reports.shown(story)] == [other]
    assert not story.corrections.exists()


@pytest.mark.parametrize("settled", ["", "open:1", "corrected:1", "mended:x", "mended:-1", "x"])
def test_nonsense_settles_nothing(story, clock, editor, client_of, settled):
    make_report(story)
    page = reverse("admin:news_article_correct", args=[story.pk])
    assert client_of(editor).post(page, {"settle": settled}).status_code < 500
    assert ErrorReport.objects.get().settled_at is None


def test_a_report_of_another_story_is_not_settled_here(story, clock, editor, client_of):
    report = make_report(story)
    page = reverse("admin:news_article_correct", args=[factories.make_article().pk])
    client_of(editor).post(page, {"settle": f"mended:{report.pk}"})
    report.refresh_from_db()
    assert report.outcome == "open"


def test_the_desk_sees_that_a_sentence_is_gone(story, clock, editor):
    make_report(story)
    story.body = BODY.replace("48", "52")
    assert [one.stands for one in error_reports.shown(story)] == [False]


def test_traces_and_settled_reports_run_out(story, clock, editor):
    report = make_report(story)
    clock.advance(days=400)
    purge(clock.now)
    report.refresh_from_db()
    assert (report.network, report.device, report.text) == ("", "", "是 52 米。")
    error_reports.settle([report.pk], story, outcome="mended", by=editor)
    clock.advance(days=367)
    purge(clock.now)
    assert not ErrorReport.objects.exists()


def test_the_report_of_a_comment_leads_to_errors_of_its_story(client, story):
    comment = factories.make_comment(factories.make_thread(story))
    page = client.get(reverse("comments:report", args=[comment.pk])).content.decode()
    assert address(story) in page
    on_topic = factories.make_comment(factories.make_thread(factories.make_topic()))
    page = client.get(reverse("comments:report", args=[on_topic.pk])).content.decode()
    assert "/error/" not in page


def test_the_dashboard_asks_as_much_for_many_stories_as_for_one(
    story, clock, editor, django_assert_num_queries
):
    make_report(story)
    for _ in range(4):
        other = factories.make_article(body=BODY)
        make_report(other)
    editor.has_perm("news.correct_article")
    with django_assert_num_queries(2):
        assert len(error_reports.waiting(editor, 5)) == 5


def test_a_story_withdrawn_since_is_still_corrected(story, clock, editor):
    make_report(story)
    workflow.withdraw(story, by=None)
    assert [one.count for one in error_reports.waiting(editor, 4)] == [1]


def test_what_may_come_from_machines_is_one_line_to_watch_behind_the_others(
    story, clock, editor, moderator, django_assert_num_queries
):
    by = Reader(device="d1")
    other = factories.make_article(title="旧码头", body=BODY)
    for number in range(3):
        error_reports.report(other, text=f"买{number}", by=by, is_suspect=True)
    clock.advance(hours=1)
    error_reports.report(story, text="买", by=by, is_suspect=True)
    make_report(story)
    editor.has_perm("news.correct_article")
    with django_assert_num_queries(2):
        found = error_reports.waiting(editor, 4)
    told = [(one.article, one.count, one.is_suspect) for one in found]
    assert told == [(story, 1, False), (other, 4, True)]
    late = clock.now + timedelta(days=2)
    lines = [line for line in watching.lines(editor, late) if "/correct/" in line.url]
    assert [line.look for line in lines] == ["bad", "warn"]
    assert lines[1].url == reverse("admin:news_article_correct", args=[other.pk])
    assert (other.title in lines[1].text, "4" in lines[1].text) == (True, True)
    assert error_reports.waiting(moderator, 4) == []


def test_a_flood_of_machines_hides_no_reader(story, clock, editor):
    by = Reader(device="d1")
    for _ in range(6):
        error_reports.report(factories.make_article(), text="买", by=by, is_suspect=True)
    clock.advance(hours=1)
    make_report(story)
    assert error_reports.waiting(editor, 4)[0].article == story
