from django.urls import path

from . import api
from .verification_urls import language_urlpatterns  # noqa: F401

app_name = "civic_core"

urlpatterns = [
    path(f"api/v{api.VERSION}/", api.root, name="api_root"),
]
