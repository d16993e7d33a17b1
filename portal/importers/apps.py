from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportersConfig(AppConfig):
    name = "portal.importers"
    verbose_name = _("Importers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.importers.addresses import is_old_front
        from portal.lib.pagecache import leave_alone

        leave_alone(is_old_front)
