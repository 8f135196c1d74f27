"""The back office at `/office`: its addresses. `frame` has the rooms; each module is one room."""

from __future__ import annotations

from django.urls import path

from souk.services.web.pages.office import (
    acting,
    audit,
    health,
    orders,
    overview,
    people,
    roles,
    shops,
    stock,
)

urlpatterns = [
    path("office", overview.overview),
    path("office/orders", orders.all_orders),
    path("office/orders.csv", orders.all_orders_file),
    path("office/orders/<slug:number>", orders.order),
    path("office/orders/<slug:number>/cancel", orders.cancel),
    path("office/orders/<slug:number>/note", orders.note),
    path("office/orders/<slug:number>/refund", orders.refund),
    path("office/users", people.everybody),
    path("office/users.csv", people.everybody_file),
    path("office/users/<slug:user_id>", people.person),
    path("office/users/<slug:user_id>/block", people.block),
    path("office/users/<slug:user_id>/unblock", people.unblock),
    path("office/users/<slug:user_id>/unlock", people.unlock),
    path("office/users/<slug:user_id>/letters", people.send_letter),
    path("office/users/<slug:user_id>/roles", people.set_roles),
    path("office/users/<slug:user_id>/act", acting.begin),
    path("office/roles", roles.all_roles),
    path("office/roles/new", roles.new),
    path("office/roles/<slug:role_id>", roles.one),
    path("office/roles/<slug:role_id>/remove", roles.remove),
    path("office/stock", stock.shelves),
    path("office/stock.csv", stock.shelves_file),
    path("office/stock/<slug:variation_id>", stock.one),
    path("office/stock/<slug:variation_id>/correct", stock.correct),
    path("office/audit", audit.trail),
    path("office/audit.csv", audit.trail_file),
    path("office/shops", shops.waiting),
    path("office/shops/<slug:shop_id>", shops.application),
    path("office/shops/<slug:shop_id>/approve", shops.approve),
    path("office/shops/<slug:shop_id>/reject", shops.reject),
    path("office/health", health.health),
    path("office/health/proof", health.prove),
    path("office/health/stories/<slug:house>/resume", health.resume),
    path("office/health/letters/<slug:house>/<slug:event_id>/replay", health.replay),
]
