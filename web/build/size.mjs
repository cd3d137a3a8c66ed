// Fails when a first visit loads more than it should: the page and what it names.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";

const MOST_KB = 250;

const size = (path) => statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size;
const page = readFileSync("dist/index.html", "utf8");
const named = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, path]) => `dist/${path}`);
const first = ["dist/index.html", ...new Set(named)].reduce((sum, path) => sum + size(path), 0);
const later = readdirSync("dist/assets")
  .filter((name) => /\.(js|css)$/.test(name) && !named.includes(`dist/assets/${name}`))
  .reduce((sum, name) => sum + size(`dist/assets/${name}`), 0);

const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`first load ${kb(first)} gzipped, of ${MOST_KB} kB; everything else together ${kb(later)}`);
if (first > MOST_KB * 1000) {
  console.error("size: the first load has become too large");
  process.exit(1);
}
