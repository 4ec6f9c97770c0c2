"""What a shop has to chat with: channels, operators, their policy, and a guest who used each once."""

import uuid

from house import PATIENCE  # knows where the modules of Interop are
from recording import README

import spool

# Two operators have less room than a run has conversations.
MOST_CONVERSATIONS = 3


class Opening:
    """Somebody who sets a shop's chat up, and is heard by all services."""

    def __init__(self, house, shop, sessions, token):
        self.house, self.sessions, self.token = house, sessions, token
        self.partner = uuid.UUID(shop["partner"])

    def __call__(self, method, route=None, **body):
        return self.sessions[method.split(".")[0]].record(
            method, body, route=route or self.partner, token=self.token, timeout=PATIENCE)


def open_chat(house, shop, sessions):
    """A day and a night channel with chat, those who answer: the owner and an operator of the owner's."""
    identity = sessions["identity"]
    user = {name: shop[name] for name in ("email", "password")}

    def opening():
        token = identity.call("identity.v1/LogIn", user, route=house.tenant)["accessToken"]
        return Opening(house, shop, sessions, token)

    operators = hire(house, user, identity, opening())
    # The owner is an operator from this log-in on.
    ask = opening()
    channel, night = (open_channel(ask, name) for name in ("Desk", "Night desk"))
    ask("helpdesk.v1/SetOpeningHours", channelId=night, version=0, terms={
        "weekly": [], "exceptions": [], "closedText": "Nobody is here."})
    ask("helpdesk.v1/EditOfflinePolicy", version=0, operatorIds=list(operators.values()))
    ask("helpdesk.v1/EditChatPolicy", version=0, terms={
        "mostConversations": MOST_CONVERSATIONS, "assignment": "roundRobin", "silentMinutes": 1})
    conversation = visit_once(house, shop, channel, night, sessions)
    # The answer takes it.
    ask("helpdesk.v1/PostMessage", conversationId=conversation, clientId="2", text="Yes.")
    send_once(ask, channel)
    email = f"operator-{shop['email']}"
    return {"channel": str(channel), "night": str(night), "operator": {
        **user, "email": email, "id": str(operators[email])}}


def hire(house, user, identity, ask):
    """Makes the owner an administrator of the chat, and hires a normal operator; ids by address."""
    role = ask("identity.v1/CreateRole", house.tenant, name="Operator", demandsSecondFactor=False,
               levels=[{"product": "chat", "level": "full"}])
    email = f"operator-{user['email']}"
    made = ask("identity.v1/CreateUser", house.tenant, name="An Operator", email=email,
               roleId=role["id"])
    temporary = identity.call("identity.v1/SetUserPassword", {"userId": made["id"]},
                              route=house.tenant, token=ask.token)["password"]
    identity.call("identity.v1/ReplaceTemporaryPassword", {
        "email": email, "password": temporary, "newPassword": user["password"]}, route=house.tenant)
    listed = identity.call(
        "identity.v1/ListUsers", {}, route=house.tenant, token=ask.token)["items"]
    for one in listed:
        ask("identity.v1/SetChatOperator", house.tenant, userId=one["id"], version=one["version"],
            chatOperator="normal" if one["email"] == email else "administrator")
    return {one["email"]: one["id"] for one in listed}


def open_channel(ask, name):
    channel = ask("partners.v1/CreateChannel", terms={"name": name, "links": []})
    channel = ask("partners.v1/PublishChannel", channelId=channel["id"], version=channel["version"])
    ask("helpdesk.v1/EnableChat", channelId=channel["id"], version=0, isConfirmed=True)
    return channel["id"]


def visit_once(house, shop, channel, night, sessions):
    """An end user who uses each channel once, so that the shortest run has what there can be."""
    email, identity = f"guest-of-{shop['email']}", sessions["identity"]
    identity.record("identity.v1/RegisterEndUser", {"name": "A Guest", "email": email},
                    route=house.tenant)
    code = spool.request_code(identity, house.mail, email, route=house.tenant)
    token = identity.call("identity.v1/LogInEndUser", {"contact": email, "loginCode": code},
                          route=house.tenant)["accessToken"]
    ask = Opening(house, shop, sessions, token)
    for one in channel, night:
        ask("partners.v1/FollowChannel", house.tenant, channelId=one)
    opened = ask("helpdesk.v1/OpenConversation", channelId=channel)
    ask("helpdesk.v1/PostMessage", conversationId=opened["conversationId"], clientId="1",
        text="Are you open?")
    ask("helpdesk.v1/LeaveOfflineMessage", channelId=night, name="A Guest", email=email,
        text=f"left-{README.uuid7()}")
    return opened["conversationId"]


def terms_to(channel):
    """A message to a channel's followers, unlike any other."""
    return {"title": "News", "text": f"News {README.uuid7()}",
            "audience": {"reach": "followers", "channels": [channel]}}


def send_once(ask, channel):
    draft = ask("helpdesk.v1/CreateBroadcast", terms=terms_to(channel))
    ask("helpdesk.v1/ScheduleBroadcast", broadcastId=draft["broadcastId"],
        version=draft["version"])
