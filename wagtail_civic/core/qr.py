"""An address as a QR code, drawn where it stands: no style, no script, no request."""

from django.utils.safestring import SafeString, mark_safe


def code(address: str) -> SafeString:
    """SVG; nothing where `segno` is missing (it comes with the extra `wagtail-civic[sms]`)."""
    try:
        import segno
    except ImportError:
        return SafeString("")
    made = segno.make(address, error="m", micro=False)
    return mark_safe(made.svg_inline(omitsize=True, border=2))
