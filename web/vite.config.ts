import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// In development the page comes from Vite and everything else from the gateway that `make run` started.
const gateway = process.env.GATEWAY ?? "http://127.0.0.1:8088";

export default defineConfig({
  plugins: [react()],
  resolve: {
    // The SDK is a neighbour with packages of its own; in the bundle there is one copy of each.
    dedupe: ["@bufbuild/protobuf", "@connectrpc/connect", "@connectrpc/connect-web"],
  },
  build: {
    target: "es2023",
    // Inlined files would be data: URLs, which the page's policy does not let run.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(["/baedal.", "/grpc.", "/console.json"].map((path) => [path, gateway])),
  },
  test: { include: ["src/**/*.test.ts"] },
});
