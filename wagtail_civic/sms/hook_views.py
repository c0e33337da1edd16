"""Where providers call us: receipts and messages from citizens. No cookie, no form, no page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wagtail_civic.core.reporting import discreet

from . import inbound, receipts, routing
from .gateways import BaseGateway, Hook, InboundEvent, ReceiptEvent

LONGEST = 64 * 1024
DIGITS = len(str(LONGEST))
"""More digits than that announce a body that is not worth reading."""


@csrf_exempt
@discreet
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@sensitive_variables()
def hook(request: HttpRequest, key: str, secret: str = "", ref="", seal: str = "") -> HttpResponse:
    """A provider's word on a message, or a citizen's. Whatever it is about, it is taken once."""
    gateway = routing.usable(key)
    if gateway is None or not (gateway.capabilities.receipts or gateway.capabilities.inbound):
        raise Http404
    if len(request.headers.get("Content-Length", "")) > DIGITS or len(request.body) > LONGEST:
        return HttpResponse(status=413)
    call = _hook(request, gateway, secret, str(ref), seal)
    if not gateway.verify(call):
        return HttpResponse(status=403)
    try:
        events = gateway.parse(call)
    except ValueError:
        return HttpResponse(status=400)
    receipts.take(key, [each for each in events if isinstance(each, ReceiptEvent)], call.now)
    inbound.take(key, [each for each in events if isinstance(each, InboundEvent)], call.now)
    # Some providers send whatever stands in the answer to the citizen.
    answer = gateway.hook_answer
    return HttpResponse(answer, status=200 if answer else 204, content_type="text/plain")


def _hook(request, gateway: BaseGateway, secret: str, ref: str, seal: str) -> Hook:
    public_url = getattr(gateway, "options", {}).get("PUBLIC_URL", "").rstrip("/")
    path = request.get_full_path()
    return Hook(
        url=f"{public_url}{path}" if public_url else request.build_absolute_uri(path),
        headers=request.headers,
        body=request.body,
        now=timezone.now(),
        form=[(name, value) for name, values in request.POST.lists() for value in values],
        query=request.GET.dict(),
        secret=secret,
        ref=ref,
        seal=seal,
    )
