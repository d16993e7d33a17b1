"""The door comments come in by: tokens, the hidden field, limits; what was typed stays."""

import re

import pytest
from django.urls import reverse

from comments.models import Comment
from portal.lib import formtokens
from tests import factories

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}
SCRIPT = OURS | {"Accept": "application/json"}
POST, CONFIRMED = reverse("comments:post"), reverse("comments:post-confirmed")


@pytest.fixture
def key(clock):
    article = factories.make_article()
    return f"news.article:{article.pk}"


def fields(key, **more):
    return {"thing": key, "name": "江边人", "text": "桥修好了吗？"} | more


def token_for(client, key):
    return client.get(reverse("comments:token"), {"thing": key}).json()["token"]


def test_a_script_sends_the_token_it_fetched(client, key, clock):
    token = token_for(client, key)
    clock.advance(seconds=3)
    answer = client.post(POST, fields(key, token=token), headers=SCRIPT)
    assert answer.status_code == 201
    assert Comment.objects.get().body == "桥修好了吗？"


@pytest.mark.parametrize(
    ("seconds", "change"),
    [
        (2, None),
        (86_401, None),
        (5, lambda token: ""),
        (5, lambda token: token[:-2] + "xx"),
        (5, lambda token: formtokens.issue("news.article:999999")),
    ],
    ids=["instant", "expired", "none", "forged", "foreign"],
)
def test_a_bad_token_is_refused_with_a_fresh_one(client, key, clock, seconds, change):
    token = token_for(client, key)
    clock.advance(seconds=seconds)
    token = change(token) if change else token
    answer = client.post(POST, fields(key, token=token), headers=SCRIPT)
    assert answer.status_code == 400
    assert not Comment.objects.exists()
    clock.advance(seconds=3)
    again = client.post(POST, fields(key, token=answer.json()["token"]), headers=SCRIPT)
    assert again.status_code == 201


def test_a_token_is_good_once(client, key, clock):
    token = token_for(client, key)
    clock.advance(seconds=3)
    client.post(POST, fields(key, token=token), headers=SCRIPT)
    replayed = client.post(POST, fields(key, token=token, text="再来一遍"), headers=SCRIPT)
    assert replayed.status_code == 400
    assert Comment.objects.count() == 1


def test_without_a_script_the_confirming_page_brings_the_token(client, key, clock):
    asked = client.post(POST, fields(key), headers=OURS)
    token = re.search(r'name="token" value="([^"]+)"', asked.content.decode())[1]
    clock.advance(seconds=3)
    sent = client.post(CONFIRMED, fields(key, token=token), headers=OURS)
    assert sent.status_code == 303
    assert Comment.objects.get().guest_name == "江边人"


def test_a_token_in_a_plain_form_is_not_believed_before_the_confirming_page(client, key, clock):
    token = token_for(client, key)
    clock.advance(seconds=3)
    asked = client.post(POST, fields(key, token=token), headers=OURS)
    assert asked.status_code == 200
    assert token not in asked.content.decode()
    assert not Comment.objects.exists()


def test_a_refused_form_keeps_all_that_was_typed(client, key, clock):
    long = "好" * 1_001
    token = formtokens.issue(key)
    clock.advance(seconds=3)
    page = client.post(CONFIRMED, fields(key, text=long, token=token), headers=OURS)
    html = page.content.decode()
    assert page.status_code == 400
    assert long in html
    assert 'value="江边人"' in html
    fresh = re.search(r'name="token" value="([^"]+)"', html)[1]
    clock.advance(seconds=3)
    assert client.post(CONFIRMED, fields(key, token=fresh), headers=OURS).status_code == 303


def test_the_page_carries_a_field_nobody_sees_and_filling_it_in_is_spam(client, key, clock):
    article_page = client.get(f"/article/{key.partition(':')[2]}/", follow=True).content.decode()
    decoy = formtokens.decoy_name()
    assert f'name="{decoy}"' in article_page
    token = token_for(client, key)
    clock.advance(seconds=3)
    answer = client.post(POST, fields(key, token=token, **{decoy: "http://x"}), headers=SCRIPT)
    assert answer.status_code == 201
    assert Comment.objects.get().state == Comment.State.SPAM


def test_a_form_that_never_had_the_hidden_field_is_no_spam(client, key, clock):
    token = token_for(client, key)
    clock.advance(seconds=3)
    client.post(POST, fields(key, token=token), headers=SCRIPT)
    assert Comment.objects.get().state == Comment.State.PENDING


def test_a_machine_is_told_when_to_come_back(client, key, clock):
    for number in range(21):
        token = token_for(client, key)
        clock.advance(seconds=3)
        data = fields(key, token=token, text=f"第{number}条")
        answer = client.post(POST, data, headers=SCRIPT)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert Comment.objects.count() == 20
