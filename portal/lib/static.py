"""Static files under names that change with their content, so that they may be kept for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Follows `import` inside our JavaScript modules too, so that they need no build step."""

    support_js_module_import_aggregation = True
