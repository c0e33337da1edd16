from django.urls import path, re_path

from wagtail_civic.core.api import VERSION

from . import api, download, views
from .feeds import ActFeed, ChangesFeed
from .sitemap import sitemap

app_name = "civic_acts"

urlpatterns = [
    path(f"api/v{VERSION}/acts/", api.act_list, name="api_list"),
    path(f"api/v{VERSION}/acts/<uuid:key>/", api.act_detail, name="api_detail"),
    path(f"api/v{VERSION}/acts/<uuid:key>/akn.xml", api.act_xml, name="akn"),
    path("acts.csv", download.act_table, name="table"),
    path("acts.zip", download.act_archive, name="archive"),
    path("acts-sitemap.xml", sitemap, name="sitemap"),
    path("acts.atom", ActFeed(), name="feed"),
    path("acts/<uuid:key>.atom", ChangesFeed(), name="changes"),
    re_path(
        r"^eli/(?P<body>[-\w]+)/(?P<act_type>[-\w]+)/"
        r"(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/(?P<number>[^/]+)/?$",
        views.eli,
        name="eli",
    ),
]
