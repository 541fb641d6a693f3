"""What may be taken away of a release: CSV and its metadata, JSON, a workbook, a PDF; of released figures alone."""
