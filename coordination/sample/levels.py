"""The office above the sample district: its people, the keys, and what the district has sent up."""

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import SYSTEM
from coordination.organizations.models import Division, Office
from coordination.sample.offices import add_office
from coordination.sample.people import add_accounts, office_people
from coordination.sample.standing import Staff
from coordination.transmissions.queries import own
from coordination.transmissions.services.keys import make_key
from coordination.transmissions.services.sending import send

ACTION = "sample.load"


def add_city(district: Office, password_hash: str) -> Office:
    """兰州市 with a clerk and a leader; the district's office now lies below it."""
    county = session.get_one(Division, district.division_id)
    city = add_office("lanzhou", session.get_one(Division, county.parent_id))
    district.parent_id = city.id
    people = office_people("city-")[:3]
    add_accounts(city, people, password_hash, clock.now())
    record(SYSTEM, ACTION, city, accounts=len(people))
    return city


def send_up(district: Office, city: Office) -> int:
    """Both offices make a key; every frozen period of the district reaches the city. How many packages."""
    staff = Staff()
    make_key(district, actor=staff.leader, operation=fresh_key())
    make_key(city, actor=Staff("city-").leader, operation=fresh_key())
    ready = own.ready(staff.clerk)
    for one in ready:
        send(
            district,
            actor=staff.clerk,
            operation=fresh_key(),
            form_code=one.form_code,
            period=one.period,
        )
    return len(ready)
