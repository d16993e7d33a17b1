"""Who could publish could withdraw and correct: those are rights of their own now.

What was in review waits for its publication, as it did.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.models import F

NEW = ("withdraw_article", "correct_article")


def divide(apps, schema_editor):
    apps.get_model("news", "CategoryEditor").objects.update(
        may_withdraw=F("may_publish"), may_correct=F("may_publish")
    )
    Article, Assignment = apps.get_model("news", "Article"), apps.get_model("news", "Assignment")
    waiting = Article.objects.filter(state="review").values_list("pk", "updated_at")
    Assignment.objects.bulk_create(
        [Assignment(article_id=pk, stage="ready", handed_at=at) for pk, at in waiting.iterator()],
        batch_size=500,
    )
    give_rights(apps)


def give_rights(apps):
    Permission = apps.get_model("auth", "Permission")
    old = Permission.objects.filter(
        content_type__app_label="news", codename="publish_article"
    ).first()
    if old is None:
        return
    config = apps.get_app_config("news")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    new = Permission.objects.filter(content_type__app_label="news", codename__in=NEW)
    for holder in [*old.group_set.all(), *old.user_set.all()]:
        rights = holder.permissions if hasattr(holder, "permissions") else holder.user_permissions
        rights.add(*new)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("news", "0016_stages"),
    ]

    operations = [migrations.RunPython(divide, migrations.RunPython.noop)]
