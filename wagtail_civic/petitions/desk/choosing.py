"""Choosing a row of a municipality."""

from django import forms


class ChoiceOfSites(forms.ModelChoiceField):
    """Says whose row it is, where one works for several municipalities."""

    names_sites = False

    def label_from_instance(self, row):
        return f"{row.site}, {row}" if self.names_sites else str(row)

    def offer(self, rows, sites) -> None:
        """These rows of these municipalities."""
        self.queryset = rows.select_related("site")
        self.names_sites = len(sites) > 1
