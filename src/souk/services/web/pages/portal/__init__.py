"""The owner's portal at `/portal`: its addresses. `frame` has what its pages share; each other module is one of its rooms."""

from __future__ import annotations

from django.urls import path

from souk.services.web.pages.portal import (
    frame,
    imports,
    orders,
    overview,
    product,
    products,
    reviews,
    shop,
    stock,
)

urlpatterns = [
    path("portal", overview.overview),
    path("portal/shop", frame.choose),
    *shop.urlpatterns,
    path("portal/products", products.product_list),
    path("portal/products/new", product.create),
    path("portal/products/many", products.change_many),
    path("portal/products/import", imports.import_page),
    path("portal/products/import/<slug:import_id>", imports.import_report),
    path("portal/products/export.csv", imports.export),
    path("portal/products/<slug:product_id>", product.edit),
    path("portal/products/<slug:product_id>/pictures", product.add_pictures),
    path("portal/products/<slug:product_id>/pictures/arrange", product.arrange_pictures),
    path("portal/products/<slug:product_id>/stock", product.count_stock),
    path("portal/products/<slug:product_id>/delete", product.delete),
    path("portal/orders", orders.all_orders),
    path("portal/orders/sending", stock.sending),
    path("portal/orders/sending/choose", stock.choose_sending),
    path("portal/orders/letters", stock.choose_sale_letters),
    path("portal/orders/<slug:number>", orders.order),
    path("portal/orders/<slug:number>/slip", orders.slip),
    path("portal/orders/<slug:number>/ship", orders.ship),
    path("portal/orders/<slug:number>/correct", orders.correct),
    path("portal/orders/<slug:number>/deliver", orders.deliver),
    path("portal/orders/<slug:number>/items/<slug:item_id>/out", orders.take_out),
    path("portal/stock", stock.low),
    path("portal/stock/letters", stock.choose_letters),
    path("portal/stock/<slug:variation_id>/restock", stock.restock),
    path("portal/stock/<slug:variation_id>/limit", stock.limit),
    path("portal/reviews", reviews.received),
    path("portal/answers/<slug:item_id>", reviews.answer),
]
