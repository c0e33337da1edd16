from django.apps import AppConfig


class HostConfig(AppConfig):
    """An ordinary site that has adopted the suite."""

    name = "tests.host"
    label = "host"
    default_auto_field = "django.db.models.BigAutoField"
