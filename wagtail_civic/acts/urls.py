from django.urls import path, re_path

from wagtail_civic.core.api import VERSION

from . import api, download, follow_views, lasting
from .feeds import ActFeed, ChangesFeed
from .sitemap import sitemap

app_name = "civic_acts"

WORK = (
    r"^eli/(?P<body>[-\w]+)/(?P<act_type>[-\w]+)/"
    r"(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/(?P<number>[^/]+)"
)
OF_DAY, IN_LANGUAGE = r"/(?P<version>\d{8}|adopted)", r"/(?P<language>[a-z]{2,3})"

urlpatterns = [
    path(f"api/v{VERSION}/acts/", api.act_list, name="api_list"),
    path(f"api/v{VERSION}/acts/<uuid:key>/", api.act_detail, name="api_detail"),
    path(f"api/v{VERSION}/acts/<uuid:key>/akn.xml", api.act_xml, name="akn"),
    path("acts.csv", download.act_table, name="table"),
    path("acts.zip", download.act_archive, name="archive"),
    path("acts-sitemap.xml", sitemap, name="sitemap"),
    path("acts.atom", ActFeed(), name="feed"),
    path("acts/<uuid:key>.atom", ChangesFeed(), name="changes"),
    path("acts/<uuid:key>/files/<slug:role>/", lasting.file, name="first_file"),
    path("acts/<uuid:key>/files/<slug:role>/<int:nth>/", lasting.file, name="file"),
    path("acts/<uuid:key>/files/<slug:role>/<int:nth>/text/", lasting.file_text, name="file_text"),
    re_path(f"{WORK}/?$", lasting.eli, name="eli"),
    re_path(f"{WORK}{OF_DAY}/?$", lasting.eli, name="eli_version"),
    re_path(f"{WORK}{IN_LANGUAGE}/?$", lasting.eli, name="eli_language"),
    re_path(f"{WORK}{OF_DAY}{IN_LANGUAGE}/?$", lasting.eli, name="eli_version_language"),
]
language_urlpatterns = [
    path("acts/<uuid:key>/follow/", follow_views.follow, name="follow"),
    path("acts/<uuid:key>/followed/", follow_views.followed, name="followed_act"),
    path("acts/followed/<slug:result>/", follow_views.followed, name="followed"),
    path("acts/stop/<uuid:follower>/<slug:proof>/", follow_views.stop, name="stop"),
]
