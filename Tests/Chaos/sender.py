"""Messages to many of a shop's owner, and what its members leave while nobody is there."""

import collections

from recording import README
from rooms import terms_to

# So many of a person's are free; who leaves more has to wait.
MOST_LEFT = 3


class Sender:
    """A part of the client, which has the persons and asks."""

    def __init__(self, client):
        self.client, self.desk, self.choices = client, client.desk, client.choices
        self.broadcasts, self.left = [], collections.Counter()
        self.ways = [(3, self.send), (4, self.step), (3, self.leave)]

    def send(self):
        """To all who follow the shop's channel by then."""
        def scheduled(reply):
            self.broadcasts.append(reply["broadcastId"])

        def drafted(reply):
            self.client.ask("helpdesk.v1/ScheduleBroadcast", "owner", scheduled,
                            broadcastId=reply["broadcastId"], version=reply["version"])

        self.client.ask("helpdesk.v1/CreateBroadcast", "owner", drafted,
                        terms=terms_to(self.desk.shop["channel"]))

    def step(self):
        """Pauses the last one, which may be on its way, or lets one go on."""
        if self.broadcasts:
            step = self.choices.choice(["Pause", "Pause", "Resume", "Resume", "Resume", "Cancel"])
            one = self.broadcasts[-1] if step == "Pause" else self.client.one(self.broadcasts)
            self.client.ask(f"helpdesk.v1/{step}Broadcast", "owner", broadcastId=one)

    def leave(self):
        member, night = self.client.one(self.client.members), self.desk.shop["night"]
        if not member or self.left[member["email"]] == MOST_LEFT:
            return
        self.left[member["email"]] += 1

        def follows(_):
            self.client.ask(
                "helpdesk.v1/LeaveOfflineMessage", member["email"], channelId=night, name="A Member",
                email=member["email"], text=f"left-{README.uuid7()}")

        self.client.ask("partners.v1/FollowChannel", member["email"], follows, channelId=night)
