// The API browser at /docs: Swagger UI over our own OpenAPI document, nothing from elsewhere.
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import "./docs.css";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

const cookie = (name) =>
  document.cookie
    .split("; ")
    .find((each) => each.startsWith(`${name}=`))
    ?.slice(name.length + 1);

// Somebody signed in by cookie proves with every change that it was this page that asked.
const withCsrfToken = (request) => {
  const token = cookie("aftercare_csrf");
  const ours = new URL(request.url, location.href).origin === location.origin;
  if (ours && token && !SAFE.has((request.method ?? "GET").toUpperCase())) {
    request.headers["X-CSRF-Token"] = token;
  }
  return request;
};

SwaggerUI({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  requestInterceptor: withCsrfToken,
  syntaxHighlight: { activated: true, theme: "agate" },
  tryItOutEnabled: true,
  validatorUrl: null,
});
