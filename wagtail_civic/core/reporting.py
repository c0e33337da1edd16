"""What an error mail says of a citizen's request: where it failed, not what was sent."""

from collections.abc import Callable, Mapping
from functools import wraps

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.debug import SafeExceptionReporterFilter

#: Arguments of addresses that let whoever holds them act for somebody.
SECRETS = ("token", "proof", "secret", "seal", "handle")
_HIDDEN = "hidden"


class QuietFilter(SafeExceptionReporterFilter):
    """Names of fields and variables stay, their values go: names, addresses, codes, texts."""

    def get_post_parameters(self, request):
        if request is None or not self.is_active(request):
            return super().get_post_parameters(request)
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request, tb_frame):
        if not self.is_active(request):
            return super().get_traceback_frame_variables(request, tb_frame)
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


def hush(request: HttpRequest) -> None:
    """From now on a failure of this request is reported without what was sent."""
    request.exception_reporter_filter = QuietFilter()  # type: ignore[attr-defined]


def conceal(request: HttpRequest, arguments: Mapping[str, object]) -> None:
    """Take what lets somebody act for somebody out of the address that is about to be reported;
    of its query, the names of fields stay: some providers of SMS call with numbers in it."""
    for secret in (str(arguments[name]) for name in SECRETS if arguments.get(name)):
        request.path = request.path.replace(secret, _HIDDEN)
        request.path_info = request.path_info.replace(secret, _HIDDEN)
        for name in ("PATH_INFO", "REQUEST_URI", "RAW_URI", "HTTP_REFERER"):
            if secret in request.META.get(name, ""):
                request.META[name] = request.META[name].replace(secret, _HIDDEN)
    if request.GET:
        query = QueryDict(mutable=True)
        query.update(dict.fromkeys(request.GET, _HIDDEN))
        request.GET = query  # type: ignore[assignment]
        request.META["QUERY_STRING"] = query.urlencode()


def discreet(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view whose address lets whoever holds it act: where it fails, the error mail tells
    neither that nor what was sent; where it refuses, neither does Django's log."""

    @wraps(view)
    def look(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        hush(request)
        try:
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        except Exception:
            conceal(request, kwargs)
            raise
        if response.status_code >= 400:
            conceal(request, kwargs)
        return response

    return look
