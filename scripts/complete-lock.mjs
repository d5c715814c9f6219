// Adds to package-lock.json the platform builds that a registry mirror did not show to `npm install`: without them `npm ci`
// calls the lock file out of step. Run it after changing dependencies: `node scripts/complete-lock.mjs`. Builds of other
// systems are named by their suffix (`…-darwin-arm64`, `…-linux-x64-musl`); nothing is downloaded for them here.
import { readFileSync, writeFileSync } from 'node:fs';

// Where in a name the system stands: `binding-darwin-arm64`, `oxide-linux-arm-gnueabihf`, `oxide-wasm32-wasi`.
const BUILD = /(?:^|-)(android|darwin|freebsd|linux|openharmony|win32|wasm32)-([a-z0-9]+)(?:-([a-z0-9]+))?$/;
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
let added = 0;
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    const build = BUILD.exec(name.split('/')[1] ?? name);
    if (key in lock.packages || build === null) continue;
    const [, os, cpu, abi = ''] = build;
    const libc = abi.startsWith('musl') ? ['musl'] : abi.startsWith('gnu') && os === 'linux' ? ['glibc'] : undefined;
    // WebAssembly is a processor, and no system.
    const where = os === 'wasm32' ? { cpu: [os] } : { cpu: [cpu], ...(libc ? { libc } : {}), os: [os] };
    lock.packages[key] = { version, ...where, dev: true, optional: true };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} platform builds added`);
