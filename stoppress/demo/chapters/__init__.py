"""The copy of the demo coverage, one module a chapter of the day, each with its `STEPS` in order.

Times and spoken words follow NASA's air-to-ground transcript (public record): mission time plus
1969-07-16T13:32:00Z. Nothing here may know more than the desk could know at that moment.
"""
