"""What is left while nobody is there: kept once, and mailed once to each operator who was chosen."""

import collections
import email
import email.policy
import json
import re
import uuid

import cbor2

SUBJECT = "A message was left at"
# What tells one from all others, in the message and in its mails.
MARK = re.compile(r"left-[0-9a-f-]{36}")


def check(report, executed, helpdesk):
    """Each that was acknowledged is there, once, and no other."""
    there = {id: text for id, text in helpdesk.execute("SELECT id, text FROM offline_messages")}
    texts = collections.Counter(there.values())
    for command, request, body in executed:
        if command.method != "helpdesk.v1/LeaveOfflineMessage":
            continue
        asked, reply = cbor2.loads(request), cbor2.loads(body)
        if there.pop(reply["offlineMessageId"].bytes, None) != asked["text"]:
            report.found("lost", f"the off-line message of {command}")
        elif texts[asked["text"]] > 1:
            report.found("doubled", f"the off-line message of {command}")
    for one in there:
        report.found("unasked", f"nobody left the off-line message {one.hex()}")
    report.counts["off-line messages"] = sum(texts.values())


def check_mails(report, folder, helpdesk):
    """Each of the chosen was mailed each message once; it is looked at when no mail waits any more."""
    mailed = collections.Counter()
    for path in folder.glob("*.eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if str(mail["Subject"]).startswith(SUBJECT):
            text = mail.get_body(("plain",)).get_content()
            mailed[mail["To"].addresses[0].addr_spec, MARK.search(text).group()] += 1
    addresses = dict(helpdesk.execute("SELECT id, email FROM operators"))
    chosen = {partner: [addresses[uuid.UUID(one).bytes] for one in json.loads(operators)]
              for partner, operators in helpdesk.execute(
                  "SELECT id, operator_ids FROM offline_policies")}
    wanted = {(address, MARK.search(text).group())
              for partner, text in helpdesk.execute("SELECT partner, text FROM offline_messages")
              for address in chosen[partner]}
    for key in mailed.keys() | wanted:
        if (count := mailed[key]) != (key in wanted):
            what = "doubled" if count > 1 else "unasked" if count else "lost"
            report.found(what, f"{count} mails of the off-line message {' to '.join(key[::-1])}")
    report.counts["mails of off-line messages"] = len(wanted)
