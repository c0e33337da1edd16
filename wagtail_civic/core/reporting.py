"""What an error mail says of a citizen's request: where it failed, not what was sent."""

from collections.abc import Mapping

from django.http import HttpRequest
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
    """Take what lets somebody act for somebody out of the address that is about to be reported."""
    for secret in (str(arguments[name]) for name in SECRETS if arguments.get(name)):
        request.path = request.path.replace(secret, _HIDDEN)
        request.path_info = request.path_info.replace(secret, _HIDDEN)
        for name in ("PATH_INFO", "REQUEST_URI", "RAW_URI", "HTTP_REFERER"):
            if secret in request.META.get(name, ""):
                request.META[name] = request.META[name].replace(secret, _HIDDEN)
