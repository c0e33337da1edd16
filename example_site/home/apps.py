from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from wagtail_civic.core import demo

        from .demo import build

        demo.register("example_home", build, order=1000)
