"""The record as a Django app."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "stoppress.record"
    verbose_name = "Record"
