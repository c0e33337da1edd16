"""Sphinx configuration: ``tox -e docs``."""

project = "wagtail_civic"
author = "The wagtail_civic founders"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "wagtail_civic"
myst_heading_anchors = 3
