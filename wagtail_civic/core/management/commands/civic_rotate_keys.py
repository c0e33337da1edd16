from django.apps import apps
from django.core.management.base import BaseCommand
from django.db.models import BinaryField, ExpressionWrapper, F, TextField

from wagtail_civic.core.encryption import (
    EncryptedBinaryField,
    decrypt,
    decrypt_bytes,
    encrypted_fields,
    is_current,
)


class Command(BaseCommand):
    help = "Encrypt every stored address anew with the first key of ENCRYPTION_KEYS."

    def add_arguments(self, parser):
        parser.add_argument("--batch", type=int, default=500, help="Rows read at once.")

    def handle(self, *args, batch, **options):
        for model in apps.get_models():
            for field in encrypted_fields(model):
                if isinstance(field, EncryptedBinaryField):
                    done = self.rotate_files(model, field.name)
                else:
                    done = self.rotate(model, field.name, batch)
                self.stdout.write(f"{model._meta.label}.{field.name}: {done}")

    def rotate(self, model, name: str, batch: int) -> int:
        """Rows that another key had encrypted; a row changed meanwhile keeps its new value."""
        stored = ExpressionWrapper(F(name), output_field=TextField())
        rows = model._base_manager.annotate(_stored=stored).order_by("pk")
        done, last = 0, None
        while True:
            page = rows.filter(pk__gt=last) if last is not None else rows
            found = list(page.values_list("pk", "_stored")[:batch])
            if not found:
                return done
            for pk, token in found:
                if token and not is_current(token):
                    fresh = rows.filter(pk=pk, _stored=token)
                    done += fresh.order_by().update(**{name: decrypt(token)})
            last = found[-1][0]

    def rotate_files(self, model, name: str) -> int:
        """One at a time: each may be large. What a file holds is never changed."""
        stored = ExpressionWrapper(F(name), output_field=BinaryField())
        done = 0
        for pk in model._base_manager.order_by("pk").values_list("pk", flat=True):
            rows = model._base_manager.filter(pk=pk)
            token = rows.values_list(stored, flat=True).first()
            if token and not is_current(bytes(token)):
                done += rows.update(**{name: decrypt_bytes(bytes(token))})
        return done
