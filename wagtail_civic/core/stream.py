"""A StreamField whose blocks stay out of migrations, and the operation that migrates its data."""

import json
from collections.abc import Callable

from django.utils.functional import cached_property
from wagtail.blocks import Block, StreamBlock
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.fields import StreamField

from .choosing import CivicBlockField


class RawStreamData(list):
    """What a field without block definitions holds: the stored JSON, untouched."""


class CivicStreamField(StreamField):
    """``StreamField`` that writes no blocks into migrations and accepts a callable.

    The callable is called on first use, never at import: blocks are registered in ``ready()``.
    A field without blocks (as in a historical model) keeps its stored JSON untouched on save.
    """

    def __init__(self, block_types=(), **kwargs):
        kwargs.pop("block_lookup", None)
        super().__init__(block_types, **kwargs)

    @cached_property
    def stream_block(self) -> StreamBlock:
        given = self.block_types_arg
        if callable(given) and not isinstance(given, (type, Block)):
            self.block_types_arg = given()
        return super().stream_block

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": CivicBlockField, **kwargs})

    def deconstruct(self):
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, path, [[]], kwargs

    @property
    def has_blocks(self) -> bool:
        return bool(self.stream_block.child_blocks)

    def to_python(self, value):
        if self.has_blocks:
            return super().to_python(value)
        if isinstance(value, str):
            value = json.loads(value or "[]")
        return RawStreamData(value or [])

    def get_default(self):
        return super().get_default() if self.has_blocks else RawStreamData()

    def get_searchable_content(self, value):
        return super().get_searchable_content(value) if self.has_blocks else []

    def extract_references(self, value):
        if self.has_blocks:
            yield from super().extract_references(value)


class MigrateCivicStreamData(MigrateStreamData):
    """``MigrateStreamData`` for a ``CivicStreamField``, which has no blocks in the project state.

    ``block_definitions`` is the list of ``(name, block)`` that the data has when the migration
    runs (or a callable that gives it); the other arguments are Wagtail's.
    """

    def __init__(self, *args, block_definitions: list | Callable[[], list], **kwargs):
        self.block_definitions = block_definitions
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, args, kwargs = super().deconstruct()
        kwargs["block_definitions"] = self.block_definitions
        return name, args, kwargs

    def migrate_stream_data_forward(self, apps, schema_editor):
        field = apps.get_model(self.app_name, self.model_name)._meta.get_field(self.field_name)
        field.block_types_arg = self.block_definitions
        field.__dict__.pop("stream_block", None)
        try:
            super().migrate_stream_data_forward(apps, schema_editor)
        finally:
            field.block_types_arg = []
            field.__dict__.pop("stream_block", None)
