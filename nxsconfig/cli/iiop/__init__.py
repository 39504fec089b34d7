"""A small CORBA client: as much of IIOP 1.2 as calls of Tango commands with texts need.

Loading Tango's own client takes three quarters of the time of a short command line; this starts in a few milliseconds.
Source: CORBA 3.3 part 2 (OMG formal/2012-11-14), chapters 9 (CDR, GIOP, IIOP) and 7.6 (IOR); the Tango IDL, version 5.
"""
