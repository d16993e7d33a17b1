from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the search follow names, captions and deletions; set the clocks."""
        from news import preview_links  # noqa: F401
        from news.search import following

        following.connect()
