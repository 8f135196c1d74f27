const place = document.getElementById("swagger-ui");
SwaggerUIBundle({ url: place.dataset.document, domNode: place, deepLinking: true, persistAuthorization: true });
