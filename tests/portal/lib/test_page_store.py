"""The memory of pages keeps to its bound, and what many read stays longest."""

from portal.lib.pagestore import Page, PageStore

MB = 1024 * 1024


def page_of(size: int) -> Page:
    page = Page(b"", [], edition="", began=0.0, true_until=1.0)
    page.__dict__["size"] = size
    return page


def test_store_keeps_to_its_bound():
    store = PageStore()
    for number in range(1000):
        store.put(number, page_of(50_000), MB)
        assert store.size <= MB
    assert len(store) == MB // 50_000


def test_pages_asked_for_once_do_not_push_out_what_many_read():
    store = PageStore()
    store.put("home", page_of(50_000), MB)
    store.prove("home", lambda: MB)
    for number in range(1000):
        store.put(number, page_of(50_000), MB)
    assert store.get("home") is not None
    assert store.get(0) is None


def test_proven_pages_make_room_for_new_ones():
    store = PageStore()
    for number in range(100):
        store.put(number, page_of(50_000), MB)
        store.prove(number, lambda: MB)
    assert store.size <= MB
    assert store.get(99) is not None
    assert store.get(0) is None
    store.put(99, page_of(90_000), MB)
    assert store.size <= MB


def test_huge_page_is_not_kept():
    store = PageStore()
    store.put("huge", page_of(MB), MB)
    assert len(store) == 0
