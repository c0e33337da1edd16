from django.http import HttpResponse
from wagtail.models import Site

from wagtail_civic.core.models import MunicipalitySettings


def robots(request):
    """A demonstration asks search engines to stay away."""
    site = Site.find_for_request(request)
    stay_away = site is None or MunicipalitySettings.for_site(site).is_demonstration
    lines = ["User-agent: *", "Disallow: /" if stay_away else "Disallow: /admin/"]
    if not stay_away:
        lines.append(f"Sitemap: {site.root_url}/sitemap.xml")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
