// Builds what the pages load into ../static/dist. `./run` calls it after `npm ci --ignore-scripts`.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = here("../static/dist");

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: { desk: here("src/desk.js"), diagram: here("src/diagram.js"), docs: here("src/docs.js"), form: here("src/form.js") },
  outdir,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "linked",
  loader: { ".svg": "dataurl", ".png": "dataurl" },
  logLevel: "warning",
});
