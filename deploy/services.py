"""The services: the one list, which tests, chaos and benches read too.

A new one comes last, since ports follow the order."""

SERVICES = "identity", "loyalty", "partners"
# Those that send mails.
MAILING = {"identity", "partners"}
# What an installation consists of: the services, the tool, and what a service starts for itself.
PROGRAMS = *SERVICES, "octopus", "octopus-thumbnail"
