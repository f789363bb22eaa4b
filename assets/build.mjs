// Builds static/build/ from node_modules and our own style sheet: one CSS file (of at most 20 kB gzipped, which with
// the font of 48 leaves a first page its room in 100), one font, and the fonts of PDF files. Run it by `make assets`.
//
// Of Tabler only those rules stay whose class names appear, whole, in a template, a Python file or a script; a class
// put together from pieces ("btn-{{ kind }}") is listed in KEPT. Our own rules all stay.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

const TABLER = "node_modules/@tabler/core/dist/css/tabler.min.css";
const OURS = "static/css/peergroups.css";
const FONT = "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
// What PDF files are written with: all scripts of the typeface (goals/paper.py).
const SCRIPTS = ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese"];
const USED_IN = ["templates/**/*.html", "*/**/*.py", "static/js/**/*.js"];
const NOT_USED_IN = ["node_modules/**", "tests/**", "bench/**", "var/**", "**/migrations/**"];
const KEPT = [/^btn-(primary|danger|link)$/];

const [purged] = await new PurgeCSS().purge({
  css: [{ raw: await readFile(TABLER, "utf8") }],
  content: [...USED_IN, OURS],
  skippedContentGlobs: NOT_USED_IN,
  dynamicAttributes: ["aria-current", "aria-expanded", "aria-invalid", "aria-selected", "data-bs-theme", "open"],
  fontFace: true,
  keyframes: true,
  safelist: KEPT,
  variables: true,
});

await mkdir("static/build", { recursive: true });
await update("static/build/inter.woff2", await readFile(FONT));
await mkdir("static/build/print", { recursive: true });
for (const script of SCRIPTS) await update(`static/build/print/${script}.woff2`, await readFile(FONT.replace("latin", script)));
await update("static/build/app.css", Buffer.from(squeeze(purged.css) + squeeze(await readFile(OURS, "utf8"))));

/** The same style sheet without comments, indentation and line breaks. */
function squeeze(css) {
  const root = postcss.parse(css);
  root.walkComments((comment) => comment.remove());
  root.walk((node) => {
    node.raws.before = "";
    node.raws.after = "";
    node.raws.semicolon = false;
    node.raws.between = node.type === "decl" ? ":" : "";
  });
  return root.toString();
}

/** Writes a file unless it says that already, so that its date is the date of its content. */
async function update(path, content) {
  const before = await readFile(path).catch(() => null);
  if (!before?.equals(content)) await writeFile(path, content);
}
