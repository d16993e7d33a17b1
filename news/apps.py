from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the search follow names, captions and deletions; set the clocks.

        The check-up looks at whole pages, which only the doors above it can draw.
        """
        from news import checkup, error_reports, preview_links  # noqa: F401
        from news.search import following
        from news.views import unseen

        following.connect()
        checkup.draw_pages_with(lambda pk, state: unseen.page(pk, state))
