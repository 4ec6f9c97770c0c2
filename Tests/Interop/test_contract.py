"""The printed contract, read by a validator that others wrote."""

import cbor2
import pycddl
import pytest
from conftest import ROOT

CONTRACT = (ROOT / "Shared" / "Contract" / "octopus.cddl").read_text()
EXAMPLES = dict(
    line.split() for line in
    (ROOT / "Tests" / "ContractTests" / "Golden" / "examples.txt").read_text().splitlines()
)


def schema(rule):
    return pycddl.Schema(f"root = {rule}\n{CONTRACT}")


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_every_message_validates(name):
    schema(name).validate_cbor(bytes.fromhex(EXAMPLES[name]))


@pytest.mark.parametrize("name", [name for name, example in EXAMPLES.items() if example != "a0"])
def test_each_field_matters(name):
    """A field of another type is refused, and so is one that nobody declared."""
    validator = schema(name)
    example = cbor2.loads(bytes.fromhex(EXAMPLES[name]))
    for field in example:
        with pytest.raises(pycddl.ValidationError):
            validator.validate_cbor(cbor2.dumps({**example, field: cbor2.undefined}))
    with pytest.raises(pycddl.ValidationError):
        validator.validate_cbor(cbor2.dumps({**example, "undeclared": 1}))


@pytest.mark.parametrize("header, is_valid", [
    ({1: 1, 2: 7, 3: "loyalty.v1/AwardPoints", 4: 9000}, True),
    ({1: 1, 2: 7, 3: "loyalty.v1/AwardPoints", 99: 1}, False),
    ({1: 1, 3: "loyalty.v1/AwardPoints"}, False),
    ({1: 1, 2: 7, 3: 4}, False),
    ({1: 1, 2: 7, 3: "loyalty.v1/AwardPoints", 11: [["identity", 0, 4]]}, False),
])
def test_headers_have_a_rule_too(header, is_valid):
    if is_valid:
        schema("request-header").validate_cbor(cbor2.dumps(header))
    else:
        with pytest.raises(pycddl.ValidationError):
            schema("request-header").validate_cbor(cbor2.dumps(header))
