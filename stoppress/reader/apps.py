"""The reader as a Django app."""

from django.apps import AppConfig


class ReaderConfig(AppConfig):
    name = "stoppress.reader"
