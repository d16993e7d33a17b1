"""Word documents: a file in, a story out, or a refusal in the words of whoever sent it.

`mammoth` reads the document; before it, `archive` refuses what is no sound file, and after it
the grammar's own `clean()` decides what is kept, as for any text that comes in.
"""

from .archive import WordError
from .reading import WordPicture, WordStory, numbered, read

__all__ = ["WordError", "WordPicture", "WordStory", "numbered", "read"]
