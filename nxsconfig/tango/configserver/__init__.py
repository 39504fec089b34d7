"""The Tango device NXSConfigServer: tables of commands and attributes over `ConfigServer` (config-server §2).

```
 commands.py ──────┐
 json_commands.py ─┼─► device.py: state, order of calls, errors ─► ConfigServer
 attributes.py ────┘
```
"""
