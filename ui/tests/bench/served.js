/** The built page over an invented app, with the probe before its own script. */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const dist = join(import.meta.dirname, "../../dist-design");
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

/** On any free port of this computer, until it is closed. */
export async function serve() {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    try {
      let body = await readFile(
        pathname === "/probe.js"
          ? join(import.meta.dirname, "probe.js")
          : join(dist, pathname === "/" ? "index.html" : pathname),
      );
      if (pathname === "/")
        body = body.toString().replace("<head>", '<head><script src="/probe.js"></script>');
      response.writeHead(200, { "content-type": types[extname(pathname)] ?? "text/html" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => server.close(),
  };
}
