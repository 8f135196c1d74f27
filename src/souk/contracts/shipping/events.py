"""What shipping says."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from souk.vocabulary.events import Event


class ShipmentLineFacts(BaseModel):
    """`part_of`: the item from whose units these were taken, to go another way than the others."""

    model_config = ConfigDict(frozen=True)

    item_id: str
    variation_id: str
    quantity: int
    part_of: str = ""


class _ShipmentEvent(Event):
    about = "shipment_id"
    shipment_id: str
    order_id: str
    shop_id: str
    status: str
    tracking_number: str | None
    lines: list[ShipmentLineFacts]
    at: datetime
    carrier: str = ""


class ShipmentCreated(_ShipmentEvent):
    name = "shipment.created"


class ShipmentTrackingCorrected(_ShipmentEvent):
    """The shop that handed it in had told another carrier or number (`former_…`) before."""

    name = "shipment.tracking.corrected"
    former_carrier: str = ""
    former_number: str | None = None


class ShipmentStatusUpdated(_ShipmentEvent):
    name = "shipment.status.updated"
    place: str
