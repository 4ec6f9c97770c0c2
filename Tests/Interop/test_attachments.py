"""What is sent in chats, from the contract alone: documents of both sides over lines that break, under their names,
and none that run something."""

import hashlib
import io
import uuid

import pytest
from PIL import Image

from chats import Office, Writer
from place import Place
from test_partners import refused

CHUNK = 256 * 1024
KINDS = ["jpeg", "png", "webp", "mp4", "webm", "pdf"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("attachments"))
    place.start()
    yield place
    place.stop()


@pytest.fixture(scope="module")
def office(place):
    return Office(place)


@pytest.fixture(scope="module")
def documents(place, office):
    """The tenant lets documents be sent; before that nobody's is taken."""
    writer = Writer(office)
    assert refused(place, begin, writer, document(), "pdf") == "invalid"
    identity, helpdesk = place.session("identity"), place.session("helpdesk")
    owner = identity.call("identity.v1/LogIn", {"email": place.owner["email"], "password": place.password},
                          route=place.tenant)
    helpdesk.seen |= identity.seen
    helpdesk.call("helpdesk.v1/EditTenantChatPolicy", {"version": 0, "terms": {"attachmentTypes": KINDS}},
                  route=place.tenant, token=owner["accessToken"])


def document(size=(40, 30), **more):
    """A document as another program writes it."""
    file = io.BytesIO()
    Image.effect_noise(size, 90).save(file, "PDF", title="Menu", **more)
    return file.getvalue()


def begin(talker, content, kind):
    return talker.ask("BeginAttachment", size=len(content), type=kind,
                      sha256=hashlib.sha256(content).digest())


def missing(upload):
    return [chunk for one in upload["missing"] for chunk in range(one["first"], one["last"] + 1)]


def send(talker, upload, content, chunks):
    for chunk in chunks:
        talker.ask("SendAttachment", uploadId=upload["uploadId"], chunk=chunk,
                   part=content[chunk * CHUNK:(chunk + 1) * CHUNK])


def upload(talker, content, kind="pdf"):
    begun = begin(talker, content, kind)
    send(talker, begun, content, missing(begun))
    return talker.ask("FinishAttachment", uploadId=begun["uploadId"], timeout=60)


def fault(place, talker, content, kind="pdf"):
    """What the violation says of a file that is not taken."""
    with pytest.raises(place.client.Refused) as found:
        upload(talker, content, kind)
    assert found.value.reason == "fileRefused", found.value
    return found.value.error["violations"][0]["rule"]


def read(talker, file):
    content, size = b"", None
    while size is None or len(content) < size:
        part = talker.ask("ReadAttachment", fileId=file["fileId"], offset=len(content))
        content, size = content + part["part"], part["size"]
    assert hashlib.sha256(content).digest() == part["hash"]
    return content, part["mediaType"]


def attach(talker, conversation, file, name):
    return talker.ask("PostMessage", conversationId=conversation, clientId=uuid.uuid4().hex,
                      fileId=file["fileId"], fileName=name)


def test_documents_of_both_sides_arrive_byte_for_byte_and_under_their_names(place, office, documents):
    writer, holder, other = Writer(office), office.operator(), Writer(office)
    conversation = writer.asks(office.channel())
    holder.helpdesk.seen |= writer.helpdesk.seen
    holder.step("Take", conversation)
    long = document((900, 900), quality=100)
    assert len(long) > 2 * CHUNK
    begun = begin(writer, long, "pdf")
    first, *rest = missing(begun)
    send(writer, begun, long, [first])
    # The line breaks: another session of the same person goes on.
    again = writer.another()
    begun = begin(again, long, "pdf")
    assert missing(begun) == rest
    send(again, begun, long, rest)
    asked = again.ask("FinishAttachment", uploadId=begun["uploadId"], timeout=60)
    assert (asked["type"], asked["size"]) == ("pdf", len(long)) and "width" not in asked
    assert begin(again, long, "pdf")["file"] == asked
    short = document()
    answered = upload(holder, short)
    attach(again, conversation, asked, "Menu.pdf")
    attach(holder, conversation, answered, "Uč ž 菜单.PDF")
    for talker in again, holder:
        told = [(one["fileName"], one["file"]) for one in talker.messages(conversation) if "file" in one]
        assert told == [("Menu.pdf", asked), ("Uč ž 菜单.PDF", answered)]
        assert read(talker, asked) == (long, "application/pdf")
        assert read(talker, answered) == (short, "application/pdf")
    assert refused(place, read, other, asked) == "notFound"
    for name in "Menu.exe", "../Menu.pdf", "Menu", "Menu\u202efdp.pdf", "C:Menu.pdf", "\n.pdf":
        assert refused(place, attach, again, conversation, asked, name) == "invalid", name


def test_documents_that_run_or_carry_something_are_refused(place, office, documents):
    writer, whole = Writer(office), document()
    catalog = b"/Type /Cat"
    assert whole.count(catalog) == 1

    def with_catalog(entry):
        """With something more in its first object, and its table where it says that it is."""
        table = whole.rindex(b"startxref")
        changed = whole[:table].replace(catalog, entry + b" " + catalog)
        place_of = changed.index(b"\nxref\n") + 1
        return changed + b"startxref\n%d\n%%%%EOF" % place_of

    assert upload(writer, with_catalog(b"/OpenAction [4 0 R /Fit]"))["type"] == "pdf"
    for entry in (b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", b"/Open#41ction 5 0 R",
                  b"/AA << /O 5 0 R >>", b"/Names << /Embedded#46iles 5 0 R >>", b"/AcroForm << /XFA 5 0 R >>",
                  b"/X << /S /L#61unch /F (cmd.exe) >>"):
        assert fault(place, writer, with_catalog(entry)) == "active", entry
    assert fault(place, writer, whole + b"PK\5\6" + bytes(18)) == "polyglot"
    assert fault(place, writer, with_catalog(b"% <html>")) == "polyglot"
    assert fault(place, writer, whole + b"\nMZ") == "trailing"
    assert fault(place, writer, whole[:-1]) == fault(place, writer, whole[:len(whole) // 2]) == "cutShort"
    assert fault(place, writer, b"\n" + whole) == "unknownType"
    assert fault(place, writer, b"Plain text is no type.\n") == "unknownType"
    assert fault(place, writer, whole, "mp4") == "otherType"
