/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // Without this, Vitest would take Svelte's server build and nothing could be mounted.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  server: { port: 1420, strictPort: true },
  // The content security policy allows nothing inline, so nothing is inlined.
  build: {
    outDir: mode === "design" ? "dist-design" : "dist",
    emptyOutDir: true,
    target: ["es2022", "safari16"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    testTimeout: 20_000,
  },
}));
