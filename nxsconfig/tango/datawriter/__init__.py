"""The Tango device NXSDataWriter: tables of commands and attributes over `WriterServer` (writer §2).

```
 commands.py ───┐
 attributes.py ─┼─► device.py: order of calls, errors, events ─► WriterServer
 properties.py ─┘
```
"""
