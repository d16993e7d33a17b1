"""What members tell the shell; sent inside the transaction of the change."""

from typing import Any

from django.db.models.signals import post_delete, pre_save
from django.dispatch import Signal, receiver

from portal.accounts.models import User

appearance_changed = Signal()
"""Readers see a member otherwise than before, or no longer."""

SEEN = ("username", "shown_name", "shows_reactions", "is_staff", "is_active")
"""The fields that pages for everyone show, in words or as a badge."""


@receiver(pre_save, sender=User)
def tell_of_change(sender: Any, instance: User, update_fields: Any = None, **_signal: Any) -> None:
    """Compare what is saved with what stands; signing in saves nothing that is seen."""
    if instance._state.adding or (update_fields and not set(update_fields) & set(SEEN)):
        return
    before = User.objects.filter(pk=instance.pk).values_list(*SEEN).first()
    if before != tuple(getattr(instance, name) for name in SEEN):
        appearance_changed.send(User)


@receiver(post_delete, sender=User)
def tell_of_leaving(sender: Any, **_signal: Any) -> None:
    """What a member wrote stays, under no name."""
    appearance_changed.send(User)
