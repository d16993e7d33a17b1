"""What readers say, a file per noun."""

from comments.models.agreement import Agreement
from comments.models.alert import Alert
from comments.models.appeal import Appeal
from comments.models.comment import EVERYBODY, Comment
from comments.models.decision import Decision, Ground, Reason
from comments.models.learning import Label, LearnedFeature, Shingle
from comments.models.legal_notice import LegalNotice
from comments.models.letter import ReaderLetter
from comments.models.mute import Mute
from comments.models.note import ReaderNote
from comments.models.report import Report
from comments.models.sanction import Sanction
from comments.models.signal import Signal
from comments.models.statistics import DayFigure
from comments.models.subscription import Answer, Subscription
from comments.models.thread import Thread
from comments.models.word_rule import WordRule
from comments.models.wording import Wording

__all__ = [
    "EVERYBODY",
    "Agreement",
    "Alert",
    "Answer",
    "Appeal",
    "Comment",
    "DayFigure",
    "Decision",
    "Ground",
    "Label",
    "LearnedFeature",
    "LegalNotice",
    "Mute",
    "ReaderLetter",
    "ReaderNote",
    "Reason",
    "Report",
    "Sanction",
    "Shingle",
    "Signal",
    "Subscription",
    "Thread",
    "WordRule",
    "Wording",
]
