"""Whole stories of readers, through HTTP alone and without a script."""

import re

import pytest
from django.test import Client

from comments import moderation
from comments.models import Comment
from news import editing, workflow
from news.models import Article
from tests import factories

pytestmark = pytest.mark.django_db

# What a browser sends with a form of our own page.
OURS = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


def form_action(html, marker):
    """Where the first form after a marker posts to."""
    return re.search(r'action="([^"]+)"', html[html.index(marker) :])[1]


def test_guest_reads_reacts_comments_and_sees_it_published(client, chief, clock):
    kinds = factories.make_reaction_kinds()
    section = factories.make_category("城建", slug="building")
    article = factories.make_article(category=section, title="旧船厂的龙门吊不拆了")

    front = client.get("/").content.decode()
    assert article.get_absolute_url() in front
    page = client.get(article.get_absolute_url()).content.decode()

    reacted = client.post(
        form_action(page, 'class="react"'), {"kind": kinds[0].pk}, headers=OURS, follow=True
    )
    assert "<b>鲜花</b>" in reacted.content.decode()

    fields = {"thing": f"news.article:{article.pk}", "name": "柳湾老顾", "text": "终于看见河了。"}
    asked = client.post(form_action(page, 'class="cf stick"'), fields, headers=OURS)
    assert not Comment.objects.exists()
    question = asked.content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', question))
    clock.advance(seconds=3)
    sent = client.post(form_action(question, "<main"), fields, headers=OURS, follow=True)
    assert "终于看见河了。" in sent.content.decode()
    assert "终于看见河了。" not in Client().get(article.get_absolute_url()).content.decode()

    moderation.approve(Comment.objects.all(), by=chief)
    published = Client().get(article.get_absolute_url()).content.decode()
    assert "终于看见河了。" in published
    assert '<span class="n" aria-hidden="true">1</span>' in published


def test_story_lives_from_draft_to_gone(client, chief):
    section = factories.make_category("城建", slug="building")
    draft = editing.apply(
        Article(), {"title": "桥通车了", "body": "<p>今天。</p>", "category": section.pk}, by=None
    )
    address = f"/article/{draft.pk}/"
    assert client.get(address).status_code == 404
    workflow.publish(draft, by=chief)
    assert "桥通车了" in client.get("/section/building/").content.decode()
    workflow.withdraw(Article.objects.get(pk=draft.pk), by=chief)
    assert client.get(address).status_code == 410
    for list_address in ("/", "/section/building/"):
        assert "桥通车了" not in client.get(list_address).content.decode()


def test_member_finds_a_saved_story_in_the_account(client_of, reader):
    article = factories.make_article(title="骑行道断点清单公布")
    member = client_of(reader)
    page = member.get(article.get_absolute_url()).content.decode()
    member.post(form_action(page, 'class="tools"'), {"saved": "1"}, headers=OURS)
    account = member.get("/state/").json()["account"]
    assert "骑行道断点清单公布" in member.get(account["url"]).content.decode()
