"""The services: the one list, which tests, chaos and benches read too.

A new one comes last, since ports follow the order."""

SERVICES = "identity", "loyalty", "partners", "helpdesk", "advertising"
# Those that send mails.
MAILING = {"identity", "partners", "helpdesk"}
# What an installation consists of: the services, the tool, what a service starts for itself, and the bridge to
# SIP, which runs where it is asked for.
PROGRAMS = *SERVICES, "octopus", "octopus-thumbnail", "octopus-sip"
# What the bridge to SIP is granted, each by its name.
SIP_GRANTS = "identity.v1/GetSIPDigests", *(f"helpdesk.v1/{name}" for name in (
    "ReadSIPNews", "ReadSIPMessages", "MarkSIPMessages", "AnswerBySIP", "NameSIPOperator",
    "KeepSIPPresence"))
