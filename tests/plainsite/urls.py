"""Everything below ``portal/``, and the civic addresses not even called civic."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

below = [
    path("cms/", include(wagtailadmin_urls)),
    path("files/", include(wagtaildocs_urls)),
    path("services/", include("wagtail_civic.urls")),
]
urlpatterns = [
    path("portal/", include(below)),
    *i18n_patterns(path("portal/", include(wagtail_urls))),
]
