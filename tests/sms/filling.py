"""A form as it is shown, ready to be sent again."""

import re


def filled(html):
    data = {}
    for tag in re.findall(r"<input[^>]*>", html):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        box = attributes.get("type") in ("checkbox", "radio")
        if box and " checked" not in tag:
            continue
        if "name" in attributes:
            value = attributes.get("value", "on" if box else "")
            data.setdefault(attributes["name"], []).append(value)
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        data[name] = chosen or re.findall(r'<option value="([^"]*)"', options)[:1]
    return data
