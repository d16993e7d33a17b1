"""The documents: taking in, describing, finding, deleting."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news.models import Document
from tests import factories
from tests.desk_forms import save, told

pytestmark = pytest.mark.django_db

DOCUMENTS = "/admin/news/document/"
PDF = b"%PDF-1.4\n%%EOF\n"


def test_a_document_is_added_described_and_deleted(leader):
    upload = SimpleUploadedFile("plan.pdf", PDF, "application/pdf")
    leader.post(f"{DOCUMENTS}add/", {"files": [upload], "title": "方案"})
    document = Document.objects.get()
    assert document.title == "方案"
    save(leader, f"{DOCUMENTS}{document.pk}/change/", title="方案全文")
    document.refresh_from_db()
    assert document.title == "方案全文"
    assert leader.get(f"{DOCUMENTS}?q=全文").context["cl"].result_count == 1
    leader.post(f"{DOCUMENTS}{document.pk}/delete/", {"post": "yes"})
    assert not Document.objects.exists()


def test_a_document_in_use_is_not_deleted(leader):
    document = factories.make_document()
    factories.make_article(
        title="渡口的早班船", body=f'<p>字</p><figure data-document="{document.pk}"></figure>'
    )
    response = leader.post(f"{DOCUMENTS}{document.pk}/delete/", {"post": "yes"}, follow=True)
    assert "渡口的早班船" in told(response)[0]
    assert Document.objects.exists()


def test_a_file_of_another_type_is_refused(desk):
    upload = SimpleUploadedFile("run.exe", b"MZ", "application/octet-stream")
    response = desk.post(f"{DOCUMENTS}add/", {"files": [upload]})
    assert response.context["form"].errors["files"][0].startswith("run.exe: ")
    assert not Document.objects.exists()


@pytest.mark.parametrize("count", [1, 5])
def test_the_documents_cost_the_same_for_one_and_five(desk, count, django_assert_max_num_queries):
    for _number in range(count):
        factories.make_document()
    with django_assert_max_num_queries(16):
        desk.get(DOCUMENTS)
