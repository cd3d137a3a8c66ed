// Packs what a browser loads, once and as well as possible, so that the gateway only has to hand it over.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const worthwhile = /\.(html|js|css|svg|json)$/;

for (const name of readdirSync("dist", { recursive: true })) {
  const path = `dist/${name}`;
  if (!statSync(path).isFile() || !worthwhile.test(path)) continue;
  const plain = readFileSync(path);
  const packed = {
    br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
    gz: gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }),
  };
  for (const [end, bytes] of Object.entries(packed)) {
    if (bytes.length < plain.length) writeFileSync(`${path}.${end}`, bytes);
  }
}
