"""Sections: addresses, branches, redirects."""

import pytest
from django.core.exceptions import ValidationError

from news import categories
from news.models import Category
from portal.site.models import Redirect
from tests import factories

pytestmark = pytest.mark.django_db


def test_path_follows_the_parents_and_moving_leaves_redirects():
    top = factories.make_category(slug="news")
    sub = factories.make_category(slug="city", parent=top)
    leaf = factories.make_category(slug="parks", parent=sub)
    assert leaf.path == "news/city/parks"
    sub.slug = "town"
    categories.save_category(sub)
    leaf.refresh_from_db()
    assert (leaf.path, leaf.depth) == ("news/town/parks", 3)
    assert set(Redirect.objects.values_list("old_path", "new_path")) == {
        ("/section/news/city/", "/section/news/town/"),
        ("/section/news/city/parks/", "/section/news/town/parks/"),
    }
    sub.slug = "city"
    categories.save_category(sub)
    assert set(Redirect.objects.values_list("old_path", "new_path")) == {
        ("/section/news/town/", "/section/news/city/"),
        ("/section/news/town/parks/", "/section/news/city/parks/"),
    }


def test_circles_depth_and_doubles_are_refused():
    levels = [factories.make_category(slug="a")]
    for slug in "bcd":
        levels.append(factories.make_category(slug=slug, parent=levels[-1]))
    with pytest.raises(ValidationError):
        factories.make_category(slug="e", parent=levels[-1])
    levels[0].parent = levels[-1]
    with pytest.raises(ValidationError):
        categories.save_category(levels[0])
    with pytest.raises(ValidationError):
        factories.make_category(slug="b", parent=levels[0].__class__.objects.get(slug="a"))


def test_moving_a_branch_moves_its_stories():
    old, new = factories.make_category(), factories.make_category()
    sub = factories.make_category(parent=old)
    article = factories.make_article(category=sub)
    sub.parent = new
    categories.save_category(sub)
    assert set(article.placements.values_list("category", flat=True)) == {None, new.pk, sub.pk}


def test_section_with_stories_is_not_deleted():
    article = factories.make_article()
    with pytest.raises(ValidationError):
        categories.delete_category(article.category)
    empty = factories.make_category()
    categories.delete_category(empty)
    assert not Category.objects.filter(pk=empty.pk).exists()


def test_tree_is_one_query_and_then_none(django_assert_num_queries, committed):
    with committed():
        top = factories.make_category(pigment="rouge", comment_policy="open")
        sub = factories.make_category(parent=top)
        closed = factories.make_category(parent=top, is_open=False)
    with django_assert_num_queries(1):
        categories.read_tree().by_id  # noqa: B018
    categories.tree()
    with django_assert_num_queries(0):
        tree = categories.tree()
        assert [c.pk for c in tree.lineage(sub.pk)] == [top.pk, sub.pk]
        assert tree.descendant_ids(top.pk) == [top.pk, sub.pk, closed.pk]
        assert [c.pk for c in tree.children(top.pk)] == [sub.pk]
        assert tree.pigment(sub.pk) == "rouge"
        assert tree.comment_policy(sub.pk, "hold") == "open"
        assert not tree.is_open(closed.pk)
