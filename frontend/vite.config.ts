import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const outDir = resolve(import.meta.dirname, "../src/terrier/web/static/built");

/** Compressed twins beside each text file: the server sends them as they are, and the wheel carries them. */
function compressedTwins(): Plugin {
  return {
    name: "compressed-twins",
    apply: "build",
    closeBundle() {
      const folder = join(outDir, "assets");
      for (const name of readdirSync(folder)) {
        if (!/\.(m?js|css|svg)$/.test(name)) continue;
        const path = join(folder, name);
        const content = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(content));
        writeFileSync(`${path}.gz`, gzipSync(content));
      }
    },
  };
}

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [compressedTwins()],
  build: {
    outDir,
    emptyOutDir: true,
    // A plain name: package builders skip folders that start with a dot.
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { main: "src/main.ts" } },
  },
  test: { environment: "jsdom", include: ["tests/**/*.test.ts"] },
});
