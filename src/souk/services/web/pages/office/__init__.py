"""The back office at `/office`: its addresses. `frame` has the rooms; each module is one room."""

from __future__ import annotations

from django.urls import path

from souk.services.web.pages.office import customers, health, orders, overview, reviews, shops

urlpatterns = [
    path("office", overview.overview),
    path("office/orders", orders.all_orders),
    path("office/orders/<slug:number>", orders.order),
    path("office/orders/<slug:number>/cancel", orders.cancel),
    path("office/shops", shops.waiting),
    path("office/shops/<slug:shop_id>", shops.application),
    path("office/shops/<slug:shop_id>/approve", shops.approve),
    path("office/shops/<slug:shop_id>/reject", shops.reject),
    path("office/shops/<slug:shop_id>/verified", shops.verify),
    path("office/reviews", reviews.queue),
    path("office/reviews/<slug:item_id>/publish", reviews.publish),
    path("office/reviews/<slug:item_id>/hide", reviews.hide),
    path("office/customers", customers.all_customers),
    path("office/customers/<slug:user_id>", customers.customer),
    path("office/customers/<slug:user_id>/points", customers.points),
    path("office/customers/<slug:user_id>/tier", customers.tier),
    path("office/health", health.health),
    path("office/health/stories/<slug:house>/resume", health.resume),
    path("office/health/letters/<slug:house>/<slug:event_id>/replay", health.replay),
]
