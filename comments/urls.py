from django.urls import path
from django.utils.translation import gettext_lazy as _

from comments import views
from portal.lib.http import reader_post

app_name = "comments"

urlpatterns = [
    *reader_post(
        "comments/post/",
        views.post,
        name="post",
        question=_("Send this comment?"),
        shows=("name", "text"),
        asks_without_script=True,
    ),
    path("comments/sent/<str:signed>/", views.receipt, name="receipt"),
    path("comment/<int:pk>/", views.comment, name="comment"),
]
