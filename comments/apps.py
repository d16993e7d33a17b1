from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Comments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let pages follow their discussions, of which every change counts a thread anew, and
        the checks follow the word rules; set the clocks."""
        from comments import retention  # noqa: F401
        from comments.screening.rules import rules_changed
        from portal.lib.caching import pages_changed

        for signal in (post_save, post_delete):
            signal.connect(pages_changed, sender=self.get_model("Thread"))
            signal.connect(rules_changed, sender=self.get_model("WordRule"))
