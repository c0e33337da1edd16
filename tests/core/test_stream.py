import json

import pytest
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.writer import MigrationWriter
from wagtail.blocks import CharBlock
from wagtail.blocks.migrations.operations import RenameStreamChildrenOperation

from tests.toy.models import ToyPage
from wagtail_civic.core.blocks import body_blocks
from wagtail_civic.core.stream import CivicStreamField, MigrateCivicStreamData, RawStreamData

pytestmark = pytest.mark.django_db

BODY = [{"type": "heading", "value": "სათაური", "id": "c0ffee00-0000-4000-8000-000000000001"}]


@pytest.fixture
def page(home_page):
    return home_page.add_child(instance=ToyPage(title="საქმე", body=json.dumps(BODY)))


def historical_apps():
    return MigrationLoader(connection).project_state().apps


def test_blocks_stay_out_of_migrations():
    field = CivicStreamField(body_blocks, blank=True)
    field.set_attributes_from_name("body")
    written, _imports = MigrationWriter.serialize(field)
    assert written == "wagtail_civic.core.stream.CivicStreamField([], blank=True)"


def test_adding_a_block_makes_no_migration():
    few = CivicStreamField([("heading", CharBlock())]).deconstruct()
    many = CivicStreamField(body_blocks).deconstruct()
    assert few[1:] == many[1:]


def test_a_callable_is_read_on_first_use_only():
    asked = []

    def blocks():
        asked.append(1)
        return [("heading", CharBlock())]

    field = CivicStreamField(blocks)
    assert asked == []
    assert list(field.stream_block.child_blocks) == ["heading"]
    assert list(field.stream_block.child_blocks) == ["heading"]
    assert asked == [1]


def test_a_page_keeps_its_body_through_a_revision(page):
    page.body = page.body
    page.save_revision().publish()
    again = ToyPage.objects.get(pk=page.pk)
    assert again.body[0].value == "სათაური"


def test_a_save_in_a_data_migration_does_not_erase_the_body(page):
    model = historical_apps().get_model("toy", "ToyPage")
    row = model.objects.get(pk=page.pk)
    assert isinstance(row.body, RawStreamData)
    row.title = "ახალი"
    row.save()
    assert ToyPage.objects.get(pk=page.pk).body.raw_data[0] == BODY[0]


def test_a_historical_model_can_be_created_without_a_body():
    assert CivicStreamField().get_default() == RawStreamData()


def test_block_data_is_migrated_with_the_given_definitions(page):
    page.save_revision()
    old = [{**BODY[0], "type": "subject"}]
    historical_apps().get_model("toy", "ToyPage").objects.filter(pk=page.pk).update(body=old)
    revision = page.latest_revision
    revision.content["body"] = json.dumps(old)
    revision.save()
    operation = MigrateCivicStreamData(
        "toy",
        "ToyPage",
        "body",
        [(RenameStreamChildrenOperation(old_name="subject", new_name="heading"), "")],
        block_definitions=[("heading", CharBlock()), ("subject", CharBlock())],
    )
    operation.migrate_stream_data_forward(historical_apps(), None)
    page.refresh_from_db()
    assert page.body[0].value == "სათაური"
    revision.refresh_from_db()
    assert json.loads(revision.content["body"])[0]["type"] == "heading"


def test_the_migration_operation_can_be_written_down():
    operation = MigrateCivicStreamData("toy", "ToyPage", "body", [], block_definitions=body_blocks)
    assert operation.deconstruct()[2]["block_definitions"] is body_blocks


def test_the_field_is_stored_as_json():
    assert CivicStreamField().get_internal_type() == models.JSONField().get_internal_type()
