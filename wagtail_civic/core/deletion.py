"""What becomes of rows whose parent is deleted, on an engine that checks row by row (MariaDB).

Django's own empty a nullable key there before they delete. These are `on_delete` of a ForeignKey,
as ``models.CASCADE`` is.
"""

from django.db import connections


def cascade_whole(collector, field, rows, using):
    """CASCADE for a nullable key that a check constraint of its row asks for.

    Such a row may not be without its key for a moment: it goes before its parent, as it is.
    """
    collector.collect(
        rows,
        source=field.remote_field.model,
        source_attr=field.name,
        nullable=False,
        fail_on_restricted=False,
    )


def restrict_children(collector, field, rows, using):
    """RESTRICT for a nullable key to the same table.

    Django's own names the table as depending on itself, and can then order no tables: not even a
    whole tree could be deleted.
    """
    collector.add_restricted_objects(field, rows)
    if not connections[using].features.can_defer_constraint_checks:
        collector.add_field_update(field, None, rows)
