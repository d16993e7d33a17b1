"""Parts of our addresses: slugs in letters of any script, and paths of them."""

SLUG = r"[-\w]+"


class UnicodeSlug:
    """One slug: 北堤船厂, old-streets."""

    regex = SLUG

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SlugPath(UnicodeSlug):
    """Slugs from the top section down: city/riverfront."""

    regex = f"{SLUG}(?:/{SLUG})*"
