import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const shellOnly = {
  group: ["@tauri-apps/*"],
  message: "Only src/host may talk to the shell; ask the Host instead.",
};

export default ts.config(
  { ignores: ["dist", "dist-design", "node_modules", "src/host/wire"] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      "no-restricted-imports": ["error", { patterns: [shellOnly] }],
      "no-eval": "error",
      "no-restricted-globals": [
        "error",
        { name: "fetch", message: "The page asks the Host; it never uses the network." },
        { name: "localStorage", message: "Nothing is kept in the page." },
        { name: "sessionStorage", message: "Nothing is kept in the page." },
      ],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    // What these fetch, the app itself answers: bytes by a ticket, and files of its own bundle.
    files: ["src/host/stretches.ts", "src/pdf/bundled.ts"],
    rules: { "no-restricted-globals": "off" },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig },
    },
    rules: {
      // Names come from a server: they are text, never markup.
      "svelte/no-at-html-tags": "error",
      // Maps and sets that no screen reads need not be reactive.
      "svelte/prefer-svelte-reactivity": "off",
      "svelte/button-has-type": "error",
    },
  },
  { files: ["src/host/**"], rules: { "no-restricted-imports": "off" } },
  { files: ["tests/**"], languageOptions: { globals: { ...globals.node } } },
  // A benchmark stands outside of the page: it drives a browser, over the network of this computer.
  { files: ["tests/bench/**"], rules: { "no-restricted-globals": "off" } },
);
