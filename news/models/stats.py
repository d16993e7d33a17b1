from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleStats(models.Model):
    """Counters of a story, apart from it: they change often and the story seldom."""

    article = models.OneToOneField(
        "news.Article", models.CASCADE, primary_key=True, related_name="stats"
    )
    view_count = models.PositiveBigIntegerField(_("reads"), default=0)
    comment_count = models.PositiveIntegerField(_("comments"), default=0)
    reaction_count = models.PositiveIntegerField(_("reactions"), default=0)
    bookmark_count = models.PositiveIntegerField(_("saved"), default=0)

    class Meta:
        verbose_name = _("counters")
        verbose_name_plural = _("counters")

    def __str__(self) -> str:
        return str(self.article_id)


class ViewHour(models.Model):
    """Reads of a story within one hour (UTC); flushed in by `views_counter`, added by F()."""

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="view_hours")
    hour = models.DateTimeField(_("hour"))
    count = models.PositiveIntegerField(_("reads"), default=0)

    class Meta:
        verbose_name = _("reads of an hour")
        verbose_name_plural = _("reads by hour")
        constraints = [
            models.UniqueConstraint(fields=["hour", "article"], name="view_hour_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.hour:%Y-%m-%d %H}"


class SiteHour(models.Model):
    """Reads of all stories within one hour (UTC), so that a chart need not add the stories up."""

    hour = models.DateTimeField(_("hour"), primary_key=True)
    count = models.PositiveBigIntegerField(_("reads"), default=0)

    class Meta:
        verbose_name = _("reads of the site in an hour")
        verbose_name_plural = _("reads of the site by hour")

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}"


class Ranking(models.Model):
    """The top stories of a measure, drawn up by a periodic job so that no reader waits."""

    class Kind(models.TextChoices):
        READ_DAY = "read_day", _("Most read in 24 hours")
        READ_WEEK = "read_week", _("Most read in 7 days")
        REACTED_WEEK = "reacted_week", _("Most reacted in 7 days")
        TALKED_WEEK = "talked_week", _("Most discussed in 7 days")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    language = models.CharField(_("language"), max_length=10)
    position = models.PositiveSmallIntegerField(_("position"))
    article = models.ForeignKey("news.Article", models.CASCADE, related_name="rankings")
    value = models.PositiveIntegerField(_("value"))

    class Meta:
        verbose_name = _("ranking")
        verbose_name_plural = _("rankings")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "position"], name="ranking_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.position}"
