"""The strict policy of the public pages. The editors' pages set their own rules."""

from django.conf import settings

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "frame-src 'self' " + " ".join(settings.PLAYERS),
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)


class ContentSecurityPolicy:
    """Sends the policy unless a view has sent one, as the chart's frame does."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.path.startswith(settings.EDITORS_PATHS):
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
