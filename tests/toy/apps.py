from django.apps import AppConfig


class ToyConfig(AppConfig):
    """A small capability that registers at every seam of the core."""

    name = "tests.toy"
    label = "toy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import seams

        seams.register()
