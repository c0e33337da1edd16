"""The strict policy of the public pages. The editors' pages set their own rules."""

from django.conf import settings

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "frame-src 'self'",
    ]
)
PLAYERS = " ".join(settings.PLAYERS)


class ContentSecurityPolicy:
    """Sends the policy unless a view has sent one, as the chart's frame does.

    A player may be framed only on the page that follows the visitor's click (``?play=…``).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.path.startswith(settings.EDITORS_PATHS):
            policy = f"{POLICY} {PLAYERS}" if "play" in request.GET else POLICY
            response.headers.setdefault("Content-Security-Policy", policy)
        return response
