import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const ROOT = join(import.meta.dirname, '..');

/** Where `npm start` serves the API; another port for a fleet that runs elsewhere. */
const CONSOLE = process.env['VEDETTE_CONSOLE'] ?? 'http://localhost:8787';
/** An API key for looking at pages without signing in, in development only. It stays in this process. */
const DEV_KEY = process.env['VEDETTE_DEV_KEY'];

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: join(ROOT, 'node_modules/.vite-dashboard'),
  plugins: [react(), tailwindcss()],
  // The audit verifier hashes synchronously by Node's own; a browser gets the part of it that is asked for.
  resolve: { alias: { 'node:crypto': join(import.meta.dirname, 'src/lib/node-crypto.ts') } },
  server: {
    port: 9150,
    strictPort: true,
    fs: { allow: [ROOT] },
    proxy: {
      '/api': {
        target: CONSOLE,
        ws: true,
        changeOrigin: true,
        headers: { origin: CONSOLE, ...(DEV_KEY === undefined ? {} : { authorization: `Bearer ${DEV_KEY}` }) },
      },
    },
  },
  build: {
    outDir: join(ROOT, 'dist/dashboard'),
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL would need a hole in the policy for fonts and workers; and the polyfill serves browsers long gone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Changes less often than our own code: kept by the browser over releases.
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'uplot', test: /node_modules[\\/]uplot[\\/]/ },
            { name: 'cytoscape', test: /node_modules[\\/]cytoscape[\\/]/ },
          ],
        },
      },
    },
  },
});
