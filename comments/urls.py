from django.urls import path
from django.utils.translation import gettext_lazy as _

from comments.views import (
    agreeing,
    muting,
    notifications,
    notifying,
    own,
    posting,
    reading,
    transparency,
)
from comments.views.appealing import statement
from comments.views.reporting import report_comment
from comments.views.standing import acknowledge
from portal.lib.http import reader_post, signed_post

app_name = "comments"

urlpatterns = [
    *reader_post(
        "comments/post/",
        posting.post,
        name="post",
        question=_("Send this comment?"),
        shows=("name", "text"),
        asks_without_script=True,
        adds=posting.fresh_token,
    ),
    *reader_post(
        "comment/<int:pk>/agree/",
        agreeing.agree,
        name="agree",
        question=_("Agree with this comment?"),
    ),
    path("comment/<int:pk>/part/", agreeing.part, name="part"),
    path("comment/<int:pk>/own/", own.own, name="own"),
    path("comment/<int:pk>/withdraw/", own.withdraw, name="withdraw"),
    path(
        "comments/letters/confirm/<str:signed>/",
        notifications.confirm_address,
        name="confirm_address",
    ),
    *signed_post("comments/letters/end/<str:signed>/", notifications.end_letters, "end_letters"),
    path("comments/letters/", notifications.everywhere, name="letters"),
    path("comment/<int:pk>/mute/", muting.mute, name="mute"),
    path("comments/muted/<int:pk>/end/", muting.unmute, name="unmute"),
    path("comments/thread/<int:pk>/atom.xml", reading.feed, name="feed"),
    path("comments/token/", posting.token, name="token"),
    path("comments/sent/<str:signed>/", posting.receipt, name="receipt"),
    path("comments/decision/<str:ticket>/", statement, name="statement"),
    path("comments/transparency/", transparency.show, name="transparency"),
    path("comments/unlawful/", notifying.give, name="notice"),
    path("comments/unlawful/<slug:receipt>/", notifying.status, name="notice_status"),
    path("comments/warning/<int:pk>/read/", acknowledge, name="acknowledge"),
    path("comment/<int:pk>/report/", report_comment, name="report"),
    path("comment/<int:pk>/", reading.comment, name="comment"),
]
