"""Who may comment where, for how long, and under which law."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import posting, things
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db


def policy_of(article):
    return things.policy_of(article, things.open_thread(article))


def test_a_discussion_overrules_its_section_which_overrules_the_site():
    SiteSettings(comment_policy="closed").save()
    article = factories.make_article(category=factories.make_category(comment_policy="open"))
    assert policy_of(article).mode == "open"
    thread = things.open_thread(article)
    thread.policy = "hold"
    thread.save()
    assert policy_of(article).mode == "hold"


def test_china_holds_everything_of_verified_members_whatever_is_set_below(reader):
    SiteSettings(comment_profile="cn", comment_policy="open", holds_first_comments=False).save()
    article = factories.make_article(category=factories.make_category(comment_policy="open"))
    thread = things.open_thread(article)
    thread.policy = "open"
    thread.save()
    policy = policy_of(article)
    assert policy.is_held
    assert not policy.allows_guests
    with pytest.raises(posting.CannotComment):
        posting.post(article, body="桥修好了吗", guest_name="路人")
    with pytest.raises(posting.CannotComment):
        posting.post(article, body="桥修好了吗", author=reader)
    reader.identity_verified_at = timezone.now()
    reader.save()
    assert posting.post(article, body="桥修好了吗", author=reader).state == "pending"


def test_a_verified_address_is_no_identity(reader):
    SiteSettings(comment_profile="cn").save()
    reader.emailaddress_set.create(email="reader@example.org", verified=True, primary=True)
    with pytest.raises(posting.CannotComment):
        posting.post(factories.make_article(), body="桥修好了吗", author=reader)


def test_discussions_close_after_days_of_the_nearest_section(clock):
    SiteSettings(comments_close_after=3).save()
    article = factories.make_article()
    slow = factories.make_article(category=factories.make_category(comments_close_after=0))
    clock.advance(days=3)
    assert not policy_of(article).is_open
    assert "2026" in policy_of(article).closed_because
    assert policy_of(slow).is_open


def test_a_discussion_has_its_own_end_and_its_own_reason(clock):
    article = factories.make_article()
    thread = things.open_thread(article)
    thread.closes_at = clock.now + timedelta(hours=1)
    thread.save()
    assert policy_of(article).is_open
    clock.advance(hours=1)
    assert not policy_of(article).is_open
    thread.closes_at = None
    thread.is_open, thread.closed_reason = False, "案件审理期间不开放评论。"
    thread.save()
    assert policy_of(article).closed_because == "案件审理期间不开放评论。"
