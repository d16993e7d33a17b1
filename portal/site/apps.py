from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "portal.site"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.site.current import site_changed

        for model in ("SiteSettings", "Notice", "Page", "Redirect"):
            for signal in (post_save, post_delete):
                signal.connect(site_changed, sender=self.get_model(model))
