"""Tango devices over the use cases: parse, call one function, format.

What all devices share stands here (order of calls, errors, texts, clients, logs); each device has a room of its own:
`configserver` is NXSConfigServer.
"""
