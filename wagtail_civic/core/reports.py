"""Reports of Wagtail's admin whose tables are written as every other one of the suite."""

from collections.abc import Iterable, Iterator

from wagtail.admin.views.reports import ReportView

from .downloads import Row, csv_download
from .viewsets import LabelledPaginator


class CivicReportView(ReportView):
    """No text of an exported table is a formula: CSV as ``core.downloads`` writes it, and cells of
    text in a workbook, which Wagtail 7.4 would let compute."""

    table_classname = "listing civic-listing"
    paginator_class = LabelledPaginator

    def write_csv_response(self, queryset):
        return csv_download(self._rows(queryset), self.get_filename())

    def generate_xlsx_row(self, *args, **kwargs):
        for cell in super().generate_xlsx_row(*args, **kwargs):
            if cell.data_type == "f":
                cell.data_type = "s"
            yield cell

    def _rows(self, items: Iterable) -> Iterator[Row]:
        yield [self.get_heading(items, name) for name in self.list_export]
        for item in items:
            told = self.to_row_dict(item).items()
            yield [self._cell(name, value) for name, value in told]

    def _cell(self, name: str, value: object) -> object:
        told = self.preprocess_field_value(name, value, self.FORMAT_CSV)
        return "" if told is None else told
