"""Forms of the admin as a browser would send them back."""

from wagtail.blocks.base import BlockField


def sent_back(client, url, **changes):
    """What the form at this address holds, its streams emptied, and then changed by hand."""
    form = client.get(url).context["form"]
    data = {}
    for bound in [form, *form.formsets.values()]:
        fields = list(bound.management_form) if hasattr(bound, "management_form") else list(bound)
        inner = [field for sub in getattr(bound, "forms", []) for field in sub]
        for field in [*fields, *inner]:
            if isinstance(field.field, BlockField):
                data[f"{field.html_name}-count"] = 0
            else:
                data[field.html_name] = "" if field.value() is None else field.value()
    return {**data, **changes}
