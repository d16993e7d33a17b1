"""What news tells the shell; sent inside the transaction of the deed."""

from django.dispatch import Signal

article_changed = Signal()
"""A story was saved or moved to another state. Sends `article`."""

article_published = Signal()
"""A story was published, now or for a time to come. Sends `article`."""

articles_arrived = Signal()
"""New stories were published at once, as imports do. Sends `articles`; instead of the above."""

category_changed = Signal()
"""A section was saved. Sends `category`."""
