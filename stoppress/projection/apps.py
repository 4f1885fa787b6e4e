"""The projection as a Django app."""

from django.apps import AppConfig


class ProjectionConfig(AppConfig):
    name = "stoppress.projection"
