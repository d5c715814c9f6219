/* eslint-disable no-underscore-dangle -- the names are wasm-bindgen's */
// By path: the package's export map offers no `.wasm`, and workerd takes Wasm only as a compiled module, never as bytes.
import * as compiled from '../../node_modules/@cedar-policy/cedar-wasm/esm/cedar_wasm_bg.wasm';
import * as glue from '../../node_modules/@cedar-policy/cedar-wasm/esm/cedar_wasm_bg.js';
import type { CedarModule } from '../../src/decide/cedar/module.ts';

interface CedarExports {
  __wbindgen_start(): void;
}

/** Cedar, instantiated once an isolate. */
export function loadCedar(): CedarModule {
  // The package types the Wasm's exports; what workerd and the bundlers give is the compiled module.
  const { default: wasm } = compiled as unknown as { default: WebAssembly.Module };
  const instance = new WebAssembly.Instance(wasm, {
    './cedar_wasm_bg.js': glue as unknown as Record<string, WebAssembly.ImportValue>,
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports as unknown as CedarExports).__wbindgen_start();
  return glue;
}
