"""With wagtail-localize: pages of ours are translated, and share their record."""

import json

import pytest
from django.apps import apps

from tests.toy.models import ToyPage, ToyRecord
from wagtail_civic.core.records import record_for

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not apps.is_installed("wagtail_localize"), reason="wagtail-localize is left out here"
    ),
]


def test_a_page_is_translated_with_its_body_and_shares_its_record(home_page, locales):
    from wagtail_localize.models import StringTranslation, Translation, TranslationSource

    body = [{"type": "heading", "value": "გზები", "id": "c0ffee00-0000-4000-8000-000000000001"}]
    page = home_page.add_child(instance=ToyPage(title="საქმე", body=json.dumps(body)))
    page.save_revision().publish()
    source, _made = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locales["en"])
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=locales["en"],
            context=segment.context,
            data={"გზები": "Roads", "საქმე": "Affair"}.get(segment.string.data, "affair"),
        )
    translation.save_target(publish=True)
    english = ToyPage.objects.get(translation_key=page.translation_key, locale=locales["en"])
    assert english.body[0].value == "Roads"
    assert record_for(english) == record_for(page)
    assert ToyRecord.objects.count() == 1
