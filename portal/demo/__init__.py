"""The demo city: everything `manage.py seed_demo` publishes, as plain files.

`city.toml`        the site, sections, sources, bylines, pictures, pages, topics, readers, comments.
`pictures/`        the picture files `city.toml` names, 1600 pixels wide.
`documents/`       files for download and sound, named by `[[documents]]` in `city.toml`.
`stories/`         one UTF-8 file a story: `<section>-<name>.zh.html`, its translation `.en.html`.
`stories.py`       reads the story files: `load_stories(folder) -> list[Story]`.

A story file is header lines `name: value`, a line `---`, then the body in the stored grammar of
`news/body/`, in which `data-image` and `data-document` hold picture and document keys instead of
ids. The key of a story is its file name without the ending (`building-gantry`), and a translation
has the key of its original. Header fields:

    kicker          word before the title, without brackets (optional)
    title           the clean title
    title_breaks    the title with | where a line may break (optional)
    short_title     for narrow lists (optional)
    summary         one paragraph
    section         slugs from the root: building/riverside
    extra_sections  further section paths, comma separated (optional)
    source          key of a source
    bylines         role=byline key, comma separated; a role may repeat (author, photographer,
                    editor, proofreader, translator); a name in quotes is a person without a page:
                    author="杜小川"
    cover           picture key (optional)
    gallery         picture keys, each with its own caption or none: a = 图注 | b | c (optional)
    tags            names in the language of the story, comma separated; city.toml pairs them
    related         keys of stories in the same language, comma separated (optional)
    age             how long before seeding it was published: 40m, 3h, 2d, 5w; -6h lies ahead
    highlighted     yes: bold in lists (optional)
    pinned          how long from seeding on it stays on top of its section: 2d (optional)
    translation_of  key of the zh story (in .en.html files only)
    state           published (default), draft, review, withdrawn, scheduled (age is negative)
    original_title, original_url, original_author    of a story taken over from elsewhere (optional)
    ai_label        what was done by machine (optional)
"""
