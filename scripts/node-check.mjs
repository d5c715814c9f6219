// Plain JavaScript that any Node runs: says clearly when this one is too old, else hands over to the TypeScript named.
import module from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Vedette's tools need Node 22.18 or newer; this is ${process.versions.node}. On Linux x64 and arm64 \`npm ci\` installs Node 24 for the npm scripts; elsewhere install a newer Node yourself.`,
  );
  process.exit(2);
}
process.removeAllListeners('warning');
// The runtime's tools are 15 MB of JavaScript: compiled once, not at every command.
module.enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)));
process.argv.splice(1, 1);
await import(pathToFileURL(resolve(process.argv[1])).href);
