from django.urls import path

from . import api, verification_urls
from .wagtail_script_words import script_words

app_name = "civic_core"

urlpatterns = [
    path(f"api/v{api.VERSION}/", api.root, name="api_root"),
]
language_urlpatterns = [
    *verification_urls.language_urlpatterns,
    path("script-words/", script_words, name="script_words"),
]
