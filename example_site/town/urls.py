from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from town.views import robots

urlpatterns = [
    path("django-admin/", admin.site.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("civic/", include("wagtail_civic.urls")),
    path("sitemap.xml", sitemap),
    path("robots.txt", robots),
    # A web server's work in production.
    re_path(r"^media/(?P<path>images/.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]

if settings.MESSAGES_DIR:
    from town.outbox import outbox

    urlpatterns += [path("outbox/", outbox, name="outbox")]

urlpatterns += i18n_patterns(path("", include(wagtail_urls)))
