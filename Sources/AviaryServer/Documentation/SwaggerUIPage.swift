/// The page at `/docs`, without a script or a style inside, so that a strict policy fits it.
package enum SwaggerUIPage {
    /// The page.
    package static let html = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Aviary</title>
        <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
        <link rel="icon" type="image/svg+xml" href="/try/icon.svg">
        </head>
        <body>
        <div id="swagger-ui"></div>
        <script src="/docs/assets/swagger-ui-bundle.js"></script>
        <script src="/docs/init.js"></script>
        </body>
        </html>

        """

    /// The script at `/docs/init.js`, which starts the page.
    package static let script = """
        SwaggerUIBundle({
            url: "/openapi.json",
            dom_id: "#swagger-ui",
            deepLinking: true,
            displayRequestDuration: true,
            validatorUrl: null
        });

        """

    /// The page when Swagger UI's files are nowhere.
    package static let missing = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Aviary</title>
        </head>
        <body>
        <h1>Aviary</h1>
        <p>This page shows the interface with Swagger UI, whose files are not installed.</p>
        <p>Install them beside the program and start it again:</p>
        <pre>python3 -m venv .deps/venv
        .deps/venv/bin/pip install drf-spectacular-sidecar</pre>
        <p>Or name a directory that has them: <code>--swagger-ui DIR</code> or <code>AVIARY_SWAGGER_UI</code>.</p>
        <p>The description itself is there without them: <a href="/openapi.json">/openapi.json</a>.</p>
        </body>
        </html>

        """

    /// The media type of ``html`` and ``missing``.
    package static let contentType = "text/html; charset=utf-8"

    /// The media type of ``script``.
    package static let scriptContentType = "text/javascript; charset=utf-8"

    /// The value of `Content-Security-Policy` for the page: everything from this server, the pictures that Swagger
    /// UI's styles carry inside, and those that a reply holds.
    package static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        + "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
