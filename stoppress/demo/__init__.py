"""The demo: a made-up newsroom covers the day of the Apollo 11 landing, 20-21 July 1969.

The desk is invented; the events, their times and the words spoken over the radio are not.
"""
