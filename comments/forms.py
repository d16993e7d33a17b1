"""The comment form; limits of length and name are the deed's, so that no door forgets them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comments import things
from comments.models import Comment


class CommentForm(forms.Form):
    """What a reader types, with the thing it is about and the comment it answers."""

    needs_address = False
    """Whether the writer is a guest, of whom no address is known."""

    thing = forms.CharField(max_length=80, widget=forms.HiddenInput)
    parent = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), required=False, max_length=200, strip=True)
    email = forms.EmailField(
        label=_("E-mail (optional)"),
        required=False,
        error_messages={"invalid": _("This is not an e-mail address.")},
    )
    notify = forms.BooleanField(label=_("Email me when someone replies"), required=False)
    token = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your comment"), required=False, max_length=100_000, widget=forms.Textarea
    )

    def clean_thing(self) -> Any:
        thing = things.find(self.cleaned_data["thing"])
        if thing is None:
            raise forms.ValidationError(_("What you comment on is no longer there."))
        return thing

    def clean(self) -> dict[str, Any]:
        """Refuse to write to a guest who names no address."""
        cleaned = super().clean() or self.cleaned_data
        has_address = cleaned.get("email") or "email" in self.errors
        if cleaned.get("notify") and self.needs_address and not has_address:
            self.add_error("email", _("Give an address to be written to, or untick the box."))
        return cleaned

    def clean_parent(self) -> Comment | None:
        pk = self.cleaned_data["parent"]
        if pk is None:
            return None
        parent = Comment.objects.filter(pk=pk).select_related("root").first()
        if parent is None:
            raise forms.ValidationError(_("The comment you answer is no longer there."))
        return parent
